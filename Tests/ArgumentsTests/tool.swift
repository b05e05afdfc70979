import Arguments

private let output = Option(
    "--output", placeholder: "FORMAT", summary: "how to print the report", defaultValue: "text",
    allowed: ["text", "json"])

/// A small program with every kind of option and operand.
let tool = Program(
    name: "tool", version: "1.2.3", summary: "Forgets pages that are out of date.",
    commands: [
        Command(
            name: "run", summary: "Look for what changed and forget the pages that showed it.",
            discussion: """
                Every run compares the state of the database with the state that the run before
                it recorded, so that nothing is missed.

                A run that finds nothing writes nothing.
                """,
            options: [
                Option("--config", placeholder: "FILE", summary: "the file to read"),
                output,
                Option("--dry-run", summary: "print what would be sent, and why, but send nothing and write nothing"),
                Option("--a-rather-long-option", placeholder: "SOMETHING", summary: "whatever", defaultValue: "1"),
            ],
            examples: [
                ("tool run", "Runs once."),
                (
                    "tool run --dry-run --output json | jq --raw-output '.paths[]' | sort | uniq -c | head -n 5",
                    "Counts the paths that a run would send to every target, without sending any of them."
                ),
            ]),
        Command(
            name: "explain", summary: "Say why a page would be forgotten.",
            operands: Operands(placeholder: "PATH", meaning: "A page's path.", required: true, repeats: false)),
        Command(
            name: "purge", summary: "Forget these pages now.",
            options: [output, Option("--wait", placeholder: "TIME", summary: "wait for the end", bareValue: "15m")],
            operands: Operands(
                placeholder: "PATH|#TAG", meaning: "A path, or a tag behind a #", required: true, repeats: true)),
        Command(
            name: "list", summary: "List the pages that are known.",
            operands: Operands(
                placeholder: "PREFIX", meaning: "What their paths begin with", required: false, repeats: true)),
    ],
    exitCodes: [
        (0, "Everything due is done, or there was nothing to do."),
        (64, "The command line does not fit."),
        (75, "Something is still owed, or a server could not be reached; run it again later."),
    ],
    environment: [
        ("DATABASE_URL", "Where the database is.")
    ],
    examples: [("tool run", "Runs once.")]
)
