internal import FoundationEssentials

/// What a collector says of a request that it did not take as a whole: an OTLP `ExportMetricsServiceResponse`.
struct OTLPAnswer: Decodable {
    struct Partial: Decodable {
        let rejectedDataPoints: Count?
    }

    /// A 64-bit integer, as a string or as a number.
    struct Count: Decodable {
        let value: Int64

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            let text = try? container.decode(String.self)
            value = try text.map { Int64($0) ?? 0 } ?? container.decode(Int64.self)
        }
    }

    let partialSuccess: Partial?

    /// How many data points were rejected; an answer that is not JSON rejects none.
    static func rejected(_ body: [UInt8]) -> Int64 {
        let answer = try? JSONDecoder().decode(OTLPAnswer.self, from: Data(body))
        return answer?.partialSuccess?.rejectedDataPoints?.value ?? 0
    }
}
