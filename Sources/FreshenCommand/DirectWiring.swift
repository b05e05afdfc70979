internal import CloudFront
internal import Freshen
internal import HTTPClient

extension Wiring {
    /// Sends to one distribution, or says what would be sent.
    func direct(_ request: DirectRequest, _ console: Console) -> DirectReport {
        let http = httpClient()
        let cloudFront = CloudFrontClient(aws(http))
        let invalidation = DirectInvalidation(
            cdn: cloudFront, findID: cloudFront.id, reference: CallerReferences().reference,
            time: WaitingTime(pause: Interruption.pause, isInterrupted: { Interruption.hasCome }),
            edge: EdgeReader(http, isInterrupted: { Interruption.hasCome }), say: console.complain)
        return self.request.isDryRun ? invalidation.plan(request) : invalidation(request)
    }
}
