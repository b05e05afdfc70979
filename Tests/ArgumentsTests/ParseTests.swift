import Arguments
import Testing

@Suite(.timeLimit(.minutes(10))) struct ParseTests {
    @Test(arguments: [
        (["run"], "run"),
        (["run", "--dry-run"], "run --dry-run"),
        (["run", "--output", "json", "--dry-run"], "run --dry-run --output=json"),
        (["run", "--output=json"], "run --output=json"),
        (["run", "--config=a=b"], "run --config=a=b"),
        (["run", "--config", "-"], "run --config=-"),
        (["run", "--config=--odd"], "run --config=--odd"),
        (["purge", "/a", "#t"], "purge /a #t"),
        (["purge", "/a", "--output", "json", "#t"], "purge --output=json /a #t"),
        (["purge", "--wait", "/a"], "purge --wait=15m /a"),
        (["purge", "/a", "--wait"], "purge --wait=15m /a"),
        (["purge", "--wait=2m", "/a"], "purge --wait=2m /a"),
        (["purge", "--", "--help", "--", "-h"], "purge --help -- -h"),
        (["purge", "-"], "purge -"),
        (["explain", "/a"], "explain /a"),
        (["list"], "list"),
        (["list", "a"], "list a"),
    ])
    func `a valid command line is parsed`(arguments: [String], expected: String) throws {
        guard case .run(let invocation) = try tool.parse(arguments) else {
            Issue.record("not a command to run")
            return
        }
        #expect(describe(invocation) == expected)
    }

    @Test func `a default has a value and does not count as given`() throws {
        guard case .run(let invocation) = try tool.parse(["run"]) else {
            Issue.record("not a command to run")
            return
        }
        #expect(invocation.value("--output") == "text")
        #expect(!invocation.has("--output"))
        #expect(invocation.value("--config") == nil)
        #expect(!invocation.has("--no-such-option"))
    }

    @Test(arguments: [
        ["--help"], ["-h"], ["help"], ["help", "help"], ["help", "--help"], ["--nonsense", "-h"],
        ["--version", "--help"],
    ])
    func `the program's help is printed wherever --help stands`(arguments: [String]) throws {
        #expect(try text(arguments).hasPrefix("tool 1.2.3: "))
    }

    @Test(arguments: [
        ["run", "--help"], ["run", "-h"], ["help", "run"], ["--help", "run"], ["run", "--nonsense", "x", "-h"],
        ["run", "--config", "--help"], ["help", "run", "-h"], ["--dry-run", "run", "--help"],
    ])
    func `a command's help is printed wherever --help stands`(arguments: [String]) throws {
        #expect(try text(arguments).hasPrefix("Usage: tool run "))
    }

    @Test(arguments: [["--version"], ["run", "--version"], ["--version", "run"]])
    func `the version is one line`(arguments: [String]) throws {
        #expect(try text(arguments) == "tool 1.2.3")
    }

    private func text(_ arguments: [String]) throws -> String {
        guard case .text(let text) = try tool.parse(arguments) else { return "" }
        return text
    }

    private func describe(_ invocation: Invocation) -> String {
        var words = [invocation.command]
        if invocation.has("--dry-run") { words.append("--dry-run") }
        for name in ["--config", "--output", "--wait"] where invocation.has(name) {
            words.append("\(name)=\(invocation.value(name) ?? "")")
        }
        return (words + invocation.operands).joined(separator: " ")
    }
}
