import CloudFront
import Testing

@Suite(.timeLimit(.minutes(10))) struct CallerReferencesTests {
    private let step = CallerReferences(identity: ["shop/monitors", "16", "1"])

    @Test func `a step has one reference for the same items and number`() {
        let again = CallerReferences(identity: ["shop/monitors", "16", "1"])
        #expect(step.reference(["/a", "/b"], 0) == again.reference(["/a", "/b"], 0))
        #expect(step.reference(["/a", "/b"], 0).wholeMatch(of: /freshen-[0-9a-f]{40}/) != nil)
    }

    @Test func `other items, numbers and steps have others`() {
        let other = CallerReferences(identity: ["shop/monitors", "16", "2"])
        let all = [
            step.reference(["/a"], 0), step.reference(["/a"], 1), step.reference(["/a", "/b"], 0),
            step.reference(["/b"], 0), other.reference(["/a"], 0),
        ]
        #expect(Set(all).count == 5)
    }

    @Test func `without an identity no two commands share a reference`() {
        let references = (1...2).map { _ in CallerReferences(identity: nil).reference(["/a"], 0) }
        #expect(references[0] != references[1])
    }
}
