internal import Text

extension Stale {
    /// The paths under which an object of a bucket may be cached, by its key.
    ///
    /// S3 reads a `+` in a URL as a blank, so a `+` of a key must be written `%2B`. CloudFront's documentation does not say
    /// whether it then takes the two for the same path, so both are sent.
    package static func object(_ key: String) -> [Stale] {
        let path = "/" + percentEncoded(key, keeping: "/!$&'()+,:;=@")
        return path.contains("+") ? [.path(path), .path(path.replacing("+", with: "%2B"))] : [.path(path)]
    }
}
