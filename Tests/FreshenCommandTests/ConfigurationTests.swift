import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct ConfigurationTests {
    @Test(arguments: ["text", "json"])
    func `a missing freshen.yaml is exit 78`(format: String) throws {
        let ending = try freshen("run", "--config", "/nowhere/freshen.yaml", "--output", format)
        #expect(ending.status == 78 && ending.output.isEmpty)
        #expect(
            ending.log
                == "freshen: cannot read /nowhere/freshen.yaml: No such file or directory; name another with --config FILE\n"
        )
    }

    @Test(arguments: [
        ("collections: {\n", ":2:1: "),
        ("colections: {}\n", ":1:1: unknown key colections in the file: did you mean collections?"),
        ("", ":1:1: the file is empty"),
        ("collections: { a: }\nflood: 0\n", ":2:8: flood must be a whole number above 0"),
        (
            "collections: { a: }\nweb: [{ pods: { urls: [\"http://a\"] }, token: { env: NOT_SET } }]\n",
            ":2:53: the variable NOT_SET is not set (or empty)"
        ),
    ])
    func `a mistake in freshen.yaml is exit 78 with line and column, and stdout is empty`(text: String, message: String)
        throws
    {
        let folder = try Folder()
        let file = try folder.write(text)
        for command in ["run", "reconcile"] {
            let ending = try freshen(command, "--config", file, "--output", "json")
            #expect(ending.status == 78 && ending.output.isEmpty)
            #expect(ending.log.hasPrefix("freshen: \(file)\(message)"), "\(ending.log)")
            #expect(ending.log.filter { $0 == "\n" }.count == 1)
        }
    }

    @Test func `the message about a token in freshen.yaml does not contain the token`() throws {
        let folder = try Folder()
        let web = "{ pods: { urls: [\"http://a\"] }, token: \(Decoy.secret("pods")) }"
        let file = try folder.write("collections: { a: }\nweb: [\(web)]\n")
        let ending = try freshen("run", "--config", file, "--output", "json")
        #expect(ending.status == 78 && ending.log.contains(":2:46: token must be"))
    }
}
