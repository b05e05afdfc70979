package import AWS

extension AWSService {
    /// CloudFront, whose requests are signed for `us-east-1` in every region.
    ///
    /// AWS's standard variables may name another endpoint; throws where its value is not a URL.
    package static func cloudFront(
        _ context: AWSContext, credentials: any CredentialProviding
    ) throws(AWSError) -> AWSService {
        AWSService(
            endpoint: try context.endpoint("cloudfront", standard: "https://cloudfront.amazonaws.com"),
            region: "us-east-1", service: "cloudfront", credentials: credentials, http: context.http,
            clock: context.clock)
    }
}
