/// The requests that one stand-in has received.
struct ReceivedRequests: Decodable {
    /// A request that the stand-in has accepted.
    struct Request: Decodable {
        private struct Path: Decodable {
            let path: String
            let type: String?

            /// A layout is written as the wildcard that CloudFront is sent for it.
            var text: String { type == "layout" ? path + "*" : path }
        }
        private enum CodingKeys: CodingKey { case at, paths, items, callerReference, distribution }

        /// Nanoseconds of the monotonic clock.
        let at: UInt64
        /// The paths in a request to a pod, or the items in a request to CloudFront.
        let items: Set<String>
        let callerReference: String?
        let distribution: String?

        init(from decoder: any Decoder) throws {
            let values = try decoder.container(keyedBy: CodingKeys.self)
            at = try values.decode(UInt64.self, forKey: .at)
            callerReference = try values.decodeIfPresent(String.self, forKey: .callerReference)
            distribution = try values.decodeIfPresent(String.self, forKey: .distribution)
            items =
                try Set(values.decodeIfPresent([String].self, forKey: .items) ?? [])
                .union(values.decodeIfPresent([Path].self, forKey: .paths)?.map(\.text) ?? [])
        }
    }

    /// A POST request, whether accepted or not.
    struct Post: Decodable { let at: UInt64 }

    var posts: [Post]
    var requests: [Request]
    /// The items of all accepted requests.
    var items: Set<String> { requests.reduce(into: []) { $0.formUnion($1.items) } }

    func since(_ moment: UInt64) -> ReceivedRequests {
        ReceivedRequests(posts: posts.filter { $0.at >= moment }, requests: requests.filter { $0.at >= moment })
    }

    /// Whether a pod received an item twice, at least `settle` apart, before `moment`.
    ///
    /// An item that it never received by this name, a wildcard, counts as received with any path that it matches.
    func hadBothPasses(of item: String, before moment: UInt64, settle: Duration) -> Bool {
        let earlier = requests.filter { $0.at < moment }
        let exact = earlier.filter { $0.items.contains(item) }
        let times = (exact.isEmpty ? earlier.filter { $0.items.contains(where: item.covers) } : exact).map(\.at)
        guard let first = times.min(), let last = times.max() else { return false }
        return Duration.nanoseconds(last - first) >= settle
    }
}
