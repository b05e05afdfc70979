import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct UsageTests {
    @Test(arguments: [
        (
            [],
            "no command given; the commands are run, catch-up, reconcile, invalidate, status, doctor, answer, migrate; see freshen --help"
        ),
        (["rnu"], "unknown command \"rnu\": did you mean run? See freshen --help"),
        (
            ["deploy"],
            "unknown command \"deploy\"; the commands are run, catch-up, reconcile, invalidate, status, doctor, answer, migrate; see freshen --help"
        ),
        (["run", "--dryrun"], "unknown option \"--dryrun\": did you mean --dry-run? See freshen run --help"),
        (["run", "--output", "xml"], nil), (["run", "--config"], nil), (["run", "now"], nil),
        (["run", "--dry-run", "--dry-run"], nil), (["migrate", "--dry-run"], nil), (["status", "--dry-run"], nil),
        (["status", "--max-age", "soon"], nil),
        (["status", "pods"], nil),
    ])
    func `a wrong command line is exit 64 with one line`(arguments: [String], message: String?) throws {
        let ending = try Child(arguments).finish()
        #expect(ending.status == 64 && ending.output.isEmpty)
        #expect(ending.log.hasPrefix("freshen: ") && ending.log.filter { $0 == "\n" }.count == 1)
        if let message { #expect(ending.log == "freshen: \(message)\n") }
    }

    /// `missing.yaml` does not exist: if it were read first, the code would be 78.
    @Test(arguments: [
        (
            ["run", "--at", "2026-12-01T09:00Z"],
            "--at needs --dry-run: a run that sends always looks as of now (see freshen run --help)"
        ),
        (
            ["run", "--dry-run", "--at", "tomorrow"],
            "--at takes an instant with its zone, such as 2026-12-01T09:00Z, and tomorrow is none (see freshen run --help)"
        ),
        (["run", "--dry-run", "--at", "2026-12-01T09:00"], nil),
        (["run", "--dry-run", "--at", "2026-02-29T09:00Z"], nil),
        (
            ["catch-up"],
            "--since is missing: give the start of the window, such as --since 2026-11-20T18:00Z (see freshen catch-up --help)"
        ),
        (["catch-up", "--since", "yesterday"], nil),
        (["catch-up", "--since", "9999-01-01T00:00Z"], "--since lies in the future (see freshen catch-up --help)"),
        (
            ["catch-up", "--since", "2026-01-02T00:00Z", "--until", "2026-01-02T00:00Z"],
            "--until must lie after --since (see freshen catch-up --help)"
        ),
        (["catch-up", "--since", "2026-01-02T00:00Z", "--until", "never"], nil),
        (
            ["run", "--every", "2s"],
            "--every needs --until, the second of the minute at which to stop, such as --until :55 (see freshen run --help)"
        ),
        (["run", "--until", ":55"], nil), (["run", "--every", "2s", "--until", "55"], nil),
        (["run", "--every", "2s", "--until", ":5"], nil), (["run", "--every", "2s", "--until", ":60"], nil),
        (["run", "--every", "2s", "--until", ":-1"], nil), (["run", "--every", "2", "--until", ":55"], nil),
        (["run", "--every", "0s", "--until", ":55"], nil),
        (
            ["run", "--every", "2m", "--until", ":55"],
            "--every takes 100ms to 60s, such as 2s, and 2m is none of that (see freshen run --help)"
        ),
        (
            ["run", "--every", "2s", "--until", ":55", "--dry-run"],
            "--every cannot be combined with --dry-run, which looks once (see freshen run --help)"
        ),
        (
            ["invalidate"],
            "what is stale? Give PATH, '#TAG' (in quotes) or --everything (see freshen invalidate --help)"
        ),
        (
            ["invalidate", "--everything", "/a"],
            "--everything stands for every path and tag: leave them out (see freshen invalidate --help)"
        ),
        (
            ["invalidate", "/a", "--wait"],
            "--wait needs --alias NAME or --distribution ID (see freshen invalidate --help)"
        ),
        (["invalidate", "/a", "https://www.example.com/b"], "https://www.example.com/b is a URL: give its path, /b"),
    ])
    func `a bad instant, window or path is refused before freshen.yaml is read`(arguments: [String], message: String?)
        throws
    {
        for format in ["text", "json"] {
            let ending = try Child(arguments + ["--config", "missing.yaml", "--output", format]).finish()
            #expect(ending.status == 64 && ending.output.isEmpty)
            #expect(ending.log.hasPrefix("freshen: ") && ending.log.filter { $0 == "\n" }.count == 1)
            if let message { #expect(ending.log == "freshen: \(message)\n") }
        }
    }
}
