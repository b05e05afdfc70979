import Freshen
import TestSupport
import Testing

/// For a misspelt namespace, selector or service the API server answers with an empty list, not with an error.
@Suite(.timeLimit(.minutes(10))) struct FoundTests {
    @Test func `an empty list of pods is a configuration failure`() throws {
        let failure = try failure(answer(200, "pods/list-empty.json"))
        #expect(failure.exit == .configuration)
        #expect(
            failure.message
                == "freshen.yaml:7:5: shop has 0 pods, and min is 1: namespace web has 0 pods with app=storefront, 0 of them run a container with port http; set min: 0 where that is right"
        )
    }

    @Test func `pods without the port are not found, and the message counts them`() throws {
        let failure = try failure(everyPod()) { selector($0, port: .name("htttp")) }
        #expect(
            failure.message.contains(
                "namespace web has 23 pods with app=storefront, 0 of them run a container with port htttp"))
    }

    @Test(arguments: [(0, true), (15, true), (16, false)])
    func `fewer pods than min are a failure`(min: Int, isEnough: Bool) throws {
        let server = try HTTPStandIn { [page = try everyPod()] _ in page }
        let pods = try? find(selector(server.url), min: min)
        #expect((pods != nil) == isEnough)
    }

    @Test func `with min 0 an empty list is no failure`() throws {
        let server = try HTTPStandIn { [page = try answer(200, "pods/list-empty.json")] _ in page }
        #expect(try find(selector(server.url), min: 0) == [])
        let null = try HTTPStandIn { _ in .answer(status: 200, body: #"{"kind":"PodList","items":null}"#) }
        #expect(try find(selector(null.url), min: 0) == [])
    }

    @Test func `the pods of a list of URLs are those URLs`() throws {
        let pods = try find(.urls(["http://a:3000", "http://b"]))
        #expect(pods == ["http://a:3000", "http://b"].map { Pod(web: "shop", url: $0) })
        #expect(pods.allSatisfy { $0.isReady && $0.label == $0.url && $0.target.name == $0.url })
        #expect(throws: Failure.self) { try find(.urls(["http://a:3000"]), min: 2) }
    }
}
