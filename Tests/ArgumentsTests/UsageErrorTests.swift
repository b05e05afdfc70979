import Arguments
import Testing

@Suite(.timeLimit(.minutes(10))) struct UsageErrorTests {
    @Test(arguments: [
        ([], "no command given; the commands are run, explain, purge, list; see tool --help"),
        (["rnu"], "unknown command \"rnu\": did you mean run? See tool --help"),
        (["halp"], "unknown command \"halp\": did you mean help? See tool --help"),
        (["deploy"], "unknown command \"deploy\"; the commands are run, explain, purge, list; see tool --help"),
        (["rnu", "--help"], "unknown command \"rnu\": did you mean run? See tool --help"),
        (["", "x"], "unknown command \"\"; the commands are run, explain, purge, list; see tool --help"),
        (["a\nb"], "unknown command \"a\\nb\"; the commands are run, explain, purge, list; see tool --help"),
        (["help", "purg"], "unknown command \"purg\": did you mean purge? See tool --help"),
        (["help", "run", "list"], "help takes one command: tool help run; see tool --help"),
        (
            ["--dry-run", "run"],
            "the command comes first, before \"--dry-run\"; the commands are run, explain, purge, list; see tool --help"
        ),
        (
            ["--", "run"],
            "the command comes first, before \"--\"; the commands are run, explain, purge, list; see tool --help"
        ),
        (["--hlep"], "unknown option \"--hlep\": did you mean --help? See tool --help"),
        (["--help=yes"], "--help takes no value; see tool --help"),
    ])
    func `a command that is missing or unknown is refused`(arguments: [String], message: String) {
        #expect(refusal(arguments) == message)
    }

    @Test(arguments: [
        (["run", "--confg", "x"], "unknown option \"--confg\": did you mean --config? See tool run --help"),
        (["run", "-config"], "unknown option \"-config\": did you mean --config? See tool run --help"),
        (["run", "--token=hush"], "unknown option \"--token\"; see tool run --help"),
        (["run", "-x"], "unknown option \"-x\"; see tool run --help"),
        (["run", "--dry-run=yes"], "--dry-run takes no value; see tool run --help"),
        (["run", "--dry-run="], "--dry-run takes no value; see tool run --help"),
        (["run", "--help=yes"], "--help takes no value; see tool run --help"),
        (["run", "--config"], "--config FILE: no value given; see tool run --help"),
        (["run", "--config", "--dry-run"], "--config FILE: no value given; see tool run --help"),
        (["run", "--config", "--"], "--config FILE: no value given; see tool run --help"),
        (["purge", "--wait=", "/a"], "--wait[=TIME]: the value is empty; see tool purge --help"),
        (["run", "--config="], "--config FILE: the value is empty; see tool run --help"),
        (["run", "--config", ""], "--config FILE: the value is empty; see tool run --help"),
        (["run", "--config", "a", "--config=a"], "--config is given twice; give it once; see tool run --help"),
        (["run", "--dry-run", "--dry-run"], "--dry-run is given twice; give it once; see tool run --help"),
        (
            ["run", "--output", "jsno"],
            "--output must be text or json, not \"jsno\": did you mean json? See tool run --help"
        ),
        (["run", "--output", "xml"], "--output must be text or json, not \"xml\"; see tool run --help"),
    ])
    func `an option that does not fit is refused`(arguments: [String], message: String) {
        #expect(refusal(arguments) == message)
    }

    @Test(arguments: [
        (["run", "now"], "run takes no operand, but was given \"now\"; see tool run --help"),
        (["run", "--", "--config"], "run takes no operand, but was given \"--config\"; see tool run --help"),
        (["explain"], "explain needs PATH; see tool explain --help"),
        (["explain", "/a", "/b"], "explain takes one PATH; \"/b\" is one too many; see tool explain --help"),
        (["purge", "--output", "json"], "purge needs PATH|#TAG; see tool purge --help"),
        (["purge", "/a", ""], "PATH|#TAG: the value is empty; see tool purge --help"),
    ])
    func `an operand that is missing or too many is refused`(arguments: [String], message: String) {
        #expect(refusal(arguments) == message)
    }

    private func refusal(_ arguments: [String]) -> String? {
        do throws(UsageError) {
            _ = try tool.parse(arguments)
            return nil
        } catch {
            return error.message
        }
    }
}
