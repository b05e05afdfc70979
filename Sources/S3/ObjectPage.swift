internal import AWS
internal import Freshen
internal import HTTPClient
internal import Text

/// One answer to `ListObjectsV2`, at most 1,000 objects in the order of their keys' bytes.
///
/// https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html
struct ObjectPage {
    let objects: [StoredObject]
    /// What the next page is asked with; nil: this is the last one.
    let continuation: String?
    /// When it was answered, by S3's clock; nil: it does not say.
    let date: Instant?

    /// Reads an answer whose keys are percent-encoded (`encoding-type=url`), because XML cannot hold every key.
    init(_ response: HTTPResponse) throws(AWSError) {
        var list = ObjectList()
        let isRead = (try? readXML(response.body) { list.end($0, $1, $2) }) != nil
        guard isRead, list.isList else { throw .unreadable(response, "the answer is no list of objects") }
        guard !list.lacksPart else {
            throw .unreadable(response, "the list holds an object without key, size, ETag or date")
        }
        guard !list.isTruncated || !list.continuation.isEmpty else {
            throw .unreadable(response, "the list is cut, and its answer does not say how to go on")
        }
        objects = list.objects
        continuation = list.isTruncated ? list.continuation : nil
        date = response.header("Date").flatMap { UnixTime(httpDate: $0) }.map {
            Instant(microseconds: $0.seconds * 1_000_000)
        }
    }

    /// What an answer that is not read yet says of the next page; nil: nothing, or nothing certain.
    ///
    /// Keys are percent-encoded, so none of them holds the tag. S3 writes it before the objects, others after them.
    static func continuation(of response: HTTPResponse) -> String? {
        let (body, tag) = (response.body, Array("<NextContinuationToken>".utf8))
        let places = [body.indices.prefix(Self.edge), body.indices.suffix(Self.edge)]
        for start in places.joined() where body[start] == tag[0] && body[start...].starts(with: tag) {
            let token = body[(start + tag.count)...].prefix { !"<&".utf8.contains($0) }
            guard token.endIndex < body.endIndex, body[token.endIndex] == UInt8(ascii: "<") else { return nil }
            return token.isEmpty ? nil : String(decoding: token, as: UTF8.self)
        }
        return nil
    }

    /// How many bytes at the beginning and at the end are searched.
    private static let edge = 4096
}

/// The list in an answer, as far as it is read.
private struct ObjectList {
    private(set) var objects: [StoredObject] = []
    private(set) var (isList, isTruncated, continuation) = (false, false, "")
    /// Whether an object has no key, size, ETag or date.
    private(set) var lacksPart = false
    private var isEncoded = false
    private var (key, entityTag): (String?, String?)
    private var (size, modified): (Int64?, Instant?)

    /// Takes the end of an element; the root has the depth 1, and the elements of an object have 3.
    mutating func end(_ depth: Int, _ name: String, _ text: [UInt8]) {
        switch (depth, name) {
        case (3, "Key"): key = String(decoding: text, as: UTF8.self)
        case (3, "Size"): size = Int64(String(decoding: text, as: UTF8.self))
        case (3, "ETag"):
            let isQuoted = text.count > 1 && text.first == UInt8(ascii: "\"")
            entityTag = String(decoding: isQuoted ? text.dropFirst().dropLast() : text[...], as: UTF8.self)
        case (3, "LastModified"):
            modified = UnixTime(iso8601: String(decoding: text, as: UTF8.self)).map {
                Instant(microseconds: $0.seconds * 1_000_000 + $0.microseconds)
            }
        case (2, "Contents"): endObject()
        case (2, "EncodingType"): isEncoded = text.elementsEqual("url".utf8)
        case (2, "IsTruncated"): isTruncated = text.elementsEqual("true".utf8)
        case (2, "NextContinuationToken"): continuation = String(decoding: text, as: UTF8.self)
        case (1, _):
            isList = name == "ListBucketResult"
            // The encoding may stand after the objects.
            if isEncoded { objects = objects.map(\.decoded) }
        default: break
        }
    }

    private mutating func endObject() {
        if let key, !key.isEmpty, let size, let entityTag, let modified {
            objects.append(StoredObject(key: key, size: size, entityTag: entityTag, modified: modified))
        } else {
            lacksPart = true
        }
        (key, size, entityTag, modified) = (nil, nil, nil, nil)
    }
}

extension StoredObject {
    /// The same object with its key percent-decoded; in S3's encoding `+` stands for a space.
    fileprivate var decoded: StoredObject {
        guard key.utf8.contains(where: { $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "%") }) else { return self }
        let blank = UInt8(ascii: " ")
        let bytes = percentDecoded(key.utf8.map { $0 == UInt8(ascii: "+") ? blank : $0 })
        return StoredObject(
            key: String(decoding: bytes, as: UTF8.self), size: size, entityTag: entityTag, modified: modified)
    }
}
