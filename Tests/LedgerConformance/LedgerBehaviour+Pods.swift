import Freshen

extension LedgerBehaviour {
    static let acknowledging = [
        LedgerBehaviour("an offset moves forward only") { test in
            try settle(test, "/a", "/b")
            try test.ledger.acknowledge([pod], after: 0, upTo: 2)
            try test.ledger.acknowledge([pod], after: 0, upTo: 1)
            try expect(try test.state(pod).offset, is: 2, "the offset")
        },
        LedgerBehaviour("an unknown target is not acknowledged") { test in
            try settle(test, "/a")
            try test.ledger.acknowledge([other], after: nil, upTo: 1)
            try expect(try test.ledger.deliveryState().states[other], is: nil, "its state")
        },
        LedgerBehaviour("what was sent to a process does not count for the one that replaced it meanwhile") { test in
            try settle(test, "/a", "/b")
            try test.ledger.acknowledge([pod], after: 0, upTo: 1)
            let now = try test.ledger.deliveryState().now
            try test.ledger.renew(pod, Incarnation(buildId: "2"), asked: now, margin: .zero)
            try test.ledger.acknowledge([pod], after: 1, upTo: 2)
            try expect(try test.state(pod).offset, is: nil, "the offset")
            try test.ledger.acknowledge([pod], after: nil, upTo: 2)
            try expect(try test.state(pod).offset, is: 2, "the offset after everything was sent")
        },
    ]

    static let resending = [
        LedgerBehaviour("what distributions were sent while a pod was behind is appended when it has caught up") {
            test in
            try settle(test, "/a", "/b", "/b", "/c")
            try test.ledger.acknowledge([pod], after: 0, upTo: 1)
            try test.ledger.markForResend([pod])
            try expect(try test.state(pod).resendFrom, is: 2, "resendFrom")
            try test.ledger.acknowledge([pod], after: 1, upTo: 4)
            try expect(try test.state(pod).resendFrom, is: nil, "resendFrom after it has caught up")
            try expect(try test.resent(after: 4), is: ["/b", "/c"], "the entries")
            try expect(try test.head, is: 6, "each of them once")
            try expect(try test.state(pod).owedSince == nil && test.state(edge).owedSince != nil, "who is owed them")
            try test.ledger.acknowledge([pod], after: 4, upTo: 4)
            try expect(try test.head, is: 6, "the head after another acknowledgement")
        },
        LedgerBehaviour("a pod that has caught up in part is still behind") { test in
            try settle(test, "/a", "/b", "/c")
            try test.ledger.markForResend([pod])
            try test.ledger.acknowledge([pod], after: 0, upTo: 2)
            try expect(try test.state(pod).resendFrom, is: 3, "resendFrom")
            try expect(try test.resent(after: 3), is: ["/a", "/b"], "the entries")
        },
        LedgerBehaviour("entries for distributions alone do not keep a pod behind") { test in
            try settle(test, "/a")
            try test.ledger.enlist([other])
            try test.ledger.acknowledge([other], after: nil, upTo: 1)
            try expect(try test.resent(after: 1), is: ["everything"], "the entries")
            try test.ledger.markForResend([pod])
            try test.ledger.acknowledge([pod], after: 0, upTo: 1)
            try expect(try test.state(pod).resendFrom, is: nil, "resendFrom")
        },
        LedgerBehaviour("a pod that is marked again keeps the first entry that it was behind") { test in
            try settle(test, "/a", "/b")
            try test.ledger.markForResend([pod])
            try test.append("/c")
            try test.ledger.markForResend([pod, other])
            try expect(try test.state(pod).resendFrom, is: 1, "resendFrom")
            try expect(try test.ledger.deliveryState().states[other], is: nil, "an unknown pod")
        },
        LedgerBehaviour("a pod that is deleted while it was behind has its entries appended") { test in
            try settle(test, "/a", "/b")
            try test.ledger.acknowledge([pod], after: 0, upTo: 1)
            try test.ledger.markForResend([pod])
            try test.ledger.delete([pod])
            try expect(try test.resent(after: 2), is: ["/b"], "the entries")
            try expect(Set(try test.ledger.deliveryState().states.keys), is: [edge], "the targets")
        },
        LedgerBehaviour("a pod that was behind nothing is deleted and nothing is appended") { test in
            try settle(test, "/a")
            try test.ledger.delete([pod])
            try expect(try test.head, is: 1, "the head")
        },
        LedgerBehaviour("a pod to which nothing was delivered makes everything stale, caught up or deleted") { test in
            try settle(test, "/a")
            try test.ledger.enlist([other])
            try test.ledger.acknowledge([other], after: nil, upTo: 1)
            try expect(try test.resent(after: 1), is: ["everything"], "the entries of one that has caught up")
            let third = Target(kind: .pod, web: "shop", name: "third")
            try test.ledger.enlist([third])
            try test.ledger.delete([third])
            try expect(try test.resent(after: 2), is: ["everything"], "the entries of one that is gone")
        },
        LedgerBehaviour("entries that were pruned are sent again as everything") { test in
            try settle(test, "/a", "/b", "/c")
            try test.ledger.markForResend([pod])
            try test.prune(upTo: 2)
            try test.ledger.acknowledge([pod], after: 0, upTo: 3)
            try expect(try test.resent(after: 3), is: ["everything"], "the entries")
        },
    ]

