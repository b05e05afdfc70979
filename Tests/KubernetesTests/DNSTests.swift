import Dispatch
import Freshen
import HTTPClient
import Kubernetes
import Resolver
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct DNSTests {
    @Test func `every address of a name is a pod`() throws {
        let pods = try find(.dns(name: "shop.web.svc", port: 3000)) { name throws(Failure) in
            name == "shop.web.svc" ? ["10.0.0.1", "fd00::1"] : []
        }
        #expect(pods == ["http://10.0.0.1:3000", "http://[fd00::1]:3000"].map { Pod(web: "shop", url: $0) })
    }

    @Test func `an unknown name is a configuration failure unless min is 0`() throws {
        let failure = try #require(throws: Failure.self) {
            try find(.dns(name: "shp", port: 1)) { _ throws(Failure) in [] }
        }
        #expect(
            failure.exit == .configuration
                && failure.message
                    == "freshen.yaml:7:5: shop has 0 pods, and min is 1: shp has 0 addresses; set min: 0 where that is right"
        )
        #expect(try find(.dns(name: "shp", port: 1), min: 0) { _ throws(Failure) in [] } == [])
    }

    @Test func `a look-up that fails is left to the next run`() throws {
        let failure = try #require(throws: Failure.self) {
            try find(.dns(name: "shop", port: 1)) { name throws(Failure) in
                throw Failure(.tryAgain, "cannot look up \(name)")
            }
        }
        #expect(failure.exit == .tryAgain && failure.message == "cannot look up shop")
    }

    @Test func `a name server that cannot be reached is not taken for a name without addresses`() throws {
        let failure = try #require(throws: Failure.self) {
            try lookedUp("shop.web.svc.test") { name throws(ResolverError) in
                try withUnreachableNameServer { () throws(ResolverError) in try lookUp(name) }
            }
        }
        #expect(failure.exit == .tryAgain)
        #expect(
            failure.message
                == "cannot look up shop.web.svc.test: Temporary failure in name resolution; the next run tries again")
    }

    @Test func `a resolver that does not answer is given up`() throws {
        let never = DispatchSemaphore(value: 0)
        defer { never.signal() }
        let hangs: LookUp = { _ in
            never.wait()
            return []
        }
        let late = try #require(throws: Failure.self) {
            try lookedUp("shop", within: .milliseconds(100), asking: hangs)
        }
        #expect(late.exit == .tryAgain)
        #expect(
            late.message
                == "cannot look up shop: the resolver did not answer within 0.1 seconds; the next run tries again")
    }

    @Test func `an interrupt ends a look-up`() throws {
        let interrupt = try Interrupt()
        let never = DispatchSemaphore(value: 0)
        defer { never.signal() }
        let failure = try #require(throws: Failure.self) {
            try lookedUp("shop", interrupt: interrupt.descriptor) { _ in
                interrupt.fire()
                never.wait()
                return []
            }
        }
        #expect(failure.exit == .tryAgain)
        #expect(
            failure.message
                == "cannot look up shop: interrupted after 0.0 s of waiting for the resolver; the next run tries again")
    }

    @Test func `the system's resolver is asked`() throws {
        let local = try find(.dns(name: "localhost", port: 3000), resolve: systemLookUp)
        #expect(local.contains { $0.url == "http://127.0.0.1:3000" } && Set(local).count == local.count)
        // A name with an empty label is refused without a query.
        #expect(try find(.dns(name: "a..b", port: 3000), min: 0, resolve: systemLookUp) == [])
    }

    private func lookedUp(
        _ name: String, within limit: Duration = .seconds(60), interrupt: Int32? = nil, asking lookUp: @escaping LookUp
    ) throws -> [Pod] {
        try find(
            .dns(name: name, port: 3000), min: 0,
            resolve: { name throws(Failure) in
                try addresses(of: name, within: limit, interrupt: interrupt, asking: lookUp)
            })
    }
}

private func systemLookUp(_ name: String) throws(Failure) -> [String] {
    try addresses(of: name, within: .seconds(60), interrupt: nil)
}
