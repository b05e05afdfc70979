import Arguments
import Testing

@Suite(.timeLimit(.minutes(10))) struct HelpTests {
    @Test func `the program's help is this text`() throws {
        let expected = """
            tool 1.2.3: Forgets pages that are out of date.

            Usage: tool COMMAND [OPTION ...] [OPERAND ...]

            Commands:
              run      Look for what changed and forget the pages that showed it.
              explain  Say why a page would be forgotten.
              purge    Forget these pages now.
              list     List the pages that are known.
              help     explain a command: tool help COMMAND

            Options:
              --help     print this help and exit (short: -h)
              --version  print the version and exit

            Examples:
              tool run
                  Runs once.

            Exit codes:
              0   Everything due is done, or there was nothing to do.
              64  The command line does not fit.
              75  Something is still owed, or a server could not be reached; run it again
                  later.

            Environment:
              DATABASE_URL  Where the database is.

            See tool COMMAND --help for a command's options and examples.
            """
        #expect(try help("--help") == expected)
    }

    @Test func `a command's help is this text`() throws {
        let expected = """
            Usage: tool run [--config FILE] [--output FORMAT] [--dry-run]
                            [--a-rather-long-option SOMETHING]

            Look for what changed and forget the pages that showed it.

            Every run compares the state of the database with the state that the run before
            it recorded, so that nothing is missed.

            A run that finds nothing writes nothing.

            Options:
              --config FILE    the file to read
              --output FORMAT  how to print the report (one of: text, json; default: text)
              --dry-run        print what would be sent, and why, but send nothing and write
                               nothing
              --a-rather-long-option SOMETHING
                               whatever (default: 1)
              --help           print this help and exit (short: -h)
              --version        print the version and exit

            Examples:
              tool run
                  Runs once.
              tool run --dry-run --output json | jq --raw-output '.paths[]' | sort | uniq -c | head -n 5
                  Counts the paths that a run would send to every target, without sending
                  any of them.

            Exit codes:
              0   Everything due is done, or there was nothing to do.
              64  The command line does not fit.
              75  Something is still owed, or a server could not be reached; run it again
                  later.

            Environment:
              DATABASE_URL  Where the database is.
            """
        #expect(try help("help", "run") == expected)
    }

    @Test(arguments: [
        ("explain", "Usage: tool explain PATH\n"),
        ("purge", "Usage: tool purge [--output FORMAT] [--wait[=TIME]] PATH|#TAG ...\n"),
        ("list", "Usage: tool list [PREFIX ...]\n"),
    ])
    func `the usage line shows what is optional and what repeats`(command: String, usage: String) throws {
        let text = try help(command, "--help")
        #expect(text.hasPrefix(usage))
        #expect(text.contains("\nOperands:\n  P"))
    }

    @Test func `the help says which value an option has that is given without one`() throws {
        #expect(try help("help", "purge").contains("  --wait[=TIME]    wait for the end (15m unless given)\n"))
    }

    @Test(arguments: ["explain", "purge", "list"])
    func `no line is wider than 80 columns`(command: String) throws {
        let lines = try help("help", command).split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.filter { $0.count > 80 || $0.hasSuffix(" ") } == [])
    }

    private func help(_ arguments: String...) throws -> String {
        guard case .text(let text) = try tool.parse(arguments) else { return "" }
        return text
    }
}
