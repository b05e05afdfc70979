internal import Freshen
internal import FoundationEssentials

/// A JSON document, for formats whose keys are not known when the program is compiled.
enum JSON: Encodable {
    case text(String)
    case integer(Int64)
    case number(Double)
    case boolean(Bool)
    case list([JSON])
    case object([String: JSON])

    init(_ value: Metric.Value) {
        switch value {
        case .count(let count): self = .integer(Int64(count))
        case .seconds(let seconds): self = .number(seconds)
        }
    }

    func encode(to encoder: any Encoder) throws {
        var value = encoder.singleValueContainer()
        switch self {
        case .text(let text): try value.encode(text)
        case .integer(let integer): try value.encode(integer)
        case .number(let number): try value.encode(number)
        case .boolean(let flag): try value.encode(flag)
        case .list(let list): try value.encode(list)
        case .object(let object): try value.encode(object)
        }
    }

    /// The document on one line, keys sorted.
    func bytes() throws(Failure) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            return Array(try encoder.encode(self))
        } catch {
            throw Failure(.bug, "metrics cannot be written as JSON: \(error)")
        }
    }
}
