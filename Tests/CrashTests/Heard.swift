/// What one stand-in noted.
struct Noted: Decodable {
    /// Something that was asked for and accepted.
    struct Request: Decodable {
        private struct Path: Decodable { let path: String }
        private enum CodingKeys: CodingKey { case at, paths, items, callerReference }

        /// On the monotonic clock, in nanoseconds.
        let at: UInt64
        /// The paths that a pod was told, or the items that CloudFront was.
        let items: Set<String>
        let callerReference: String?

        init(from decoder: any Decoder) throws {
            let values = try decoder.container(keyedBy: CodingKeys.self)
            at = try values.decode(UInt64.self, forKey: .at)
            callerReference = try values.decodeIfPresent(String.self, forKey: .callerReference)
            items =
                try Set(values.decodeIfPresent([String].self, forKey: .items) ?? [])
                .union(values.decodeIfPresent([Path].self, forKey: .paths)?.map(\.path) ?? [])
        }
    }

    /// A request that came, whatever became of it.
    struct Post: Decodable { let at: UInt64 }

    var posts: [Post]
    var requests: [Request]
    /// Everything it was told, whenever that was.
    var items: Set<String> { requests.reduce(into: []) { $0.formUnion($1.items) } }

    func since(_ moment: UInt64) -> Noted {
        Noted(posts: posts.filter { $0.at >= moment }, requests: requests.filter { $0.at >= moment })
    }
}

/// What everyone noted.
struct Heard {
    let pods: [Noted]
    let cloudFront: Noted

    /// How many requests came to each, the pods first.
    var posts: [Int] { (pods + [cloudFront]).map(\.posts.count) }
    /// What each was told, the pods first.
    var items: [Set<String>] { (pods + [cloudFront]).map(\.items) }

    /// What CloudFront was told before some pod had been told it in both passes, `settle` apart.
    func early(settle: Duration) -> Set<String> {
        cloudFront.requests.reduce(into: []) { early, request in
            early.formUnion(
                request.items.filter { item in
                    !pods.allSatisfy { $0.hadBothPasses(of: item, before: request.at, settle: settle) }
                })
        }
    }
}

extension Noted {
    fileprivate func hadBothPasses(of item: String, before moment: UInt64, settle: Duration) -> Bool {
        let times = requests.filter { $0.at < moment && $0.items.contains(item) }.map(\.at)
        guard let first = times.min(), let last = times.max() else { return false }
        return Duration.nanoseconds(last - first) >= settle
    }
}
