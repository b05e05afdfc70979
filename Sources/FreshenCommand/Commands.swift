internal import Arguments
internal import Freshen

extension Program {
    /// freshen's command line.
    static let freshen = Program(
        name: "freshen", version: freshenVersion,
        summary: """
            Finds what changed in a Directus CMS since the last run: items that became visible, for example by their publish \
            date, were edited or went away. Revalidates the stale pages on every Next.js pod, then invalidates them at CloudFront.
            """,
        commands: Subcommand.allCases.map(command),
        exitCodes: ExitCode.allCases.sorted { $0.rawValue < $1.rawValue }.map {
            (Int($0.rawValue), $0.meaning)
        },
        environment: [
            (
                "DATABASE_URL",
                "the CMS's PostgreSQL, as a URL; without it libpq's own PG* variables, service and password files"
            ),
            (
                "DATABASE_PASSWORD_FILE",
                "a file with the password for DATABASE_URL, which is read for each login"
            ),
            (
                "AWS_ACCESS_KEY_ID",
                "with AWS_SECRET_ACCESS_KEY: the credentials for CloudFront; profiles and roles work as in AWS's own tools"
            ),
            ("FRESHEN_METRICS", "log or emf: the metrics of each run as a line on stderr; emf is CloudWatch's format"),
            (
                "OTEL_EXPORTER_OTLP_ENDPOINT",
                "a collector that is sent the metrics of each run, by OTLP/HTTP as JSON; OpenTelemetry's other variables work, too"
            ),
            (
                "FRESHEN_TERMINATION_LOG",
                "the file of the line at the end instead of /dev/termination-log, if it exists"
            ),
            ("AWS_ENDPOINT_URL_CLOUDFRONT", "the endpoint to use instead of CloudFront's own, for tests"),
        ],
        examples: [
            ("freshen migrate", "once: create the schema freshen in the CMS's database"),
            ("freshen run --dry-run", "what a run would send now, and why"),
            ("freshen run", "revalidate on the pods, then invalidate at CloudFront; the CronJob's command"),
        ])

    private static func command(_ command: Subcommand) -> Command {
        switch command {
        case .run: run
        case .catchUp: catchUp
        case .reconcile: reconcile
        case .invalidate: invalidate
        case .answer: answer
        case .status: status
        case .doctor: doctor
        case .migrate: migrate
        }
    }

    private static let config = Option(
        "--config", placeholder: "FILE", summary: "collections to watch, pods and distributions",
        defaultValue: "freshen.yaml")
    private static let schemaOfConfig = Option(
        "--config", placeholder: "FILE", summary: "the file whose `schema` names the ledger's schema, if it exists",
        defaultValue: "freshen.yaml")
    private static let output = Option(
        "--output", placeholder: "FORMAT", summary: "the format of the report on stdout", defaultValue: "text",
        allowed: ["text", "json"])
    private static let dryRun = Option(
        "--dry-run", summary: "report what would be sent, and why; send and write nothing")

    private static let keepLocks = Option(
        "--keep-locks",
        summary: "finish a long comparison although an ALTER TABLE waits, instead of giving way and beginning anew")

    private static let run = Command(
        name: Subcommand.run.rawValue,
        summary: "find what changed, revalidate it on the pods, invalidate it at CloudFront",
        discussion: """
            Compares the CMS with the ledger in one transaction and appends what became stale to the log. Then it sends what \
            is owed: to all pods at once, after that to CloudFront. A pod that fails is retried while there is time. What \
            still fails stays owed, and the next run sends it (exit 75). The very first run records all items and sends \
            nothing.

            With --every the run is repeated until the wall clock shows the second of --until, in the minute in which it \
            began; it is made at least once. Each run prints a line (or a JSON object). The exit code is the gravest of all \
            runs, except that 75 counts only from the last run: what an earlier run still owed, a later one has sent or \
            owes itself. A failure other than 75 ends the repetition at once.
            """,
        options: [
            config, output, dryRun, keepLocks,
            Option(
                "--at", placeholder: "T",
                summary: "with --dry-run: look as of this instant, which may lie in the future"),
            Option(
                "--every", placeholder: "TIME",
                summary: "repeat the run: the time from one start to the next, such as 2s"),
            Option(
                "--until", placeholder: ":SS", summary: "with --every: the second of the minute at which to stop"),
        ],
        examples: [
            ("freshen run", "what the CronJob runs"),
            ("freshen run --dry-run --at 2026-12-01T09:00Z", "what becomes stale by 1 December, 9:00 UTC"),
            ("freshen run --output json", "one JSON object, for machines"),
            ("freshen run --every 2s --until :55", "every two seconds of a CronJob's minute"),
        ])

