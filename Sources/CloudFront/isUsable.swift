/// Whether an object can carry this tag: 1 to 256 visible ASCII characters, without comma and `*`.
///
/// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/invalidation-specifying-tags.html
func isUsable(tag: String) -> Bool {
    (1...256).contains(tag.utf8.count)
        && tag.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != UInt8(ascii: ",") && $0 != UInt8(ascii: "*") }
}
