import HTTPClient
import Testing

@testable import S3

/// Answers to `ListObjectsV2`, with their elements in any order.
@Suite(.timeLimit(.minutes(10))) struct ObjectPageTests {
    private static let object = """
        <Contents><Key>a%2Bb+c</Key><LastModified>2026-11-01T10:20:30.500Z</LastModified><ETag>&quot;00&quot;</ETag>\
        <Size>3</Size><StorageClass>STANDARD</StorageClass><Owner><ID>1</ID></Owner></Contents>
        """

    private func page(_ elements: String) -> HTTPResponse {
        HTTPResponse(
            status: 200, body: Array("<ListBucketResult xmlns=\"http://s3\">\(elements)</ListBucketResult>".utf8))
    }

    @Test(arguments: [true, false])
    func `the encoding and the token may stand before the objects or after them`(areBefore: Bool) throws {
        let rest =
            "<EncodingType>url</EncodingType><IsTruncated>true</IsTruncated><NextContinuationToken>t+/=</NextContinuationToken>"
        let answer = page(areBefore ? rest + Self.object : Self.object + rest)
        let read = try ObjectPage(answer)
        #expect(read.objects.map(\.key) == ["a+b c"] && read.objects[0].entityTag == "00" && read.objects[0].size == 3)
        #expect(read.continuation == "t+/=" && ObjectPage.continuation(of: answer) == "t+/=")
    }

    @Test func `keys that are not encoded stay as they are`() throws {
        let read = try ObjectPage(page(Self.object + "<IsTruncated>false</IsTruncated>"))
        #expect(read.objects.map(\.key) == ["a%2Bb+c"] && read.continuation == nil)
    }

    @Test(arguments: ["Key", "LastModified", "ETag", "Size"])
    func `an object that lacks a part is refused, also after a whole one`(name: String) {
        let lacking = Self.object.replacing("<\(name)>", with: "<Other>").replacing("</\(name)>", with: "</Other>")
        #expect(throws: (any Error).self) { try ObjectPage(page(Self.object + lacking)) }
    }

    @Test(arguments: [
        ("<NextContinuationToken>a&amp;b</NextContinuationToken>", nil),
        ("<NextContinuationToken></NextContinuationToken>", nil),
        ("<NextContinuationToken>abc", nil), ("", nil), ("<NextContinuationToken>abc</NextContinuationToken>", "abc"),
    ])
    func `a token is taken early only where it is certain`(elements: String, token: String?) {
        #expect(ObjectPage.continuation(of: HTTPResponse(status: 200, body: Array(elements.utf8))) == token)
        let filler = String(repeating: "x", count: 10_000)
        let far = HTTPResponse(status: 200, body: Array((filler + elements + filler).utf8))
        #expect(ObjectPage.continuation(of: far) == nil)
    }
}
