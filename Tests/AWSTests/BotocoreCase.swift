import HTTPClient
import Testing

@testable import AWS

extension Signer.Options {
    /// S3, where `//` and `..` are parts of an object's key.
    static let s3 = Signer.Options(normalizesPath: false, doubleEncodesPath: false, sendsContentHash: true)
}

/// A request, and what botocore 1.44.5 signs it with at 2026-11-21T10:34:56Z.
struct BotocoreCase: Sendable, CustomTestStringConvertible {
    var method = "GET"
    let url: String
    var headers: [HTTPHeader] = []
    var body = ""
    var token: String?
    var region = "us-east-1"
    var service = "cloudfront"
    var options = Signer.Options.standard
    /// The signed headers and the signature.
    let signature: String

    var testDescription: String { "\(method) \(url)" }

    static let all = [
        BotocoreCase(
            method: "POST",
            url: "https://cloudfront.amazonaws.com/2020-05-31/distribution/EDFDVBD6EXAMPLE/invalidation",
            headers: [HTTPHeader("Content-Type", "text/xml")], body: "<a/>",
            signature: "content-type;host;x-amz-date, "
                + "Signature=3f15b0100ad7315736f86cca177a9ed56914a1111cc92a18eadbc99a892348f2"),
        BotocoreCase(
            method: "POST", url: "http://127.0.0.1:5000/2020-05-31/distribution/EDFDVBD6EXAMPLE/invalidation",
            headers: [HTTPHeader("Content-Type", "text/xml")], body: "<a/>", token: exampleToken,
            signature: "content-type;host;x-amz-date;x-amz-security-token, "
                + "Signature=62086fc79d34c1b96496a7351548960529a62c327996456f7c1df81e2bdd3286"),
        BotocoreCase(
            url: "http://127.0.0.1:5000/2020-05-31/distribution?Marker=a%2Fb%20c%3D%26~&MaxItems=100",
            token: exampleToken,
            signature: "host;x-amz-date;x-amz-security-token, "
                + "Signature=fe89363aa9c51dc53455fcbf5d149d95f10bb2b0c631aa6694ad13a7908937aa"),
        BotocoreCase(
            url: "https://example.amazonaws.com/a%20b/%C3%A9/../c//d/?b=2&a=%2B&a=&B=1",
            headers: [HTTPHeader("X-Two", "  a   b ")], region: "eu-west-1", service: "service",
            signature: "host;x-amz-date;x-two, "
                + "Signature=84754de155bf254ba2dc8bb9625b61b158ec59ca4c762273696a57e97acf6462"),
        BotocoreCase(
            url: "https://bucket.s3.eu-west-1.amazonaws.com/a%20b/%C3%A9/../c//d%2Be?list-type=2&prefix=x%2Fy",
            token: exampleToken, region: "eu-west-1", service: "s3", options: .s3,
            signature: "host;x-amz-content-sha256;x-amz-date;x-amz-security-token, "
                + "Signature=e3f75f5ab6d513d4055ae7584d123235d8a1114858b8996145a3d10ac1f3ef4f"),
    ]

    private static let exampleToken = "FQoGZXIvYXdzEBYaD+token/with=signs=="

    static func signer(
        _ token: String?, region: String = "us-east-1", service: String = "cloudfront",
        options: Signer.Options = .standard
    ) -> Signer {
        let credentials = Credentials(
            accessKeyID: "AKIDEXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
            sessionToken: token)
        return Signer(credentials: credentials, region: region, service: service, options: options)
    }

    func signed() -> HTTPRequest {
        let request = HTTPRequest(
            method: method, url: url, headers: headers, body: Array(body.utf8), timeout: .seconds(1),
            usesProxy: false)
        return Self.signer(token, region: region, service: service, options: options)
            .sign(request, unixTime: 1_795_257_296)
    }
}
