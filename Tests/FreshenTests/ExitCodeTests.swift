import Freshen
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct ExitCodeTests {
    /// Highest first.
    private static let order: [ExitCode] = [.bug, .usage, .configuration, .refused, .tryAgain, .done]

    @Test func `of two codes the graver one wins, whichever came first`() {
        for (index, graver) in Self.order.enumerated() {
            for lesser in Self.order[index...] {
                #expect(graver.orGraver(lesser) == graver)
                #expect(lesser.orGraver(graver) == graver)
            }
        }
        #expect(Self.order.map(\.rawValue) == [70, 64, 78, 77, 75, 0])
        #expect(Set(Self.order) == Set(ExitCode.allCases))
    }

    @Test func `a mistake in the configuration begins with its place`() {
        let failure = Failure.configuration("no such key", at: Place(file: "a.yaml", line: 3, column: 9))
        #expect(failure.exit == .configuration)
        #expect(failure.message == "a.yaml:3:9: no such key")
        #expect(Failure.configuration("no such key").description == "no such key")
    }

    @Test func `a message is one line, whatever it quotes`() {
        let quoted = "a\nb\r\nc\u{85}\u{2028}\u{2029}\t\0\u{1B}[31m\u{7F}\u{9B}é😀"
        #expect(
            Failure(.bug, quoted).message
                == #"a\nb\r\nc\u{0085}\u{2028}\u{2029}\t\0\u{1B}[31m\u{7F}\u{009B}é😀"#)
    }

    @Test func `no description shows a secret`() {
        let decoy = Decoy.secret("hushed")
        let secret = Secret(decoy)
        var dumped = ""
        dump(secret, to: &dumped)
        for text in ["\(secret)", String(reflecting: secret), "\([secret])", dumped] {
            #expect(!Decoy.isShown(in: text))
        }
        #expect(secret.reveal == decoy)
    }

    @Test func `what is stale is sorted by its text`() {
        let stale: [Stale] = [
            .everything, .tag("b"), .pattern("/b", .layout), .path("/b"), .pattern("/b", .page), .path("/a"),
        ]
        #expect(
            stale.sorted() == [
                .tag("b"), .path("/a"), .path("/b"), .pattern("/b", .page), .pattern("/b", .layout), .everything,
            ])
        #expect(stale.map(\.text) == ["everything", "#b", "/b", "/b", "/b", "/a"])
    }
}
