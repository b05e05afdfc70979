package import HTTPClient

/// Where credentials are searched: the environment and files, and the client and clock that services are called with.
package struct AWSContext {
    private let environment: [String: String]
    private let contents: (String) -> [UInt8]?
    /// Sends the requests.
    package let http: any HTTPSending
    /// The time that requests are signed with.
    package let clock: AWSClock

    /// `file` returns the bytes of a file, nil where it cannot be read; it is called on each use of the file.
    package init(
        environment: [String: String], file: @escaping (String) -> [UInt8]?, http: any HTTPSending, clock: AWSClock
    ) {
        self.environment = environment
        contents = file
        self.http = http
        self.clock = clock
    }

    /// A variable of the environment; an empty one counts as not set.
    func value(_ name: String) -> String? {
        environment[name].flatMap { $0.isEmpty ? nil : $0 }
    }

    func isTrue(_ name: String) -> Bool {
        value(name)?.lowercased() == "true"
    }

    func text(ofFile path: String) -> String? {
        contents(path).map { String(decoding: $0, as: UTF8.self) }
    }

    /// The token in a file; throws where the file cannot be read or holds anything but one word.
    ///
    /// The file is read on each use, because a mounted token is replaced before it expires. Messages show `name`, the
    /// variable or key that holds the path, and not the path: in a damaged file that may be a secret.
    func token(inFile path: String, named name: String) throws(AWSError) -> String {
        guard let text = text(ofFile: path) else {
            throw .noCredentials("the file that \(name) names cannot be read; mount the token there")
        }
        let token = text.hasSuffix("\n") ? String(text.dropLast()) : text
        guard !token.isEmpty, token.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw .noCredentials("the file that \(name) names holds no token: it is empty or of several words")
        }
        return token
    }

    /// The URL of a service; see `AWSService.endpoint`.
    package func endpoint(_ service: String, standard: String) throws(AWSError) -> String {
        try AWSService.endpoint(service, standard: standard, environment: environment)
    }
}
