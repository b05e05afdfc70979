import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct HelpTests {
    private static let commands = [
        "run", "catch-up", "reconcile", "invalidate", "status", "doctor", "answer", "migrate",
    ]

    @Test(arguments: [["--help"], ["-h"], ["help"]])
    func `the help names every command and every exit code`(arguments: [String]) throws {
        let ending = try Child(arguments).finish()
        #expect(ending.status == 0 && ending.log.isEmpty)
        for text in Self.commands + ["0", "64", "70", "75", "77", "78", "DATABASE_URL"] {
            #expect(ending.output.contains("  \(text)  "), "\(text)")
        }
        #expect(ending.output.split(separator: "\n").allSatisfy { $0.count <= 80 })
    }

    @Test(arguments: commands)
    func `every command has a help with examples`(command: String) throws {
        let ending = try freshen(command, "--help")
        #expect(ending.status == 0 && ending.log.isEmpty)
        #expect(ending.output.hasPrefix("Usage: freshen \(command)"))
        #expect(ending.output.contains("Examples"))
        #expect(try freshen("help", command).output == ending.output)
    }

    @Test func `the version is one line`() throws {
        for arguments in [["--version"], ["run", "--version"]] {
            let ending = try Child(arguments).finish()
            #expect(ending.status == 0 && ending.log.isEmpty)
            #expect(ending.output.wholeMatch(of: /freshen \d+\.\d+\.\d+\n/) != nil)
        }
    }

    @Test func `migrate --print needs no database`() throws {
        let ending = try freshen("migrate", "--print")
        #expect(ending.status == 0 && ending.log.isEmpty)
        #expect(ending.output.contains("freshen.checkpoint"))
    }
}
