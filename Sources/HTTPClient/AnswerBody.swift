/// The body of an answer in progress: kept, or passed on in pieces.
struct AnswerBody {
    /// What was kept.
    private(set) var bytes: [UInt8] = []
    /// Whether it has more bytes than allowed.
    private(set) var isTooLarge = false
    /// Whether its taker wanted no more.
    private(set) var isEnded = false
    private let largest: Int
    private let taker: (([UInt8]) -> Bool)?
    private var size = 0

    init(_ request: HTTPRequest) {
        largest = request.largestBody
        taker = request.takeBody
    }

    /// Returns false where the transfer is to end.
    mutating func add(_ piece: [UInt8]) -> Bool {
        size += piece.count
        isTooLarge = size > largest
        guard !isTooLarge else { return false }
        guard let taker else {
            bytes.append(contentsOf: piece)
            return true
        }
        isEnded = !taker(piece)
        return !isEnded
    }
}