    static let processes = [
        LedgerBehaviour("a new process without an age is owed everything, and distributions with it") { test in
            try settle(test, "/a")
            let now = try test.ledger.deliveryState().now
            try test.ledger.renew(pod, Incarnation(buildId: "2", freshSince: "s"), asked: now, margin: .zero)
            let state = try test.state(pod)
            try expect(state.offset == nil && state.resendFrom == 0 && state.owedSince != nil, "it is owed everything")
            try expect(state.buildId == "2" && state.freshSince == "s", "what it said is stored")
        },
        LedgerBehaviour("a new process with an age is owed what was captured since, and within the margin before") {
            test in
            try settle(test, "/a", "/b", "/c")
            for id in 1...3 { try test.setAge(.seconds(60 * (4 - id)), ofEntry: id) }
            try expect(try renewed(test, age: 100), is: 2, "the offset")
            try expect(try renewed(test, age: 100, margin: 30), is: 1, "the offset with a margin")
            try expect(try renewed(test, age: 70, ago: 70), is: 1, "the offset of one that was asked before")
            try expect(try renewed(test, age: 3600), is: 0, "the offset of one that is older than the log")
        },
        LedgerBehaviour("an age beyond the pruned log is everything, unless it is within the days that are retained") {
            test in
            try settle(test, "/a", "/b", "/c")
            try test.prune(upTo: 2)
            try expect(try renewed(test, age: (Retention.days - 1) * 86_400), is: 2, "the offset of a younger one")
            try expect(try renewed(test, age: (Retention.days + 1) * 86_400), is: nil, "the offset of an older one")
        },
        LedgerBehaviour("a process that was behind counts as deleted when another one replaces it") { test in
            try settle(test, "/a", "/b")
            try test.ledger.acknowledge([pod], after: 0, upTo: 1)
            try test.ledger.markForResend([pod])
            let now = try test.ledger.deliveryState().now
            try test.ledger.renew(pod, Incarnation(buildId: "2"), asked: now, margin: .zero)
            try expect(try test.resent(after: 2), is: ["/b"], "the entries")
            try test.ledger.renew(pod, Incarnation(buildId: "3"), asked: now, margin: .zero)
            try expect(try test.head, is: 3, "the head after one to which nothing was delivered")
        },
        LedgerBehaviour("what answers say is stored where nothing is stored yet") { test in
            try settle(test)
            try test.ledger.recordIncarnations([pod: Incarnation(buildId: "b"), other: Incarnation(buildId: "b")])
            try test.ledger.recordIncarnations([pod: Incarnation(buildId: "c", freshSince: "s")])
            let state = try test.state(pod)
            try expect(state.buildId == "b" && state.freshSince == "s", "the build that was stored first stays")
            try expect(try test.ledger.deliveryState().states[other], is: nil, "an unknown pod")
        },
    ]

    /// The offset of a new process that says to be `age` seconds old, asked so many seconds ago.
    private static func renewed(
        _ test: any LedgerUnderTest, age: Int, margin: Int = 0, ago: Int = 0
    ) throws -> Int? {
        let asked = try test.ledger.deliveryState().now - .seconds(ago)
        try test.ledger.renew(pod, Incarnation(age: .seconds(age)), asked: asked, margin: .seconds(margin))
        let state = try test.state(pod)
        try expect(state.resendFrom, is: state.offset.map { $0 + 1 } ?? 0, "resendFrom")
        return state.offset
    }
}
