internal import Arguments
internal import Freshen

extension Program {
    /// freshen's command line.
    static let freshen = Program(
        name: "freshen", version: freshenVersion,
        summary: """
            Makes every Next.js pod, then CloudFront, forget the pages that a Directus CMS made stale: what became visible, \
            changed or went away since the last run, a publish date that fell included.
            """,
        commands: [run, catchUp, reconcile, invalidate, status, migrate],
        exitCodes: ExitCode.allCases.sorted { $0.rawValue < $1.rawValue }.map {
            DocumentedExitCode(code: Int($0.rawValue), meaning: $0.meaning)
        },
        environment: [
            EnvironmentVariable(
                name: "DATABASE_URL",
                meaning:
                    "the CMS's PostgreSQL, as a URL; without it libpq's own PG* variables, service and password files"),
            EnvironmentVariable(
                name: "AWS_ACCESS_KEY_ID",
                meaning:
                    "with AWS_SECRET_ACCESS_KEY: who asks CloudFront; profiles and roles are found as AWS's own tools find them"
            ),
            EnvironmentVariable(
                name: "AWS_ENDPOINT_URL_CLOUDFRONT", meaning: "another endpoint than CloudFront's own, for tests"),
        ],
        examples: [
            Example(command: "freshen migrate", meaning: "once: create the schema freshen in the CMS's database"),
            Example(command: "freshen run --dry-run", meaning: "what a run would send at this moment, and why"),
            Example(command: "freshen run", meaning: "look, tell the pods, tell CloudFront; every minute by a CronJob"),
        ])

    private static let config = Option(
        "--config", placeholder: "FILE", summary: "what to watch and whom to tell", defaultValue: "freshen.yaml")
    private static let output = Option(
        "--output", placeholder: "FORMAT", summary: "the report on stdout", defaultValue: "text",
        allowed: ["text", "json"])
    private static let dryRun = Option("--dry-run", summary: "send and write nothing; say what would be sent, and why")

    private static let run = Command(
        name: "run", summary: "notice what changed and make every cache forget it",
        discussion: """
            Compares the CMS with the ledger in one transaction, appends what became stale to the log, and delivers what is \
            owed: to all pods at once, then to CloudFront. A pod that fails for a moment is told again while there is time; \
            what still fails stays owed and is sent by the next run (exit 75). The very first run records what is there and \
            sends nothing.

            With --every it looks again and again, each time a run of its own with a line (or a JSON object) of its own, until \
            the wall clock shows the second of --until in the minute in which it began; that late, it looks once. It ends \
            with the gravest code of its passes, but for 75, which counts where it is the last pass's: what an earlier one \
            still owed, a later one has delivered or owes itself. All failures but 75 end it at once.
            """,
        options: [
            config, output, dryRun,
            Option("--at", placeholder: "T", summary: "with --dry-run: look as of this instant, which may lie ahead"),
            Option("--every", placeholder: "TIME", summary: "look again so long after the last look began, such as 2s"),
            Option(
                "--until", placeholder: ":SS", summary: "with --every: the second of the minute at which it is over"),
        ],
        examples: [
            Example(command: "freshen run", meaning: "what the CronJob runs"),
            Example(
                command: "freshen run --dry-run --at 2026-12-01T09:00Z",
                meaning: "what becomes stale by the 1st of December, 9:00 UTC"),
            Example(command: "freshen run --output json", meaning: "one JSON object, for machines"),
            Example(
                command: "freshen run --every 2s --until :55", meaning: "a look every two seconds of a CronJob's minute"
            ),
        ])

    private static let catchUp = Command(
        name: "catch-up", summary: "send once more what changed or fell due in a window",
        discussion: """
            Looks first, as run does. Then it appends again, for every target, what the log holds for the window and the pages \
            of items whose dates fell in it. A window that begins before the retained log (7 days) is everything.
            """,
        options: [
            config, output, dryRun,
            Option("--since", placeholder: "T", summary: "where the window begins; RFC 3339 with a zone"),
            Option("--until", placeholder: "T", summary: "where it ends, exclusive; now unless said"),
        ],
        examples: [
            Example(
                command: "freshen catch-up --since 2026-11-20T18:00Z",
                meaning: "after pods were told by a broken endpoint since 18:00 UTC"),
            Example(
                command: "freshen catch-up --since 2026-11-20T18:00Z --until 2026-11-20T19:00Z --dry-run",
                meaning: "what that one hour would send"),
        ])

    private static let reconcile = Command(
        name: "reconcile", summary: "compare every item with the ledger and send what differs",
        discussion: """
            Compares all that the pages of every item show with what the ledger has, value by value, whatever the row versions \
            say, and makes the pages of those that differ. That it finds nothing is the proof that nothing was missed.
            """,
        options: [config, output, dryRun],
        examples: [Example(command: "freshen reconcile", meaning: "nightly, as an audit")])

    private static let invalidate = Command(
        name: "invalidate", summary: "send these paths and tags to every cache now",
        discussion: """
            Appends them to the log and delivers as run does: to every pod, then to CloudFront, and what fails stays owed. The \
            CMS is not read. While another freshen looks, it waits for it, 30 s at most (exit 75).

            A path is what stands behind the host of a URL, without query; what needs it is percent-encoded. A path with a \
            [placeholder] is a route of Next.js: all its pages. It works before the first run, too.
            """,
        options: [
            config, output, dryRun,
            Option("--everything", summary: "every page of the site, instead of paths and tags"),
        ],
        operands: Operands(
            placeholder: "PATH|#TAG", meaning: "a URL's path, a route of Next.js or a cache tag (quote it: '#TAG')",
            required: false, repeats: true),
        examples: [
            Example(command: "freshen invalidate /articles/spring /", meaning: "two pages"),
            Example(command: "freshen invalidate '/articles/[slug]' '#menu'", meaning: "all articles, and a tag"),
            Example(command: "freshen invalidate --everything --dry-run", meaning: "what an empty cache would cost"),
        ])

    private static let status = Command(
        name: "status", summary: "how far freshen has looked, and who is owed what",
        discussion: """
            Read from the ledger alone: no pod, no CloudFront and no table of the CMS is asked. It says when the last look \
            was, where in the log each pod and distribution stands, what it is owed and since when, what pods refused, and \
            the last runs that had something to tell. Pods are named as the ledger tells them apart: by address, or by uid \
            and container.

            It ends with 75 where something has been owed, or nothing looked at, for longer than --max-age.
            """,
        options: [
            output,
            Option(
                "--max-age", placeholder: "TIME", summary: "the age at which it complains", defaultValue: "5m"),
            Option("--config", placeholder: "FILE", summary: "taken like by every command; nothing in it decides here"),
        ],
        examples: [
            Example(command: "freshen status", meaning: "for people"),
            Example(command: "freshen status --output json --max-age 15m", meaning: "for a monitor"),
        ])

    private static let migrate = Command(
        name: "migrate", summary: "create or upgrade the schema freshen",
        discussion: """
            One transaction, safe to run twice and at once. The role needs the right to create the schema, or to own it \
            already: sql/role.sql makes such a role.
            """,
        options: [
            Option("--print", summary: "print the SQL instead of running it"),
            Option("--config", placeholder: "FILE", summary: "taken like by every command; nothing in it decides here"),
        ],
        examples: [
            Example(command: "freshen migrate", meaning: "before the first run, and after an update of freshen"),
            Example(command: "freshen migrate --print | psql \"$OWNER_URL\"", meaning: "by another role"),
        ])
}

let freshenVersion = "0.1.0"