    private static let catchUp = Command(
        name: Subcommand.catchUp.rawValue, summary: "send again what changed or became due in a window of time",
        discussion: """
            Looks first, as run does. Then it sends every pod and distribution again what the log holds for the window, and the \
            pages of items with a date in the window. The log is kept for \(Retention.days) days; if the window begins earlier, \
            everything is sent.
            """,
        options: [
            config, output, dryRun, keepLocks,
            Option("--since", placeholder: "T", summary: "the start of the window; RFC 3339 with a zone"),
            Option("--until", placeholder: "T", summary: "its end, exclusive; now unless given"),
        ],
        examples: [
            ("freshen catch-up --since 2026-11-20T18:00Z", "after an endpoint did nothing since 18:00 UTC"),
            (
                "freshen catch-up --since 2026-11-20T18:00Z --until 2026-11-20T19:00Z --dry-run",
                "what one hour would send"
            ),
        ])

    private static let reconcile = Command(
        name: Subcommand.reconcile.rawValue, summary: "compare every item with the ledger and send what differs",
        discussion: """
            Compares every item with the ledger by the values that its pages show, whatever the row versions say, and sends the \
            pages of items that differ. If it finds nothing, nothing was missed.
            """,
        options: [config, output, dryRun, keepLocks],
        examples: [("freshen reconcile", "nightly, as an audit")])

    private static let invalidate = Command(
        name: Subcommand.invalidate.rawValue, summary: "send these paths and tags to every pod and distribution now",
        discussion: """
            Appends them to the log and sends what is owed, as run does: to every pod, then to CloudFront. What fails stays \
            owed. The CMS is not read. While another freshen holds the run lock, it waits, 30 s at most (exit 75).

            PATH is the path of a URL, without host and query; it is percent-encoded where necessary. A path with a \
            [placeholder] is a Next.js route and stands for all its pages. The command works before the first run, too.

            With --alias or --distribution it sends to that distribution alone, and needs neither freshen.yaml nor a database: \
            for files in a bucket, from CI. PATH is then the path as it is cached; a * at its end matches any characters. \
            The dry run asks AWS only for tags and for --changed-in. What fails is printed as the command that does what is left.

            --changed-in compares a folder with a bucket: by size and content (the ETag of one upload, or of one in parts), else \
            by size and date, and says for how many. Compare before the upload, with --dry-run, and send afterwards.

            On GitHub Actions it writes a table to the job's summary, and the outputs distribution, invalidations and price. \
            If a step repeats the command with the same paths, it is the same invalidation, and paid once: upload everything \
            first, or use a step for each upload.
            """,
        options: [
            config, output, dryRun,
            Option("--everything", summary: "every page of the site, instead of paths and tags"),
            Option("--alias", placeholder: "NAME", summary: "send to the distribution that serves this domain name"),
            Option("--distribution", placeholder: "ID", summary: "send to this distribution"),
            Option(
                "--changed-in", placeholder: "DIR",
                summary: "add the path of each file of this folder that differs from the bucket, or is not in it"),
            Option("--bucket", placeholder: "NAME", summary: "with --changed-in: the bucket that holds the files"),
            Option(
                "--prefix", placeholder: "KEY", summary: "with --changed-in: where in the bucket the folder's files are"
            ),
            Option(
                "--wait", placeholder: "TIME", summary: "wait until CloudFront has completed it; exit 75 after TIME",
                bareValue: DirectRequest.usualWait.text),
            Option(
                "--invalidation", placeholder: "ID[,ID]",
                summary: "with --wait: wait for these, too, which were sent before"),
            Option(
                "--verify", placeholder: "URL",
                summary:
                    "download it, ten times at most, until CloudFront answers with a miss or another ETag than before"),
            Option(
                "--sha256", placeholder: "HEX", summary: "with --verify: download until the content has this SHA-256"),
            Option("--soft-fail", summary: "let a failure be a warning, with exit 0; a wrong command line is still 64"),
        ],
        operands: Operands(
            placeholder: "PATH|#TAG", meaning: "a URL's path, a Next.js route or a cache tag (quote it: '#TAG')",
            required: false, repeats: true),
        examples: [
            ("freshen invalidate /articles/spring /", "two pages"),
            ("freshen invalidate '/articles/[slug]' '#menu'", "all articles, and a tag"),
            ("freshen invalidate --everything --dry-run", "what it would cost to invalidate all"),
            (
                "freshen invalidate --alias releases.example.com '/binaries/*' --wait",
                "in CI, after an upload to the bucket behind a distribution"
            ),
        ])

