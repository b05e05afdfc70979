import FoundationEssentials
import HTTPClient
import TestSupport
import Testing

/// The strict stand-in for CloudFront with one distribution and its alias, and the program run against it.
struct CloudFrontServer {
    static let distribution = "E2BX1E7RR7IV8R"
    static let alias = "releases.example.com"
    private static let secret = Decoy.secret("aws")
    private let server: StandIn

    /// `polls`: how often an invalidation is in progress when it is asked about.
    init(polls: Int = 0, readsTags: Bool = false) throws {
        let tags = readsTags ? ["--tags", Self.distribution] : []
        server = try StandIn(
            "cloudfront.py",
            [
                "--secret", Self.secret, "--distribution", Self.distribution, "--polls", "\(polls)",
                "--alias", "\(Self.distribution)=\(Self.alias)",
            ] + tags)
    }

    /// The variables with which the program reaches it.
    var environment: [String: String] {
        [
            "AWS_ENDPOINT_URL_CLOUDFRONT": "http://127.0.0.1:\(server.port)", "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE",
            "AWS_SECRET_ACCESS_KEY": Self.secret,
        ]
    }

    /// `freshen invalidate` for the distribution, by its alias.
    func invalidate(_ arguments: String..., environment more: [String: String] = [:]) throws -> Child.Ending {
        try Child(
            ["invalidate", "--alias", Self.alias] + arguments, environment: environment.merging(more) { $1 }
        ).finish(within: .seconds(60))
    }

    func control(_ settings: String) throws {
        _ = try server.exchange("POST", "/control", settings)
    }

    /// The invalidations that it has made, oldest first.
    func invalidations() throws -> [JSONValue] { try seen()["invalidations"].list }

    func seen() throws -> JSONValue { try json(server.exchange("GET", "/seen", "")) }
}

extension StandIn {
    /// The body of its answer to a request, which must be a success.
    @discardableResult func exchange(_ method: String, _ path: String, _ body: String) throws -> String {
        let request = HTTPRequest(
            method: method, url: "http://127.0.0.1:\(port)\(path)", body: Array(body.utf8), timeout: .seconds(5),
            usesProxy: false)
        let response = try HTTPClient(userAgent: "test").send(request)
        try #require(response.status == 200, "\(path)")
        return String(decoding: response.body, as: UTF8.self)
    }
}

func json(_ text: String) throws -> JSONValue {
    try JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))
}
