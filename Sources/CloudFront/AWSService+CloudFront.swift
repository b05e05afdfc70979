package import AWS

extension AWSService {
    /// CloudFront, whose requests are signed for `us-east-1` in every region.
    ///
    /// AWS's standard variables may name another endpoint; throws where its value is not a URL.
    package static func cloudFront(
        _ surroundings: AWSSurroundings, credentials: any CredentialProviding
    ) throws(AWSError) -> AWSService {
        AWSService(
            endpoint: try surroundings.endpoint("cloudfront", standard: "https://cloudfront.amazonaws.com"),
            region: "us-east-1", service: "cloudfront", credentials: credentials, http: surroundings.http,
            clock: surroundings.clock)
    }
}
