package import AWS
import HTTPClient

/// The distributions of one AWS account.
package struct Distributions {
    private let service: AWSService

    /// Distributions that are reached through a service signed as `cloudfront` in `us-east-1`.
    package init(_ service: AWSService) {
        self.service = service
    }

    /// Tells a distribution to forget some items, at most 3,000.
    ///
    /// The same `callerReference` with the same items is the same invalidation, however often it is sent, and
    /// costs nothing the second time.
    package func createInvalidation(
        distribution: String, items: [String], callerReference: String
    ) throws(AWSError) -> Invalidation {
        let body = invalidationBatch(items, callerReference: callerReference)
        return try invalidation(
            service.send(
                method: "POST", path: path(distribution), headers: [HTTPHeader("Content-Type", "text/xml")],
                body: Array(body.utf8)))
    }

    /// How far an invalidation has got; throws `isUnknownInvalidation` where CloudFront has forgotten it.
    package func invalidation(distribution: String, id: String) throws(AWSError) -> Invalidation {
        try invalidation(
            service.send(method: "GET", path: "\(path(distribution))/\(percentEncoded(id))"))
    }

    private func path(_ distribution: String) -> String {
        "/2020-05-31/distribution/\(percentEncoded(distribution))/invalidation"
    }

    private func invalidation(_ response: HTTPResponse) throws(AWSError) -> Invalidation {
        guard let document = try? XMLElement(xml: response.body), let invalidation = Invalidation(document) else {
            throw AWSError(
                .answer(status: response.status), code: "UnreadableAnswer",
                message: "CloudFront's answer is not an invalidation; the same request is safe to repeat")
        }
        return invalidation
    }
}
