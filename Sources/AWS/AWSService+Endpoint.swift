extension AWSService {
    /// The URL of a service: the one that the environment names in AWS's standard variables, or `standard`.
    ///
    /// `AWS_ENDPOINT_URL_` with the service's name wins over `AWS_ENDPOINT_URL`; with
    /// `AWS_IGNORE_CONFIGURED_ENDPOINT_URLS=true` both are ignored. Throws where the one in use is not a URL.
    package static func endpoint(
        _ service: String, standard: String, environment: [String: String]
    ) throws(AWSError) -> String {
        guard environment["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"]?.lowercased() != "true" else { return standard }
        for name in ["AWS_ENDPOINT_URL_\(service.uppercased())", "AWS_ENDPOINT_URL"] {
            guard let url = environment[name], !url.isEmpty else { continue }
            return try plainURL(url, name)
        }
        return standard
    }

    /// A URL without a query, a fragment or a password: paths are appended to it, and messages show it.
    static func plainURL(_ url: String, _ name: String) throws(AWSError) -> String {
        let host = url.drop { $0 != "/" }.dropFirst(2).prefix { $0 != "/" }
        guard url.hasPrefix("http://") || url.hasPrefix("https://"), !host.isEmpty,
            url.utf8.allSatisfy({ (0x21...0x7E).contains($0) }), !url.contains(where: { "@?#".contains($0) })
        else { throw .setup("InvalidEndpoint", "\(name) is not a plain URL; set it like https://host:port") }
        return String(url.reversed().drop { $0 == "/" }.reversed())
    }
}
