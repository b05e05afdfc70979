import Freshen

extension LedgerBehaviour {
    static let targets = [
        LedgerBehaviour("a target enlisted before the first look starts at the log's head") { test in
            _ = try test.ledger.look(LookRequest(kind: .invalidate([.path("/a")]), jobClock: Instant(microseconds: 0)))
            try test.ledger.enlist([pod, edge])
            try expect(try test.ledger.deliveryState().hasLooked, is: false, "hasLooked")
            try test.look()
            try expect(try test.ledger.deliveryState().hasLooked, is: true, "hasLooked")
            try expect(try test.state(pod), is: TargetState(offset: 1), "the pod")
            try expect(try test.state(edge), is: TargetState(offset: 1), "the distribution")
        },
        LedgerBehaviour("a target enlisted later is owed everything, a new pod makes distributions owed everything") {
            test in
            try settle(test, "/a")
            try test.ledger.enlist([other, Target(kind: .distribution, name: "E2")])
            let new = try test.state(other)
            try expect(new.offset == nil && new.resendFrom == 0 && new.owedSince != nil, "a new pod is owed everything")
            let edge = try test.state(Target(kind: .distribution, name: "E2"))
            try expect(edge.offset == nil && edge.resendFrom == nil && edge.owedSince != nil, "so is a distribution")
            try expect(try test.owed(.pods, after: nil).needsEverything, "everything is owed")
        },
        LedgerBehaviour("enlisting a known target changes nothing") { test in
            try settle(test, "/a")
            let before = try test.ledger.deliveryState().states
            try test.ledger.enlist([pod, edge])
            try test.ledger.enlist([])
            try expect(try test.ledger.deliveryState().states, is: before, "states")
        },
        LedgerBehaviour("targets of one name in two web entries are two") { test in
            try settle(test, "/a")
            let blog = Target(kind: .pod, web: "blog", name: pod.name)
            try test.ledger.enlist([blog])
            try test.ledger.acknowledge([blog], after: nil, upTo: 1)
            try expect(try test.state(pod).offset, is: 0, "the offset of the first")
            try expect(try test.state(blog).offset, is: 1, "the offset of the second")
        },
        LedgerBehaviour("a distribution is deleted with its batches, the others stay") { test in
            try settle(test, "/a")
            let second = Target(kind: .distribution, name: "E2")
            try test.ledger.enlist([second])
            for id in ["E1", "E2"] { try test.ledger.store(distribution: id, batches: [["/a"]], upTo: 1) }
            try test.ledger.deleteDistribution("E1")
            try expect(Set(try test.ledger.deliveryState().states.keys), is: [pod, second], "targets")
            try expect(try test.ledger.openBatches(of: "E1").count, is: 0, "batches of the deleted one")
            try expect(try test.ledger.openBatches(of: "E2").count, is: 1, "batches of the other one")
        },
    ]

    static let log = [
        LedgerBehaviour("what lies after an offset is owed, each entry once") { test in
            try settle(test, "/a", "/b", "/a")
            try test.append([
                LogEntry(.path("/c"), next: "/d"), LogEntry(.tag("t")), LogEntry(.pattern("/[x]", .layout)),
            ])
            let owed = try test.owed(.pods, after: 1)
            try expect(owed.entries.count == 5 && !owed.needsEverything, "five entries")
            try expect(
                Set(owed.entries),
                is: [
                    LogEntry(.path("/a")), LogEntry(.path("/b")), LogEntry(.path("/c"), next: "/d"),
                    LogEntry(.tag("t")),
                    LogEntry(.pattern("/[x]", .layout)),
                ], "entries")
            let second = try test.ledger.owed(.pods, after: 1, upTo: 2, limit: 100)
            try expect(second.entries, is: [LogEntry(.path("/b"))], "the second entry")
            try expect(try test.owed(.pods, after: try test.head).isEmpty, "nothing after the head")
        },
        LedgerBehaviour("more different entries than the limit are everything") { test in
            try settle(test, "/a", "/a", "/b")
            let two = try test.owed(.pods, after: 0, limit: 2)
            try expect(two.entries.count == 2 && !two.needsEverything, "two are within a limit of two")
            let flood = try test.owed(.pods, after: 0, limit: 1)
            try expect(flood.entries.isEmpty && flood.needsEverything, "they are everything within a limit of one")
        },
        LedgerBehaviour("an offset below the last pruned entry is owed everything beside what is left") { test in
            try settle(test, "/a", "/b", "/c")
            try test.prune(upTo: 2)
            let before = try test.owed(.pods, after: 1)
            try expect(before.needsEverything && before.entries == [LogEntry(.path("/c"))], "an offset of one")
            let at = try test.owed(.pods, after: 2)
            try expect(!at.needsEverything && at.entries == [LogEntry(.path("/c"))], "an offset of two")
        },
        LedgerBehaviour("a log that was pruned to its end keeps its head") { test in
            try settle(test, "/a", "/b")
            try test.prune(upTo: 2)
            try expect(try test.head, is: 2, "the head")
            try test.append("/c")
            try expect(try test.head, is: 3, "the head after one more entry")
        },
        LedgerBehaviour("the reasons of what is owed are listed, each entry once") { test in
            try settle(test, "/a", "/b", "/a")
            let reasons = try test.ledger.reasons(after: 1, upTo: 3)
            try expect(reasons.map(\.entry.stale.text).sorted(), is: ["/a", "/b"], "entries")
            try expect(reasons.allSatisfy { $0.reason.hasPrefix("owed: ") }, "their reasons")
            try expect(try test.ledger.reasons(after: 3, upTo: 3).count, is: 0, "entries after the head")
        },
        LedgerBehaviour("a target is owed something since the capture of its first entry") { test in
            try settle(test, "/a", "/b")
            try test.setAge(.seconds(200), ofEntry: 1)
            try test.setAge(.seconds(80), ofEntry: 2)
            try expect(try test.minutesOwed(pod), is: 3, "minutes")
            try test.ledger.acknowledge([pod], after: 0, upTo: 1)
            try expect(try test.minutesOwed(pod), is: 1, "minutes after the first entry")
            try test.ledger.acknowledge([pod], after: 1, upTo: 2)
            try expect(try test.minutesOwed(pod), is: nil, "minutes after the last entry")
            try expect(try test.minutesOwed(edge), is: 3, "minutes of the distribution")
        },
        LedgerBehaviour("invalidate appends each entry once, and a dry run only lists them") { test in
            try settle(test)
            let named: [Stale] = [.path("/a"), .tag("t"), .path("/a"), .everything]
            var request = LookRequest(kind: .invalidate(named), isDryRun: true, jobClock: Instant(microseconds: 0))
            guard case .finished(let plan) = try test.ledger.look(request) else { throw Unmet(description: "busy") }
            try expect(plan.planned.map(\.entry.stale).sorted(), is: [.tag("t"), .path("/a"), .everything], "the plan")
            try expect(try test.head, is: 0, "the head after a dry run")
            request.isDryRun = false
            guard case .finished(let result) = try test.ledger.look(request) else { throw Unmet(description: "busy") }
            try expect(result.lookedAt == nil && result.changes == 0 && result.planned.isEmpty, "there is no look")
            try expect(result.everything != nil && plan.everything != nil, "the reason for everything is told")
            try expect(try test.head, is: 3, "the head")
        },
    ]
}
