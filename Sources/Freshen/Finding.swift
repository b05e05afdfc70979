internal import Text

/// What `freshen doctor` says about one thing that must hold.
package struct Finding: Sendable, Equatable {
    /// How a check ended.
    package enum Result: String, Sendable {
        case ok
        /// It works, but something should be changed.
        case warning
        case failed
        /// It could not be checked, for the reason in `detail`.
        case skipped
    }

    /// What kind of thing was checked, such as `database`.
    package let check: String
    /// The thing itself, such as a collection or a pod; empty where there is only one.
    package let subject: String
    /// How the check ended.
    package let result: Result
    /// What was found, and what to do.
    package let detail: String
    /// The exit code that this finding alone gives the program.
    package let exit: ExitCode

    private init(_ check: String, _ subject: String, _ result: Result, _ detail: String, _ exit: ExitCode) {
        self.check = check
        self.subject = subject.oneLine(longest: 600)
        self.result = result
        self.detail = detail.oneLine(longest: 600)
        self.exit = exit
    }

    /// Something that is as it must be.
    package static func ok(_ check: String, _ subject: String = "", _ detail: String) -> Finding {
        Finding(check, subject, .ok, detail, .done)
    }

    /// Something that works and should be changed.
    package static func warning(_ check: String, _ subject: String = "", _ detail: String) -> Finding {
        Finding(check, subject, .warning, detail, .done)
    }

    /// Something that could not be checked.
    package static func skipped(_ check: String, _ subject: String = "", _ detail: String) -> Finding {
        Finding(check, subject, .skipped, detail, .done)
    }

    /// Something that would make a run fail.
    package static func failed(_ check: String, _ subject: String = "", _ failure: Failure) -> Finding {
        Finding(check, subject, .failed, failure.message, failure.exit)
    }

    /// The exit code of several findings: that of the gravest failure.
    package static func exit(of findings: [Finding]) -> ExitCode {
        findings.reduce(.done) { $0.orGraver($1.exit) }
    }
}
