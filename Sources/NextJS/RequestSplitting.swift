/// Splits the entries of one pod into requests: at most 500 entries each, and in halves where the pod answers that a request
/// is too large (413) or rejects it (another 4xx).
struct RequestSplitting {
    /// The most entries that one request holds, paths and tags together.
    static let limit = 500

    /// The parts that are not sent yet, in reverse order.
    private var waiting: [Range<Int>]

    /// Without entries there is one empty part: a greeting is a request without entries.
    init(count: Int) {
        waiting = count == 0 ? [0..<0] : Self.parts(of: 0..<count, size: Self.limit)
    }

    /// Takes the part that is sent next; nil: all parts are sent.
    mutating func next() -> Range<Int>? {
        waiting.popLast()
    }

    /// Puts the halves of a part that holds several entries in front of the parts that are not sent yet.
    mutating func halve(_ part: Range<Int>) {
        waiting += Self.parts(of: part, size: (part.count + 1) / 2)
    }

    private static func parts(of range: Range<Int>, size: Int) -> [Range<Int>] {
        stride(from: range.lowerBound, to: range.upperBound, by: size)
            .map { $0..<min($0 + size, range.upperBound) }.reversed()
    }
}
