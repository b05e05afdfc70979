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
        guard let root = try? XMLElement(xml: response.body), root.name == "ListBucketResult" else {
            throw .unreadable(response, "the answer is no list of objects")
        }
        date = response.header("Date").flatMap { UnixTime(httpDate: $0) }.map {
            Instant(microseconds: $0.seconds * 1_000_000)
        }
        let isEncoded = root["EncodingType"]?.text == "url"
        objects = try root.all("Contents").map { element throws(AWSError) in
            guard let object = StoredObject(element, isEncoded: isEncoded) else {
                throw .unreadable(response, "the list holds an object without key, size, ETag or date")
            }
            return object
        }
        guard root["IsTruncated"]?.text == "true" else {
            continuation = nil
            return
        }
        guard let token = root["NextContinuationToken"]?.text, !token.isEmpty else {
            throw .unreadable(response, "the list is cut, and its answer does not say how to go on")
        }
        continuation = token
    }
}

extension StoredObject {
    fileprivate init?(_ element: XMLElement, isEncoded: Bool) {
        guard let key = element["Key"]?.text, !key.isEmpty, let size = element["Size"].flatMap({ Int64($0.text) }),
            let entityTag = element["ETag"]?.text,
            let time = element["LastModified"].flatMap({ UnixTime(iso8601: $0.text) })
        else { return nil }
        self.init(
            key: isEncoded ? decoded(key) : key, size: size,
            entityTag: entityTag.hasPrefix("\"") ? String(entityTag.dropFirst().dropLast()) : entityTag,
            modified: Instant(microseconds: time.seconds * 1_000_000 + time.microseconds))
    }
}

/// In S3's encoding `+` stands for a space.
private func decoded(_ key: String) -> String {
    guard key.utf8.contains(where: { $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "%") }) else { return key }
    let blank = UInt8(ascii: " ")
    return String(decoding: percentDecoded(key.utf8.map { $0 == UInt8(ascii: "+") ? blank : $0 }), as: UTF8.self)
}
