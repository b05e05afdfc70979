import TestSupport

/// Where a document breaks the rules of AWS's "Specification: Embedded metric format"; empty: nowhere.
func embeddedFormatMistakes(_ document: JSONValue) -> [String] {
    let metadata = document["_aws"]
    var mistakes: [String] = []
    if !metadata["Timestamp"].isWhole { mistakes.append("Timestamp") }
    if metadata.object.keys.sorted() != ["CloudWatchMetrics", "Timestamp"] { mistakes.append("members of _aws") }
    if metadata["CloudWatchMetrics"].list.isEmpty { mistakes.append("CloudWatchMetrics") }
    return mistakes + metadata["CloudWatchMetrics"].list.flatMap { directive($0, document) }
}

private func directive(_ directive: JSONValue, _ root: JSONValue) -> [String] {
    var mistakes: [String] = []
    if !(1...255).contains(directive["Namespace"].text.count) { mistakes.append("Namespace") }
    if directive["Dimensions"].list.isEmpty { mistakes.append("Dimensions") }
    for set in directive["Dimensions"].list {
        if set.count.map({ $0 > 30 }) ?? true { mistakes.append("dimension set") }
        for key in set.list.map(\.text) where !(1...255).contains(key.count) || root[key].text.isEmpty {
            mistakes.append("dimension \(key)")
        }
    }
    for key in directive.object.keys where !["Namespace", "Dimensions", "Metrics"].contains(key) {
        mistakes.append("member \(key)")
    }
    if !(1...100).contains(directive["Metrics"].list.count) { mistakes.append("Metrics") }
    return mistakes + directive["Metrics"].list.flatMap { definition($0, root) }
}

private func definition(_ definition: JSONValue, _ root: JSONValue) -> [String] {
    let name = definition["Name"].text
    var mistakes: [String] = []
    let unit = definition["Unit"]
    if unit != .null, !units.contains(unit.text) { mistakes.append("unit \(unit.text)") }
    if !(1...255).contains(name.count) || !root[name].isMetricValue { mistakes.append("metric \(name)") }
    for key in definition.object.keys where !["Name", "Unit", "StorageResolution"].contains(key) {
        mistakes.append("member \(key)")
    }
    return mistakes
}

private let units: Set<String> = {
    let sizes = ["Bytes", "Kilobytes", "Megabytes", "Gigabytes", "Terabytes"]
    let bits = ["Bits", "Kilobits", "Megabits", "Gigabits", "Terabits"]
    let rates = (sizes + bits + ["Count"]).map { $0 + "/Second" }
    return Set(["Seconds", "Microseconds", "Milliseconds", "Percent", "Count", "None"] + sizes + bits + rates)
}()

extension JSONValue {
    fileprivate var isWhole: Bool {
        if case .number(let number) = self { number == number.rounded() } else { false }
    }

    /// A number, or a list of at most a hundred.
    fileprivate var isMetricValue: Bool {
        switch self {
        case .number: true
        case .list(let list): (1...100).contains(list.count) && list.allSatisfy(\.isMetricValue)
        default: false
        }
    }
}
