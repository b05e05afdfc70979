import AWS
import TestSupport
import Testing

@testable import HTTPClient

/// A job that searches for credentials: its variables, files and clock, and the answers to its requests.
final class Job {
    /// Files by their path, and which of them were read.
    final class Files {
        var texts: [String: String]
        private(set) var read: [String] = []

        init(_ texts: [String: String]) {
            self.texts = texts
        }

        func bytes(of path: String) -> [UInt8]? {
            read.append(path)
            return texts[path].map { Array($0.utf8) }
        }
    }

    let files: Files
    let http: Sender
    /// Seconds since 1970: 2026-11-21T10:34:56Z, until a test moves it.
    var now: Int64 {
        get { time.seconds }
        set { time.seconds = newValue }
    }
    private final class Time {
        var seconds: Int64 = 1_795_257_296
    }

    private let time = Time()
    private let environment: [String: String]
    private(set) lazy var chain = CredentialChain(context)

    /// `answer` yields the answer to each request.
    init(
        _ environment: [String: String] = [:], files: [String: String] = [:],
        answer: @escaping (HTTPRequest) -> Result<HTTPResponse, HTTPError> = { _ in .failure(unreachable) }
    ) {
        self.environment = environment
        self.files = Files(files)
        http = Sender(answer)
    }

    var context: AWSContext {
        AWSContext(
            environment: environment, file: files.bytes(of:), http: http, clock: AWSClock { [time] in time.seconds })
    }

    /// Why there are no credentials; no secret is in it.
    func refusal() throws -> AWSError {
        let error = try #require(throws: AWSError.self) { try chain.credentials() }
        #expect(!Decoy.isShown(in: "\(error) \(error.message)"))
        #expect(!error.description.contains("\n"))
        return error
    }
}

let unreachable = HTTPError(kind: .unreachable, message: "connection refused")

/// Records each request, and answers it with the closure that a test gives.
final class Sender: HTTPSending {
    private(set) var requests: [HTTPRequest] = []
    private let answer: (HTTPRequest) -> Result<HTTPResponse, HTTPError>

    init(_ answer: @escaping (HTTPRequest) -> Result<HTTPResponse, HTTPError>) {
        self.answer = answer
    }

    func send(_ request: HTTPRequest) throws(HTTPError) -> HTTPResponse {
        requests.append(request)
        return try answer(request).get()
    }
}

/// Sends a request to a real server.
func overTheNetwork(_ request: HTTPRequest) -> Result<HTTPResponse, HTTPError> {
    Result { () throws(HTTPError) in try HTTPClient(userAgent: "tests/1").send(request) }
}

extension HTTPRequest {
    /// The body as text.
    var text: String { String(decoding: body, as: UTF8.self) }

    func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }
}
