/// A metric with a single value: for formats in which a name can have only one.
///
/// An attribute with a few fixed values becomes part of the name. Values that differ in the other attributes are merged.
struct FlatMetric {
    let name: String
    /// Whether the unit is the second; otherwise things are counted.
    let isTime: Bool
    private(set) var value: Metric.Value

    private static let enumerations = ["freshen.target.kind", "freshen.item.kind", "freshen.pod.state"]

    /// The flat form of metrics, in their order.
    static func all(_ metrics: [Metric]) -> [FlatMetric] {
        metrics.flatMap { metric in
            metric.points.reduce(into: [FlatMetric]()) { all, point in
                let name = ([metric.name] + suffixes(point)).joined(separator: ".")
                if let index = all.firstIndex(where: { $0.name == name }) {
                    all[index].value = all[index].value.merged(point.value)
                } else {
                    all.append(FlatMetric(name: name, isTime: metric.unit == "s", value: point.value))
                }
            }
        }
    }

    private static func suffixes(_ point: Metric.Point) -> [String] {
        enumerations.compactMap { key in
            if case .text(let text) = point.attributes[key] { text } else { nil }
        }
    }
}
