internal import Freshen
internal import Text

/// The environment, in which an empty variable counts as not set.
///
/// Messages name a variable and never show its value, which may be a secret in the wrong place.
struct Variables {
    let environment: [String: String]

    func value(_ name: String) -> String? {
        environment[name].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// A setting of the OTLP exporter with the variable that has it: the one for metrics wins over the one for all signals.
    func exporter(_ setting: String) -> (name: String, value: String)? {
        ["OTEL_EXPORTER_OTLP_METRICS_\(setting)", "OTEL_EXPORTER_OTLP_\(setting)"].lazy.compactMap { name in
            value(name).map { (name, $0) }
        }.first
    }

    /// Reads `KEY=VALUE,KEY=VALUE` with percent-encoded keys and values; nothing where there is no text.
    static func pairs(_ text: String?, _ name: String) throws(Failure) -> [(key: String, value: String)] {
        var pairs: [(key: String, value: String)] = []
        for part in (text ?? "").split(separator: ",") {
            let sides = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let decoded = sides.compactMap { String(validating: percentDecoded(trimmed($0)), as: UTF8.self) }
            guard decoded.count == 2, !decoded[0].isEmpty, !decoded.contains(where: \.hasControlCharacter) else {
                throw Failure(.configuration, "\(name) must be KEY=VALUE,KEY=VALUE, with percent-encoded values")
            }
            pairs.append((decoded[0], decoded[1]))
        }
        return pairs
    }

    private static func trimmed(_ text: Substring) -> Substring {
        var text = text.drop(while: \.isWhitespace)
        while text.last?.isWhitespace == true { text.removeLast() }
        return text
    }
}

extension String {
    fileprivate var hasControlCharacter: Bool { unicodeScalars.contains { $0.properties.generalCategory == .control } }
}
