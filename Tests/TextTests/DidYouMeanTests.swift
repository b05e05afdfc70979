import Testing

@testable import Text

@Suite(.timeLimit(.minutes(10))) struct DidYouMeanTests {
    private static let commands = ["run", "catch-up", "reconcile", "status", "explain", "doctor", "init", "invalidate"]

    @Test(arguments: [
        ("run", "run"), ("RUN", "run"), ("rnu", "run"), ("rn", "run"), ("runn", "run"), ("rum", "run"),
        ("catchup", "catch-up"), ("reconsile", "reconcile"), ("recnocile", "reconcile"), ("stat", "status"),
        ("explian", "explain"), ("inivaldiate", "invalidate"), ("Docter", "doctor"),
    ])
    func `a slip finds what was meant`(word: String, meant: String) {
        #expect(closest(to: word, among: Self.commands) == meant)
    }

    @Test(arguments: ["", "x", "go", "deploy", "rabbit", "catch", "statistics", "a very long word that is not near"])
    func `nothing is found where nothing is near`(word: String) {
        #expect(closest(to: word, among: Self.commands) == nil)
    }

    @Test func `the nearest wins, and the first of equals`() {
        #expect(closest(to: "--outptu", among: ["--input", "--output"]) == "--output")
        #expect(closest(to: "cat", among: ["bat", "hat"]) == "bat")
        #expect(closest(to: "hat", among: ["bat", "hat"]) == "hat")
    }

    @Test func `letter case and accents are compared as characters`() {
        #expect(closest(to: "CAFÉS", among: ["cafe\u{301}s"]) == "cafe\u{301}s")
    }

    @Test func `two neighbours swapped are one slip`() {
        #expect(closest(to: "abc", among: ["acb"]) == "acb")
        #expect(closest(to: "abc", among: ["cba"]) == nil)
    }

    @Test func `nothing is near no candidate`() {
        #expect(closest(to: "run", among: []) == nil)
        #expect(closest(to: "", among: [""]) == "")
    }

    @Test func `a message ends with what was meant, or with something else`() {
        #expect(didYouMean("rnu", among: Self.commands) == ": did you mean run?")
        #expect(didYouMean("rnu", among: Self.commands, otherwise: "; see --help") == ": did you mean run?")
        #expect(didYouMean("deploy", among: Self.commands) == "")
        #expect(didYouMean("deploy", among: Self.commands, otherwise: "; see --help") == "; see --help")
    }
}
