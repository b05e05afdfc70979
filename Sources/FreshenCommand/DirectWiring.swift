internal import CloudFront
internal import Freshen
internal import HTTPClient
internal import S3

extension Wiring {
    /// Sends to one distribution, or says what would be sent.
    func direct(_ request: DirectRequest, _ console: Console) -> DirectReport {
        let http = Self.httpClient()
        let cloudFront = CloudFrontClient(aws(http))
        let invalidation = DirectInvalidation(
            cdn: cloudFront, findID: cloudFront.id, reference: CallerReferences(identity: workflow.identity).reference,
            folders: FolderComparison(aws(http), .untilSignal), time: .untilSignal,
            edge: EdgeReader(http, isInterrupted: { Interruption.hasCome }), say: console.complain)
        guard !self.request.isDryRun else { return invalidation.plan(request) }
        let report = invalidation(request)
        record(report, console)
        return report
    }

    private var workflow: WorkflowStep { WorkflowStep(environment: environment) }

    /// Appends the report to the files of a workflow's step, if there are any; the exit code does not depend on it.
    private func record(_ report: DirectReport, _ console: Console) {
        let text = WorkflowReport(report: report)
        for (file, content) in [(workflow.summaryFile, text.summary), (workflow.outputFile, text.outputs)] {
            guard let file, !System.append(content, to: file) else { continue }
            console.complain("cannot write \(file): \(System.lastError)")
        }
    }
}
