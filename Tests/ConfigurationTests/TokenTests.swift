import Freshen
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct TokenTests {
    private static let form = "token must be { env: VARIABLE } or { file: PATH }, not the secret itself"
    private static let literal = Decoy.secret("literal") + "/=="

    @Test(arguments: [
        "TOKEN", "\"TOKEN\"", "[\"TOKEN\"]", "{ \"TOKEN\" }", "{ value: \"TOKEN\" }", "{ \"TOKEN\": env }", "{}", "",
        "{ env: A, file: \"TOKEN\" }",
    ])
    func `a token in the file itself is refused, and not repeated`(text: String) throws {
        let message = try refusal(web("", token: Self.spoken(text)))
        #expect(message.hasSuffix(": " + Self.form))
        #expect(message.hasPrefix("freshen.yaml:4:"))
    }

    @Test(arguments: [
        ("{ env: MISSING }", "4:19: the variable MISSING is not set (or empty)"),
        ("{ env: EMPTY }", "4:19: the variable EMPTY is not set (or empty)"),
        ("{ env: BROKEN }", "4:19: the token in BROKEN holds a character that no HTTP header takes"),
        ("{ file: /run/missing }", "4:20: the file /run/missing cannot be read, or is empty"),
        ("{ file: /run/empty }", "4:20: the file /run/empty cannot be read, or is empty"),
        ("{ env: [A] }", "4:19: env must name the variable that holds the token"),
        ("{ env: }", "4:19: env must name the variable that holds the token"),
        ("{ file: \"\" }", "4:20: file must name the file that holds the token"),
        ("{ evn: A }", "4:14: unknown key in token: did you mean env?"),
        (
            "{ env: \"TOKEN\" }",
            "4:19: env must be the name of a variable, such as REVALIDATE_TOKEN, that holds the secret"
        ),
    ])
    func `a missing or unusable token is refused with its place`(text: String, message: String) throws {
        #expect(try refusal(web("", token: Self.spoken(text))) == "freshen.yaml:" + message)
    }

    /// The text with the secret itself in it, which must not be in a test's argument.
    private static func spoken(_ text: String) -> String { String(text.replacing("TOKEN", with: literal)) }
}
