import AWS
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct EndpointTests {
    @Test(arguments: [
        ([:], "https://standard"),
        (["AWS_ENDPOINT_URL": "http://127.0.0.1:5000/"], "http://127.0.0.1:5000"),
        (["AWS_ENDPOINT_URL": "http://a", "AWS_ENDPOINT_URL_CLOUDFRONT": "http://b/x"], "http://b/x"),
        (["AWS_ENDPOINT_URL": "http://a", "AWS_ENDPOINT_URL_CLOUDFRONT": ""], "http://a"),
        (["AWS_ENDPOINT_URL": "http://a", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true"], "https://standard"),
    ])
    func `the variable of the service wins`(environment: [String: String], expected: String) throws {
        let endpoint = try Job(environment).context.endpoint("cloudfront", standard: "https://standard")
        #expect(endpoint == expected)
    }

    @Test(arguments: ["localhost:5000", "ftp://a", "https://", "https:///a", "http://u:PASSWORD@a", "http://a b"])
    func `what is not a plain URL is refused`(url: String) throws {
        let url = String(url.replacing("PASSWORD", with: Decoy.secret("endpoint")))
        let error = try #require(throws: AWSError.self) {
            try Job(["AWS_ENDPOINT_URL": url]).context.endpoint("cloudfront", standard: "")
        }
        #expect(error.description.contains("AWS_ENDPOINT_URL"))
        #expect(!Decoy.isShown(in: error.description))
    }
}
