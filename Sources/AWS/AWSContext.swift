package import HTTPClient

/// What this room uses of its process: variables and files that may hold credentials, an HTTP client and a clock.
package struct AWSContext {
    private let environment: [String: String]
    private let contents: (String) -> [UInt8]?
    /// Sends the requests.
    package let http: any HTTPSending
    /// The time that requests are signed with.
    package let clock: AWSClock
    /// What aliases stand for, as AWS has said.
    package let aliases: any AliasKeeping

    /// `file` returns the bytes of a file, nil where it cannot be read; it is called on each use of the file.
    package init(
        environment: [String: String], file: @escaping (String) -> [UInt8]?, http: any HTTPSending, clock: AWSClock,
        aliases: any AliasKeeping = MemoryAliases()
    ) {
        self.environment = environment
        contents = file
        self.http = http
        self.clock = clock
        self.aliases = aliases
    }

    /// A variable of the environment; an empty one counts as not set.
    func value(_ name: String) -> String? {
        environment[name].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// The region that the environment or the profile in use names; nil: neither does.
    ///
    /// Throws where a profile is named that does not exist, or where the region is no name of one.
    package func region() throws(AWSError) -> String? {
        let found = if let regionOfEnvironment { regionOfEnvironment } else { try Profiles(self).chosen()?["region"] }
        return try found.map { region throws(AWSError) in try checkedRegion(region) }
    }

    var regionOfEnvironment: String? { value("AWS_REGION") ?? value("AWS_DEFAULT_REGION") }

    /// A region that may become part of a host name.
    func checkedRegion(_ region: String) throws(AWSError) -> String {
        guard region.isRegion else {
            throw .setup("InvalidRegion", "AWS_REGION (or a profile's region) is not the name of a region; correct it")
        }
        return region
    }

    func isTrue(_ name: String) -> Bool {
        value(name)?.lowercased() == "true"
    }

    func text(ofFile path: String) -> String? {
        contents(path).map { String(decoding: $0, as: UTF8.self) }
    }

    /// The token in a file; throws if the file cannot be read or does not hold exactly one word.
    ///
    /// The file is read on each use, because a mounted token is replaced before it expires. Messages show `name`, the
    /// variable or key that holds the path, and not the path: in a damaged file that may be a secret.
    func token(inFile path: String, named name: String) throws(AWSError) -> String {
        guard let text = text(ofFile: path) else {
            throw .noCredentials("the file that \(name) names cannot be read; mount the token there")
        }
        let token = text.hasSuffix("\n") ? String(text.dropLast()) : text
        guard !token.isEmpty, token.isVisibleASCII else {
            throw .noCredentials("the file that \(name) names holds no token: it is empty or of several words")
        }
        return token
    }

    /// The URL of a service: the one that the environment names in AWS's standard variables, or `standard`.
    ///
    /// `AWS_ENDPOINT_URL_` with the service's name wins over `AWS_ENDPOINT_URL`; with
    /// `AWS_IGNORE_CONFIGURED_ENDPOINT_URLS=true` both are ignored. Throws where the one in use is not a URL.
    package func endpoint(_ service: String, standard: String) throws(AWSError) -> String {
        guard !isTrue("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS") else { return standard }
        for name in ["AWS_ENDPOINT_URL_\(service.uppercased())", "AWS_ENDPOINT_URL"] {
            if let url = value(name) { return try plainURL(url, name) }
        }
        return standard
    }

    /// A URL without a query, a fragment or a password: paths are appended to it, and messages show it.
    func plainURL(_ url: String, _ name: String) throws(AWSError) -> String {
        let host = url.drop { $0 != "/" }.dropFirst(2).prefix { $0 != "/" }
        guard url.hasPrefix("http://") || url.hasPrefix("https://"), !host.isEmpty, url.isVisibleASCII,
            !url.contains(where: { "@?#".contains($0) })
        else { throw .setup("InvalidEndpoint", "\(name) is not a plain URL; set it like https://host:port") }
        return String(url.reversed().drop { $0 == "/" }.reversed())
    }
}

extension StringProtocol {
    /// Whether it may be part of a host name, as regions are.
    var isRegion: Bool { allSatisfy { $0.isASCII && ($0.isLowercase || $0.isNumber || $0 == "-") } }

    /// The domain of the services in a region.
    package var domainOfRegion: String { hasPrefix("cn-") ? "amazonaws.com.cn" : "amazonaws.com" }

    /// Whether it holds neither a blank, a line break nor any other control or non-ASCII character.
    var isVisibleASCII: Bool { utf8.allSatisfy { (0x21...0x7E).contains($0) } }
}
