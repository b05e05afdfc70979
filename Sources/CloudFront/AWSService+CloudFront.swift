package import AWS
package import HTTPClient

extension AWSService {
    /// CloudFront, which is signed for `us-east-1` wherever it is called from.
    ///
    /// `environment` may name another endpoint in AWS's standard variables; throws where that is no URL.
    package static func cloudFront(
        credentials: Credentials, environment: [String: String], http: any HTTPSending
    ) throws(AWSError) -> AWSService {
        AWSService(
            endpoint: try endpoint(
                "cloudfront", standard: "https://cloudfront.amazonaws.com", environment: environment),
            region: "us-east-1", service: "cloudfront", credentials: credentials, http: http)
    }
}
