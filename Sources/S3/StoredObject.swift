package import Freshen

/// An object of a bucket, as a listing describes it.
package struct StoredObject: Sendable, Hashable {
    /// Its name in the bucket: any text, `//` and control characters included.
    package let key: String
    /// In bytes.
    package let size: Int64
    /// Without quotation marks: the MD5 of the content, or something else where it is encrypted or was uploaded in parts.
    package let entityTag: String
    /// S3's LastModified; of an upload in parts, its beginning.
    package let modified: Instant
}
