package import AWS

extension AWSService {
    /// CloudFront, which is signed for `us-east-1` wherever it is called from.
    ///
    /// The environment may name another endpoint in AWS's standard variables; throws where that is no URL.
    package static func cloudFront(
        _ surroundings: AWSSurroundings, credentials: any CredentialProviding
    ) throws(AWSError) -> AWSService {
        AWSService(
            endpoint: try surroundings.endpoint("cloudfront", standard: "https://cloudfront.amazonaws.com"),
            region: "us-east-1", service: "cloudfront", credentials: credentials, http: surroundings.http,
            clock: surroundings.clock)
    }
}
