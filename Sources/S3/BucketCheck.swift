package import AWS
package import Freshen

/// What `freshen doctor` says about buckets: whether they can be listed, and whether `match` and `routes` fit their keys.
package struct BucketCheck {
    private let context: AWSContext
    private let time: WaitingTime

    package init(_ context: AWSContext, _ time: WaitingTime) {
        self.context = context
        self.time = time
    }

    /// A finding for each bucket, by the first page of its list.
    package func findings(_ rules: [BucketRule]) -> [Finding] {
        let credentials = CredentialChain(context)
        return rules.map { rule in
            do throws(Failure) {
                let bucket = try Bucket(rule.bucket, context, credentials, time)
                return finding(rule, "s3://\(bucket.name)/\(rule.prefix)", try bucket.firstPage(prefix: rule.prefix))
            } catch {
                return .failed("bucket", rule.name.value, error)
            }
        }
    }

    private func finding(_ rule: BucketRule, _ place: String, _ objects: [StoredObject]) -> Finding {
        guard let first = objects.first else {
            return .warning("bucket", rule.name.value, "\(place) holds no object: is the prefix right?")
        }
        guard let path = objects.lazy.compactMap({ rule.paths(of: $0.key).first?.path }).first else {
            return .warning(
                "bucket", rule.name.value,
                "none of the first \(objects.count) keys gives a path, such as \(first.key): correct match or routes")
        }
        return .ok("bucket", rule.name.value, "\(place) can be listed, and a path is \(path)")
    }
}
