import Freshen

extension SimulatedRun: CDNInvalidating {
    func plan(for stale: [Stale], _ distribution: DistributionRule, budget: Int?) -> CDNPlan {
        let items = stale.map(\.text)
        return CDNPlan(
            batches: stride(from: 0, to: items.count, by: 2).map { Array(items[$0..<min($0 + 2, items.count)]) })
    }

    func send(_ batch: Batch) throws(CDNFailure) -> String {
        guard !isDead else { throw CDNFailure(.bug, "killed") }
        let death = approach("send \(batch.id)")
        if let death, death == .before {
            die(death, "send \(batch.id)")
            throw CDNFailure(.bug, "killed")
        }
        if world.fault(1, of: 8) {
            note("CloudFront defers \(batch.id)")
            guard world.flaw == .deferredIsAccepted else { throw CDNFailure(.tryAgain, "Throttling") }
            return "I-none"
        }
        let invalidation = ask(batch, reference: world.flaw == .freshReference ? "\(world.now)" : batch.callerReference)
        if let death {
            die(death, "send \(batch.id)")
            throw CDNFailure(.bug, "killed")
        }
        if world.fault(1, of: 8) {
            note("and its answer is lost")
            throw CDNFailure(.tryAgain, "the answer was lost")
        }
        return invalidation
    }

    /// More than the simulation sends; the limits have tests of their own.
    var capacity: InvalidationLoad { InvalidationLoad(paths: 3000, wildcards: 15) }
    func load(of items: [String]) -> InvalidationLoad { InvalidationLoad(paths: items.count, wildcards: 0) }
    func fewerWildcards(_ items: [String], atMost limit: Int) -> [String] { items }
    func widened(_ item: String) -> String? { nil }

    func progress(of batch: Batch) -> InvalidationProgress { world.fault(1, of: 10) ? .unknown : .completed }

    /// CloudFront's answer to a batch: a reference that it knows yields the earlier invalidation.
    private func ask(_ batch: Batch, reference: String) -> String {
        // Another run may have deleted the batch meanwhile, because CloudFront no longer knew it.
        let stored = world.ledger.batches.first { $0.id == batch.id }
        if let stored, stored.callerReference != reference {
            world.fail("batch \(batch.id) is sent under another reference than its own")
        }
        if let known = world.invalidations[reference] { return known }
        let invalidation = "I-\(world.invalidations.count)"
        world.invalidations[reference] = invalidation
        note("\(batch.distribution) drops \(batch.items)")
        for edge in world.edges where edge.id == batch.distribution {
            for item in batch.items {
                if let page = SimulatedWorld.page(of: item) {
                    edge.cache[page] = nil
                } else {
                    edge.cache = edge.cache.map { _ in nil }
                }
            }
        }
        checkOrder(batch)
        return invalidation
    }

    /// Checks that no pod caches what CloudFront is asked to invalidate.
    private func checkOrder(_ batch: Batch) {
        let states = world.ledger.states
        for pod in world.pods where ready.contains(pod.target) && !pod.process.isDead {
            guard let state = states[pod.target], let offset = state.offset, offset >= batch.upTo,
                state.resendFrom == nil,
                pod.isKnown(as: state), world.acknowledged[pod.target, default: 0] == pod.process.number
            else { continue }
            for entry in world.captured where entry.id <= batch.upTo {
                if let version = pod.process.cache[entry.page], version < entry.version {
                    world.fail(
                        "CloudFront is asked to invalidate /\(entry.page) while \(pod.target.name) holds the old one")
                }
            }
        }
    }
}
