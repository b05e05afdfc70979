package import AWS
import HTTPClient
internal import Text

/// Requests to CloudFront's API about the distributions of one AWS account.
package struct CloudFrontAPI {
    private let service: AWSService

    /// `service` signs requests as `cloudfront` in `us-east-1`.
    package init(_ service: AWSService) {
        self.service = service
    }

    /// Invalidates items on a distribution, at most 3,000.
    ///
    /// The same `callerReference` with the same items is the same invalidation however often it is sent, and is charged
    /// once.
    package func createInvalidation(
        distribution: String, items: [String], callerReference: String
    ) throws(AWSError) -> Invalidation {
        let body = invalidationBatch(items, callerReference: callerReference)
        return try invalidation(
            service.send(
                method: "POST", path: invalidationPath(distribution), headers: [HTTPHeader("Content-Type", "text/xml")],
                body: Array(body.utf8)))
    }

    /// An invalidation's present state; throws an `isUnknownInvalidation` error if CloudFront no longer has it.
    package func invalidation(distribution: String, id: String) throws(AWSError) -> Invalidation {
        try invalidation(
            service.send(method: "GET", path: "\(invalidationPath(distribution))/\(percentEncoded(id))"))
    }

    /// Whether a distribution is configured to read cache tags, so that tags can be invalidated; a tenant has the
    /// configuration of its distribution.
    package func readsTags(_ distribution: String) throws(AWSError) -> Bool {
        let distribution = try isTenant(distribution) ? owner(ofTenant: distribution) : distribution
        let root = try document(
            service.send(method: "GET", path: "\(Self.path)/\(percentEncoded(distribution))/config"),
            "DistributionConfig")
        return root["CacheTagConfig"]?["HeaderName"].map { !$0.text.isEmpty } ?? false
    }

    /// The id of the distribution, or of the tenant of a multi-tenant one, that serves a domain name; nil where none does.
    ///
    /// The name itself wins over a wildcard, and a longer wildcard over a shorter one. Staging distributions are left out.
    package func id(ofAlias name: String) throws(AWSError) -> String? {
        let best = try distribution(ofAlias: name)
        if let best, best.isExact { return best.id }
        do throws(AWSError) {
            return try tenant(ofDomain: name) ?? best?.id
        } catch  where error.status == 404 {
            return best?.id
        } catch  where error.remedy == .grant {
            // Most accounts have no tenants, and a policy need not name them.
            if let best { return best.id }
            throw AWSError(
                .setup, code: "NoSuchDistribution",
                message: "no distribution has this alias, and whether a tenant has this domain is not known, because "
                    + "cloudfront:GetDistributionTenantByDomain is denied")
        }
    }

    /// The best match among the aliases of all distributions.
    private func distribution(ofAlias name: String) throws(AWSError) -> (id: String, isExact: Bool)? {
        var best: (id: String, length: Int)?
        var marker: String?
        for _ in 0..<Self.maximumPages {
            let page = try page(after: marker)
            for item in page["Items"]?.all("DistributionSummary") ?? [] where item["Staging"]?.text != "true" {
                for alias in item["Aliases"]?["Items"]?.all("CNAME") ?? [] where matches(alias.text, name) {
                    let length = alias.text == name ? Int.max : alias.text.utf8.count
                    if length > best?.length ?? 0 { best = (item["Id"]?.text ?? "", length) }
                }
            }
            guard page["IsTruncated"]?.text == "true", let next = page["NextMarker"]?.text, next != marker else {
                break
            }
            marker = next
        }
        return best.map { ($0.id, $0.length == Int.max) }
    }

    private func tenant(ofDomain name: String) throws(AWSError) -> String? {
        try tenant("", [("domain", name)])["Id"]?.text
    }

    private func owner(ofTenant id: String) throws(AWSError) -> String {
        try tenant("/" + percentEncoded(id))["DistributionId"]?.text ?? ""
    }

    private func tenant(_ path: String, _ query: [(name: String, value: String)] = []) throws(AWSError) -> XMLElement {
        try document(service.send(method: "GET", path: Self.tenants + path, query: query), "DistributionTenant")
    }

    /// CloudFront's ids of tenants begin so.
    private func isTenant(_ id: String) -> Bool { id.hasPrefix("dt_") }

    private func page(after marker: String?) throws(AWSError) -> XMLElement {
        let query = [("MaxItems", "25")] + (marker.map { [("Marker", $0)] } ?? [])
        return try document(service.send(method: "GET", path: Self.path, query: query), "DistributionList")
    }

    /// `*.example.com` matches every name below `example.com`, at any depth.
    private func matches(_ alias: String, _ name: String) -> Bool {
        let alias = alias.lowercased()
        return alias == name || alias.hasPrefix("*.") && name.hasSuffix(alias.dropFirst())
    }

    private func document(_ response: HTTPResponse, _ name: String) throws(AWSError) -> XMLElement {
        guard let root = try? XMLElement(xml: response.body), root.name == name else {
            throw .unreadable(response, "CloudFront's answer is no \(name)")
        }
        return root
    }

    private static let path = "/2020-05-31/distribution"
    private static let tenants = "/2020-05-31/distribution-tenant"

    /// A limit in case no answer is ever marked as the last page.
    ///
    /// An account has 500 distributions, which are 20 pages, unless AWS allows more.
    private static let maximumPages = 400

    private func invalidationPath(_ distribution: String) -> String {
        "\(isTenant(distribution) ? Self.tenants : Self.path)/\(percentEncoded(distribution))/invalidation"
    }

    private func invalidation(_ response: HTTPResponse) throws(AWSError) -> Invalidation {
        guard let document = try? XMLElement(xml: response.body), let invalidation = Invalidation(document) else {
            throw .unreadable(
                response, "CloudFront's answer is not an invalidation; the same request is safe to repeat")
        }
        return invalidation
    }
}
