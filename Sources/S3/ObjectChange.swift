internal import Freshen

/// An object that differs from the ledger.
struct ObjectChange: Hashable {
    let key: String
    /// A hash of its content; nil: the object is gone.
    let version: String?
    /// When the upload ended; nil: unknown, because the object is gone or was uploaded in parts.
    let writtenAt: Instant?
}

extension ObjectChange {
    /// An object of the bucket.
    init(_ object: StoredObject, _ version: String) {
        let isDated = EntityTag(object.entityTag)?.parts == nil
        self.init(key: object.key, version: version, writtenAt: isDated ? object.modified : nil)
    }

    /// An object that only the ledger has.
    init(gone key: String) {
        self.init(key: key, version: nil, writtenAt: nil)
    }
}
