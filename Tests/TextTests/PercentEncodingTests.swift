import Testing
import Text

@Suite(.timeLimit(.minutes(10))) struct PercentEncodingTests {
    @Test(arguments: [
        ("/articles/", "/articles/"), ("/a b", "/a%20b"), ("/ä", "/%C3%A4"), ("/%C3%A4", "/%C3%A4"),
        ("/a?b#c", "/a%3Fb%23c"), ("/[slug]", "/%5Bslug%5D"), ("/\"\\^`|<>", "/%22%5C%5E%60%7C%3C%3E"),
        ("-._~!$&'()*+,;=:@/", "-._~!$&'()*+,;=:@/"), ("\u{0}\u{7F}", "%00%7F"), ("", ""),
    ])
    func `a literal is encoded where it is no URL character`(text: String, encoded: String) {
        #expect(percentEncodedLiteral(text) == encoded)
        #expect(percentEncodedLiteral(encoded) == encoded)
    }

    @Test(arguments: [
        ("AZaz09-._~", "", "AZaz09-._~"), ("a/b?c=d", "", "a%2Fb%3Fc%3Dd"), ("a/b c", "/", "a/b%20c"),
        ("100%41", "", "100%2541"), ("é", "", "%C3%A9"), ("\u{0}", "", "%00"), ("", "/", ""),
    ])
    func `a text is encoded but for the unreserved characters and those that are kept`(
        text: String, kept: String, encoded: String
    ) {
        #expect(percentEncoded(text, keeping: kept) == encoded)
        #expect(percentDecoded(encoded) == Array(text.utf8))
    }

    @Test(arguments: [
        ("%41", "A"), ("%c3%A9", "é"), ("%", "%"), ("%4", "%4"), ("%4g", "%4g"), ("%+1", "%+1"), ("%%41", "%A"),
        ("%41%", "A%"), ("%2541", "%41"),
    ])
    func `a percent sign without two digits stays as it is`(text: String, decoded: String) {
        #expect(percentDecoded(text) == Array(decoded.utf8))
    }
}
