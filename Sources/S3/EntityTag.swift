/// An ETag that may have been made from MD5s.
struct EntityTag {
    /// How many parts the object was uploaded in; nil: in one piece.
    let parts: Int64?

    /// Nil where it does not have the form of MD5s.
    init?(_ text: String) {
        let words = text.split(separator: "-", omittingEmptySubsequences: false)
        guard words[0].utf8.count == 32, words[0].utf8.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }) else {
            return nil
        }
        guard words.count > 1 else {
            parts = nil
            return
        }
        guard words.count == 2, let parts = Int64(words[1]), (1...10_000).contains(parts) else { return nil }
        self.parts = parts
    }

    /// The sizes of parts to try for an object of `size` bytes; nil stands for no parts.
    ///
    /// These are the sizes that uploaders use, as far as they give this number of parts. S3 does not keep the size.
    func partSizes(of size: Int64) -> [Int64?] {
        guard let parts else { return [nil] }
        guard parts > 1 else { return [max(1, size)] }
        let mebibyte: Int64 = 1 << 20
        // What the AWS CLI and others take where their usual size would give more than 10,000 parts, or a set number.
        let even = (size + parts - 1) / parts
        let evenMebibytes = (even + mebibyte - 1) / mebibyte * mebibyte
        let usual: [Int64] = [8, 5, 16, 10, 15, 20, 25, 32, 50, 64, 100, 128, 256, 512, 1024]
        var sizes: [Int64] = []
        for size in usual.map({ $0 * mebibyte }) + [evenMebibytes, even] where size > 0 && !sizes.contains(size) {
            sizes.append(size)
        }
        return sizes.filter { max(1, (size + $0 - 1) / $0) == parts }
    }
}
