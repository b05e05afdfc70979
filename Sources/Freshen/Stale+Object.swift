internal import Text

extension Stale {
    /// The paths under which an object of a bucket may be cached, by its key.
    package static func object(_ key: String) -> [Stale] {
        spellings(ofPath: "/" + percentEncodedKey(key)).map { .path($0) }
    }
}

/// A key, or a part of one, as part of a path.
func percentEncodedKey(_ text: String) -> String {
    percentEncoded(text, keeping: "/!$&'()+,:;=@")
}

/// The spellings of a path to an object.
///
/// S3 reads a `+` in a URL as a space, so a `+` of a key must be written `%2B`. CloudFront's documentation does not say
/// whether it takes the two for one path, so both are sent.
func spellings(ofPath path: String) -> [String] {
    path.contains("+") ? [path, path.replacing("+", with: "%2B")] : [path]
}
