import Freshen

extension LedgerBehaviour {
    static let batches = [
        LedgerBehaviour("batches stay as they were stored until they are accepted") { test in
            try settle(test, "/a")
            let items = [["/a,b", "/c\"{}\\", "/d e"], ["/f"]]
            try test.ledger.store(distribution: "E1", batches: items, upTo: 1)
            let open = try test.ledger.openBatches(of: "E1")
            try expect(open.map(\.items), is: items, "items")
            try expect(open.map(\.upTo), is: [1, 1], "upTo")
            try expect(Set(open.map(\.callerReference)).count, is: 2, "caller references")
            try expect(open.allSatisfy { $0.invalidation == nil && $0.distribution == "E1" }, "they are not accepted")
            try expect(try test.ledger.openBatches(of: "E1"), is: open, "batches read again")
            try expect(try test.ledger.openBatches(of: "E2").count, is: 0, "batches of another distribution")
        },
        LedgerBehaviour("the last batch that is accepted moves the offset, the others do not") { test in
            try settle(test, "/a", "/b")
            try test.ledger.store(distribution: "E1", batches: [["/a"], ["/b"]], upTo: 2)
            let open = try test.ledger.openBatches(of: "E1")
            try test.ledger.accept(open[0], invalidation: "I1")
            try expect(try test.state(edge).offset, is: 0, "the offset after the first")
            try expect(try test.ledger.openBatches(of: "E1"), is: [open[1]], "open batches")
            try test.ledger.accept(open[1], invalidation: "I2")
            try expect(try test.state(edge).offset, is: 2, "the offset after the last")
        },
        LedgerBehaviour("an accepted batch does not move the offset back") { test in
            try settle(test, "/a", "/b")
            try test.ledger.store(distribution: "E1", batches: [["/a"]], upTo: 1)
            try test.ledger.acknowledge([edge], after: nil, upTo: 2)
            try test.ledger.accept(try test.ledger.openBatches(of: "E1")[0], invalidation: "I1")
            try expect(try test.state(edge).offset, is: 2, "the offset")
        },
        LedgerBehaviour("the month's sum counts each accepted batch once") { test in
            try settle(test, "/a")
            try expect(try test.state(edge).month, is: ItemCounts(), "before")
            try test.ledger.store(distribution: "E1", batches: [["#t", "/a", "/b*"], ["/c"]], upTo: 1)
            let open = try test.ledger.openBatches(of: "E1")
            try expect(try test.state(edge).month, is: ItemCounts(), "stored")
            for _ in 0..<2 { try test.ledger.accept(open[0], invalidation: "I1") }
            try expect(try test.state(edge).month, is: ItemCounts(paths: 1, wildcards: 1, tags: 1), "the first")
            try test.ledger.accept(open[1], invalidation: "I2")
            try expect(try test.state(edge).month, is: ItemCounts(paths: 2, wildcards: 1, tags: 1), "both")
        },
        LedgerBehaviour("no batch to store is delivered at once") { test in
            try settle(test, "/a")
            try test.ledger.store(distribution: "E1", batches: [], upTo: 1)
            try expect(try test.state(edge).offset, is: 1, "the offset")
            try expect(try test.ledger.openBatches(of: "E1").count, is: 0, "batches")
        },
        LedgerBehaviour("an accepted batch is unconfirmed until it is confirmed") { test in
            try settle(test, "/a")
            try test.ledger.store(distribution: "E1", batches: [["/a"], ["/b"], ["/c"]], upTo: 1)
            let open = try test.ledger.openBatches(of: "E1")
            for (batch, id) in zip(open, ["I1", "I2"]) { try test.ledger.accept(batch, invalidation: id) }
            let unconfirmed = try test.ledger.unconfirmed(of: "E1")
            try expect(unconfirmed.map(\.invalidation), is: ["I1", "I2"], "CloudFront's ids")
            try expect(unconfirmed.map(\.items), is: [["/a"], ["/b"]], "their items")
            try test.ledger.confirm(unconfirmed[0])
            try expect(try test.ledger.unconfirmed(of: "E1"), is: [unconfirmed[1]], "those that are left")
        },
        LedgerBehaviour("an accepted batch is deleted, an open one is not") { test in
            try settle(test, "/a")
            try test.ledger.store(distribution: "E1", batches: [["/a"], ["/b"]], upTo: 1)
            let open = try test.ledger.openBatches(of: "E1")
            try test.ledger.accept(open[0], invalidation: "I1")
            for batch in try test.ledger.unconfirmed(of: "E1") + [open[1]] { try test.ledger.delete(batch) }
            try expect(try test.ledger.unconfirmed(of: "E1").count, is: 0, "accepted batches")
            try expect(try test.ledger.openBatches(of: "E1"), is: [open[1]], "open batches")
        },
        LedgerBehaviour("other batches replace an open one, each with a caller reference of its own") { test in
            try settle(test, "/a")
            try test.ledger.store(distribution: "E1", batches: [["/a", "/b"], ["/c"]], upTo: 1)
            let open = try test.ledger.openBatches(of: "E1")
            try test.ledger.replace(
                open[0], with: [["/a"], ["/b*"]], quarantining: Refusal("/b", reason: "invalid"))
            let after = try test.ledger.openBatches(of: "E1")
            try expect(after.map(\.items), is: [["/c"], ["/a"], ["/b*"]], "items")
            try expect(after.allSatisfy { $0.upTo == 1 }, "they have the offset of the replaced one")
            try expect(Set((open + after).map(\.callerReference)).count, is: 4, "caller references")
            try expect(try test.refused(by: edge), is: ["/b": "invalid"], "what was refused")
        },
        LedgerBehaviour("a batch that is not open any more is not replaced") { test in
            try settle(test, "/a")
            try test.ledger.store(distribution: "E1", batches: [["/a"], ["/b"]], upTo: 1)
            let open = try test.ledger.openBatches(of: "E1")
            try test.ledger.accept(open[0], invalidation: "I1")
            try test.ledger.replace(open[1], with: [["/b*"]], quarantining: nil)
            for batch in open {
                try test.ledger.replace(batch, with: [["/x"]], quarantining: Refusal("/x", reason: "x"))
            }
            try expect(try test.ledger.openBatches(of: "E1").map(\.items), is: [["/b*"]], "open batches")
            try expect(try test.refused(by: edge), is: [:], "what was refused")
        },
    ]

    static let refusals = [
        LedgerBehaviour("what a target refuses is stored once, with the newest reason, and deleted with it") { test in
            try settle(test)
            try test.ledger.quarantine(
                [Refusal(.path("/a"), reason: "no"), Refusal(.tag("t"), reason: "none")], of: pod)
            try test.ledger.quarantine([Refusal(.path("/a"), reason: "still no")], of: pod)
            try expect(try test.refused(by: pod), is: ["/a": "still no", "#t": "none"], "what was refused")
            try test.ledger.quarantine([Refusal(.path("/a"), reason: "no")], of: other)
            try expect(try test.refused(by: other), is: [:], "what an unknown pod refused")
            try test.ledger.delete([pod])
            try expect(try test.refused(by: pod), is: [:], "what a deleted pod refused")
        }
    ]
}