    private static let answer = Command(
        name: Subcommand.answer.rawValue, summary: "answer a query as Directus' API answers it, from the tables",
        discussion: """
            Prints {"data": …} as JSON, as the API returns it to the reader for this query. Compare it with what a page gets \
            from the API, to check that freshen computes the same. The reader is that of freshen.yaml (such as reader: public) \
            or the one that --reader names; without a reader, the `visible` of each collection decides what is returned.

            REQUEST is JSON, {"collection": "posts", "query": {"fields": ["*"], "filter": {…}, "sort": ["-date"], "limit": 6}}, \
            with "key" for one item and "language" for what {language} stands for on the page (translations are then those that the \
            page shows); or the name of a file that holds it; or - for stdin. What the API refuses is refused, and \
            so is what freshen does not understand (exit 78).

            Queries that differ only in their values are answered together: "parameters" holds a list of values for each of \
            them, and "?" stands in the query where a value goes, in the order of the text ("key" first). A line is printed for each.
            """,
        options: [
            config,
            Option("--at", placeholder: "T", summary: "answer as of this instant: what $NOW stands for"),
            Option(
                "--reader", placeholder: "NAME",
                summary: "public, or the name of a policy, instead of freshen.yaml's reader"),
        ],
        operands: Operands(
            placeholder: "REQUEST", meaning: "the query as JSON, a file that holds it, or -", required: true,
            repeats: false),
        examples: [
            Example(
                command: "freshen answer '{\"collection\":\"posts\",\"query\":{\"limit\":2}}'",
                meaning: "the first two posts"),
            Example(command: "freshen answer --at 2026-12-01T09:00Z query.json", meaning: "as of 1 December, 9:00 UTC"),
            Example(
                command: "freshen answer '{\"collection\":\"posts\",\"key\":\"?\",\"parameters\":[[1],[2]]}'",
                meaning: "the posts 1 and 2, each by itself"),
        ])

    private static let status = Command(
        name: Subcommand.status.rawValue, summary: "when freshen last looked, and what each target is owed",
        discussion: """
            Reads the ledger alone: no pod, no CloudFront and no table of the CMS. It shows when the last look was, the offset \
            of each pod and distribution in the log, what each is owed and since when, what was refused, and the last runs \
            that had something to do. Pods are named as in the ledger: by address, or by uid and container.

            It ends with 75 where something has been owed, or no look was made, for longer than --max-age.
            """,
        options: [
            output,
            Option(
                "--max-age", placeholder: "TIME", summary: "the age from which the exit code is 75", defaultValue: "5m"),
            schemaOfConfig,
        ],
        examples: [
            ("freshen status", "for people"),
            ("freshen status --output json --max-age 15m", "for a monitor"),
        ])

    private static let doctor = Command(
        name: Subcommand.doctor.rawValue, summary: "check everything that a run needs, and say what to do",
        discussion: """
            Checks the file, the database and the role's rights, each collection with its filters and routes, the pods, each \
            with its token, one page of each route, and AWS. It sends nothing that revalidates or costs: pods get a greeting, \
            and CloudFront is asked for an invalidation that does not exist. Each finding is ok, warning, FAILED or skipped; the \
            exit code is that of the gravest failure. `freshen validate` and `freshen check` are the same command.

            Where no container starts in a cluster, freshen cannot say why. Then look at kubectl -n freshen describe job, and \
            at the Secret, the image and the quota.
            """,
        options: [
            config, output,
            Option("--offline", summary: "ask no server and need no secret: check the file"),
            Option(
                "--schema", placeholder: "FILE", summary: "with --offline: check the collections, too, by this schema"),
            Option("--print-schema", summary: "print the schema for --schema: names and permissions, no content"),
        ],
        examples: [
            ("freshen doctor", "after installing, and when something is wrong"),
            (
                "freshen doctor --print-schema > schema.json",
                "after each change of the CMS's collections or permissions"
            ),
            ("freshen doctor --offline --schema schema.json", "in CI, without a database"),
        ])

    private static let migrate = Command(
        name: Subcommand.migrate.rawValue, summary: "create or upgrade the ledger's schema",
        discussion: """
            One transaction; it is safe to repeat it and to run it twice at the same time. The role needs the right to create \
            the schema, or tables in it: sql/role.sql makes such a role.
            """,
        options: [
            Option("--print", summary: "print the SQL instead of running it"),
            schemaOfConfig,
        ],
        examples: [
            ("freshen migrate", "before the first run, and after an update of freshen"),
            (
                "freshen migrate --print | psql \"$OWNER_URL\"",
                "by another role, which must then grant freshen's role its rights: freshen doctor names them"
            ),
        ])
}
