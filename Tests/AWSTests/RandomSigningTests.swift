import FoundationEssentials
import HTTPClient
import TestSupport
import Testing

@testable import AWS
import Text

/// Requests drawn from a seed, signed here and by botocore.
@Suite struct RandomSigningTests {
    private struct Case: Encodable {
        let method, url, body, key, secret, region, service, time: String
        let token: String?
        let headers: [[String]]
        let unixTime: Int64
    }

    @Test(
        .timeLimit(.minutes(10)),
        .enabled(if: StandIn.hasPython("botocore"), "python3 has no botocore; see Tests/python.sh"))
    func `random requests are signed as botocore signs them`() throws {
        let fuzz = Fuzz("signatures", percent: 5, short: 500)
        var cases: [Case] = []
        try fuzz.run { _, random in
            cases.append(Self.draw(&random))
            return cases.last?.service == "s3" ? "for S3" : "for others"
        }
        let signer = try StandIn("signer.py")
        for start in stride(from: 0, to: cases.count, by: 100) {
            let some = Array(cases[start..<min(start + 100, cases.count)])
            for (one, expected) in zip(some, try sign(some, signer)) {
                #expect(signed(one) == expected, "seed \(fuzz.seed): \(one.method) \(one.url) \(one.headers)")
            }
        }
    }

    private func sign(_ cases: [Case], _ signer: StandIn) throws -> [String] {
        let request = HTTPRequest(
            method: "POST", url: "http://127.0.0.1:\(signer.port)/sign", body: Array(try JSONEncoder().encode(cases)),
            timeout: .seconds(20), usesProxy: false)
        let response = try HTTPClient(userAgent: "tests/1").send(request)
        return try JSONDecoder().decode([String].self, from: Data(response.body))
    }

    private func signed(_ one: Case) -> String? {
        let credentials = Credentials(accessKeyID: one.key, secretAccessKey: one.secret, sessionToken: one.token)
        let request = HTTPRequest(
            method: one.method, url: one.url, headers: one.headers.map { HTTPHeader($0[0], $0[1]) },
            body: Array(one.body.utf8), timeout: .seconds(1))
        return Signer(
            credentials: credentials, region: one.region, service: one.service,
            options: one.service == "s3" ? .s3 : .standard
        ).sign(request, unixTime: one.unixTime).headers.last?.value
    }

    // MARK: Random requests

    private static func draw(_ random: inout SplitMix64) -> Case {
        let isS3 = Int.random(in: 0..<4, using: &random) == 0
        let unixTime = Int64.random(in: 0..<4_102_444_800, using: &random)
        let path = (0..<Int.random(in: 0...4, using: &random)).map { _ in segment(&random, isS3) }
        let query = (0..<Int.random(in: 0...3, using: &random)).map { _ in
            percentEncoded(text(&random, 1)) + "=" + percentEncoded(text(&random, 0))
        }
        let hosts = ["https://a.example", "http://127.0.0.1:8080", "https://a.example:443", "http://a.example:80"]
        let url =
            (hosts.randomElement(using: &random) ?? "") + "/" + path.joined(separator: "/")
            + (query.isEmpty ? "" : "?" + query.joined(separator: "&"))
        let headers = (0..<Int.random(in: 0...3, using: &random)).map { number in
            ["X-\(["B", "a", "C-d", "c"].randomElement(using: &random) ?? "")\(number)", header(&random)]
        }
        return Case(
            method: ["GET", "POST", "PUT", "DELETE"].randomElement(using: &random) ?? "", url: url,
            body: text(&random, 0), key: "AKIDEXAMPLE", secret: Decoy.secret("\(unixTime)"),
            region: ["us-east-1", "eu-west-1"].randomElement(using: &random) ?? "",
            service: isS3 ? "s3" : ["cloudfront", "sts"].randomElement(using: &random) ?? "",
            time: SigningTime(unixTime).dateTime,
            token: Bool.random(using: &random) ? "to/ken+\(text(&random, 0).utf8.count)==" : nil, headers: headers,
            unixTime: unixTime)
    }

    /// To S3 every segment is part of a key; for other services empty segments and those of dots are removed.
    private static func segment(_ random: inout SplitMix64, _ isS3: Bool) -> String {
        if !isS3, Int.random(in: 0..<3, using: &random) == 0 {
            return ["", ".", "..", "a", "%2e", "..."].randomElement(using: &random) ?? ""
        }
        // The slash of a key is not written as %2F; how S3 signs that is not documented.
        return percentEncoded(text(&random, 1), keeping: isS3 ? "/" : "")
    }

    /// Characters of every kind that a path, a query or a body can hold.
    private static func text(_ random: inout SplitMix64, _ shortest: Int) -> String {
        let alphabet = Array("aZ09-._~ /?#%&=+*:;,@!$'()[]{}|\\^`\"<>éß漢😀")
        return String(
            (0..<Int.random(in: shortest...8, using: &random)).map { _ in
                alphabet.randomElement(using: &random) ?? "a"
            })
    }

    private static func header(_ random: inout SplitMix64) -> String {
        let words = ["a", "  b", "c  ", "d\te", "\"f  g\"", "h,i", "  "]
        return (0..<Int.random(in: 1...3, using: &random)).map { _ in words.randomElement(using: &random) ?? "" }
            .joined()
    }
}
