package import AWS
package import Freshen
internal import Text

/// Compares the files of a folder with the objects of a bucket that have their names.
package struct FolderComparison: FolderComparing {
    private let context: AWSContext
    private let time: WaitingTime

    package init(_ context: AWSContext, _ time: WaitingTime) {
        self.context = context
        self.time = time
    }

    package func changes(_ folder: ComparedFolder) throws(Failure) -> FolderChanges {
        let bucket = try Bucket(folder.bucket, context, CredentialChain(context), time)
        let files = try files(in: folder.path, keysBelow: folder.prefix)
        var changes = FolderChanges(files: files.count)
        var waiting = files[...]
        guard !files.isEmpty else { return changes }
        try list(bucket, folder.prefix) { objects throws(Failure) in
            for object in objects {
                while let file = waiting.first, file.key.precedesByBytes(object.key) {
                    changes.keys.append(file.key)
                    waiting.removeFirst()
                }
                guard let file = waiting.first, file.key.hasSameBytes(as: object.key) else { continue }
                waiting.removeFirst()
                switch try difference(file, object, bucket) {
                case .none: continue
                case .content: changes.keys.append(file.key)
                case .perhaps(let isNewer):
                    changes.byDate += 1
                    if isNewer { changes.keys.append(file.key) }
                }
            }
        }
        changes.keys += waiting.map(\.key)
        return changes
    }

    private func list(
        _ bucket: Bucket, _ prefix: String, _ body: ([StoredObject]) throws(Failure) -> Void
    ) throws(Failure) {
        do {
            try bucket.list(prefix: prefix, body)
        } catch {
            throw error as? Failure ?? Failure(.bug, "\(error)")
        }
    }

    /// How a file differs from its object.
    private enum Difference {
        case none
        case content
        /// The contents cannot be compared; the file is newer or it is not.
        case perhaps(isNewer: Bool)
    }

    private func difference(
        _ file: LocalFile, _ object: StoredObject, _ bucket: Bucket
    ) throws(Failure) -> Difference {
        guard file.size == object.size else { return .content }
        let unknown = Difference.perhaps(isNewer: file.modified > object.modified)
        guard let tag = EntityTag(object.entityTag) else { return unknown }
        for size in tag.partSizes(of: file.size) {
            guard let own = try file.entityTag(inPartsOf: size, isInterrupted: time.isInterrupted) else {
                return unknown
            }
            if own == object.entityTag.lowercased() { return .none }
        }
        // That no size of several parts fits does not show that the content differs.
        guard tag.parts ?? 1 == 1 else { return unknown }
        return try bucket.hidesContent(of: object.key) ? unknown : .content
    }
}
