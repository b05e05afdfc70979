/// What one stand-in noted.
struct Noted: Decodable {
    /// Something that was asked for and accepted.
    struct Request: Decodable {
        private struct Path: Decodable {
            let path: String
            let type: String?

            /// What a layout stands for is written as CloudFront's items are.
            var text: String { type == "layout" ? path + "*" : path }
        }
        private enum CodingKeys: CodingKey { case at, paths, items, callerReference, distribution }

        /// On the monotonic clock, in nanoseconds.
        let at: UInt64
        /// The paths that a pod was told, or the items that CloudFront was.
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

    /// What CloudFront accepted, each request but once: its reference and its items.
    var batches: Set<[String]> {
        Set(cloudFront.requests.map { [$0.callerReference ?? ""] + $0.items.sorted() })
    }

    /// What CloudFront was told before some pod had been told it in both passes, `settle` apart.
    func early(settle: Duration) -> Set<String> {
        cloudFront.requests.reduce(into: []) { $0.formUnion(early($1, settle)) }
    }

    /// What CloudFront was not told any more when every pod had been told it in both passes.
    func missing(settle: Duration) -> Set<String> {
        let inOrder = cloudFront.requests.flatMap { $0.items.subtracting(early($0, settle)) }
        return pods.reduce(into: []) { missing, pod in
            missing.formUnion(pod.items.filter { item in !inOrder.contains { $0.stands(for: item) } })
        }
    }

    private func early(_ request: Noted.Request, _ settle: Duration) -> Set<String> {
        request.items.filter { item in
            !pods.allSatisfy { $0.hadBothPasses(of: item, before: request.at, settle: settle) }
        }
    }
}

extension Noted {
    /// A wildcard that no pod knows by this name stands for whatever it matches.
    fileprivate func hadBothPasses(of item: String, before moment: UInt64, settle: Duration) -> Bool {
        let told = requests.filter { $0.at < moment }
        let exact = told.filter { $0.items.contains(item) }
        let times = (exact.isEmpty ? told.filter { $0.items.contains(where: item.stands) } : exact).map(\.at)
        guard let first = times.min(), let last = times.max() else { return false }
        return Duration.nanoseconds(last - first) >= settle
    }
}

extension String {
    /// Whether an item of CloudFront's is this one, or a wildcard that matches it.
    func stands(for item: String) -> Bool {
        self == item || last == "*" && item.hasPrefix(dropLast())
    }
}
