/// A step of a workflow of GitHub Actions, by the variables that every step has.
///
/// Source: https://docs.github.com/en/actions/reference/workflows-and-actions/variables
package struct WorkflowStep: Sendable {
    /// What tells this step of this run from any other; nil: the program runs in none.
    ///
    /// A run that is repeated has another attempt, because it may upload other files. Jobs of a matrix share all variables
    /// but those of the runner.
    package let identity: [String]?
    /// The file to which a step appends Markdown for the run's page; nil: there is none.
    package let summaryFile: String?
    /// The file to which a step appends its outputs; nil: there is none.
    package let outputFile: String?

    package init(environment: [String: String]) {
        let value = { (name: String) in environment[name].flatMap { $0.isEmpty ? nil : $0 } }
        let names = [
            "GITHUB_REPOSITORY", "GITHUB_RUN_ID", "GITHUB_RUN_ATTEMPT", "GITHUB_JOB", "GITHUB_ACTION", "RUNNER_NAME",
            "RUNNER_TRACKING_ID",
        ]
        identity = value("GITHUB_RUN_ID") == nil ? nil : names.map { value($0) ?? "" }
        summaryFile = value("GITHUB_STEP_SUMMARY")
        outputFile = value("GITHUB_OUTPUT")
    }
}
