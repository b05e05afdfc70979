extension UInt8 {
    /// Whether this is an ASCII letter or an ASCII digit.
    package var isLetterOrDigit: Bool {
        switch self {
        case Self(ascii: "a")...Self(ascii: "z"), Self(ascii: "A")...Self(ascii: "Z"): true
        case Self(ascii: "0")...Self(ascii: "9"): true
        default: false
        }
    }
}
