internal import Freshen

/// A report for machines: one object, keys in a fixed order.
struct JSONReport: Encodable {
    struct Pod: Encodable {
        let web, name, url, outcome: String
        let told: Int
        let error: String?
        let unsupported: [String]?
        /// In milliseconds.
        let clockStep: Int64?
    }

    struct Distribution: Encodable {
        let distribution, outcome: String
        let items, invalidations, confirmed, quarantined: [String]
        let batches: [Batch]
        let month: JSONItemCounts?
        let error: String?
    }

    /// One request: CloudFront's id once it is accepted, and how many items it has.
    struct Batch: Encodable {
        let invalidation: String?
        let paths, wildcards, tags: Int

        init(_ batch: DistributionResult.Request) {
            invalidation = batch.invalidation
            (paths, wildcards, tags) = (batch.items.paths, batch.items.wildcards, batch.items.tags)
        }
    }

    /// The items of all distributions in a month, and what they cost beyond the free ones.
    struct Month: Encodable {
        let items: Int
        let price: Double
    }

    struct Reason: Encodable {
        let path, collection, item, reason: String
    }

    struct Collection: Encodable {
        struct Route: Encodable {
            let route: String
            let items: Int
            let withoutPage: Int?
            let examples: [String]
        }

        let collection: String
        let items, visible: Int
        let routes: [Route]
    }

    struct Check: Encodable {
        let release, outcome: String
        let error: String?
    }

    let at: String?
    let outcome: String
    let changes: Int
    let paths, tags: [String]
    let pods: [Pod]
    let cloudfront: [Distribution]
    let reasons: [Reason]?
    let collections: [Collection]?
    let waiting: [String]?
    /// In seconds, where it is worth a note.
    let clockOffset: Double?
    let checks: [Check]?
    let price: Double
    let month: Month?
    let everything, error: String?
    let exit: Int32

    init(_ report: Report, isDryRun: Bool) {
        at = report.lookedAt?.description
        outcome = report.outcome.rawValue
        changes = report.changes
        paths = report.paths
        tags = report.tags
        pods = report.pods.map {
            Pod(
                web: $0.web, name: $0.name, url: $0.url, outcome: $0.outcome.text, told: $0.sentCount, error: $0.detail,
                unsupported: $0.unsupported.isEmpty ? nil : $0.unsupported, clockStep: $0.clockStep?.milliseconds)
        }
        cloudfront = report.cloudfront.map {
            Distribution(
                distribution: $0.distribution, outcome: $0.outcome.rawValue, items: $0.items,
                invalidations: $0.invalidations, confirmed: $0.confirmed, quarantined: $0.quarantined,
                batches: $0.batches.map(Batch.init), month: $0.month.map(JSONItemCounts.init), error: $0.detail)
        }
        let why = report.reasons.map {
            Reason(path: $0.path, collection: $0.collection, item: $0.item, reason: $0.reason)
        }
        reasons = isDryRun ? why : nil
        let summaries = report.collections.map { one in
            Collection(
                collection: one.name, items: one.items, visible: one.visible,
                routes: one.routes.map {
                    Collection.Route(
                        route: $0.name, items: $0.items, withoutPage: $0.withoutPage, examples: $0.examples)
                })
        }
        collections = isDryRun || report.isFirst ? summaries : nil
        waiting = report.waiting.isEmpty ? nil : report.waiting
        clockOffset = report.clocks?.noted?.seconds
        checks = report.checks.map { all in
            all.map { Check(release: $0.name, outcome: $0.word, error: $0.error) }
        }
        price = report.price
        month =
            report.cloudfront.isEmpty
            ? nil : Month(items: report.itemsOfMonth, price: ItemPrice.beyondFree(report.itemsOfMonth))
        everything = report.everything
        error = report.error
        exit = report.exit.rawValue
    }
}

/// Items of CloudFront, by kind.
struct JSONItemCounts: Encodable {
    let paths, wildcards, tags: Int

    init(_ counts: ItemCounts) {
        (paths, wildcards, tags) = (counts.paths, counts.wildcards, counts.tags)
    }
}
