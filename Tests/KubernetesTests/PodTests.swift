import Freshen
import TestSupport
import Testing

/// Which recorded pods can hold a cache, and for which of them CloudFront waits.
@Suite(.timeLimit(.minutes(10))) struct PodTests {
    @Test(arguments: [
        ("7ddbc57849-pcrcz", "http://10.244.1.12:3000", true), ("7ddbc57849-s2w6g", "http://10.244.1.13:3000", true),
        ("7ddbc57849-w7twt", "http://10.244.1.14:3000", true), ("not-ready", "http://10.244.3.11:3000", false),
        ("starting", "http://10.244.3.13:3000", false), ("gate", "http://10.244.3.24:3000", false),
        ("node-lost", "http://10.244.4.11:3000", false), ("terminating", "http://10.244.3.14:3000", false),
        ("terminating-not-ready", "http://10.244.3.15:3000", false), ("pending", nil, false), ("creating", nil, false),
        ("image-pull", nil, false), ("crashloop", nil, false), ("restarting", "http://10.244.3.18:3000", true),
        ("succeeded", nil, false), ("evicted", nil, false), ("sidecar", "http://10.244.3.19:3000", true),
        ("dual", "http://10.244.3.20:3000", true), ("v6", "http://[fd00:10:244:3::15]:3000", true),
        ("host", "http://192.0.2.23:3000", true), ("other-port-name", nil, false), ("no-ports", nil, false),
        ("other-port-number", "http://10.244.3.22:8080", true),
    ])
    func `a pod is found where a process listens`(name: String, url: String?, isReady: Bool) throws {
        let pods = try find(everyPod()).filter { $0.label == "storefront-" + name }
        #expect(pods.map(\.url) == [url].compactMap { $0 })
        #expect(pods.map(\.isReady) == pods.map { _ in isReady })
    }

    @Test func `pods have different identities and URLs`() throws {
        let pods = try find(everyPod())
        #expect(pods.count == 15)
        #expect(Set(pods.map(\.target)).count == 15 && Set(pods.map(\.url)).count == 15)
        #expect(pods.allSatisfy { $0.target.kind == .pod && $0.target.web == "shop" })
    }

    @Test func `a pod's identity is its uid and the container that declares the port`() throws {
        let pods = try find(everyPod())
        let sidecar = try #require(pods.first { $0.label == "storefront-sidecar" })
        let container = "containerd://" + String(repeating: "b", count: 64)
        #expect(sidecar.target.name == "f6c91981-" + sidecar.target.name.dropFirst(9).prefix(27) + "/" + container)
    }

    @Test func `a pod on a node that was lost for minutes is being deleted, and not ready`() throws {
        let pods = try find(list(of: "pods/node-lost-evicted.json"))
        #expect(pods.map(\.url) == ["http://10.244.4.11:3000"] && pods.map(\.isReady) == [false])
    }

    @Test func `a restarted container is another target at the same address`() throws {
        let before = try find(list(of: "pods/restart-1-before.json"))
        #expect(try find(list(of: "pods/restart-2-terminated.json")).isEmpty)
        let after = try find(list(of: "pods/restart-3-after.json"))
        #expect(before.count == 1 && after.count == 1)
        #expect(before.map(\.url) == after.map(\.url) && before.map(\.target) != after.map(\.target))
        #expect(before[0].target.name.prefix(36) == after[0].target.name.prefix(36))
    }

    // MARK: Ports

    @Test(arguments: [
        (PodSource.PortReference.name("admin"), ["http://10.244.3.19:3001"]),
        (.name("metrics"), ["http://10.244.3.19:9090"]),
        (.name("mesh"), ["http://10.244.3.19:15020"]), (.name("web"), ["http://10.244.3.21:3000"]),
        (.number(9090), ["http://10.244.3.19:9090"]), (.name("nothing"), []),
    ])
    func `the container is the one that declares the port`(port: PodSource.PortReference, urls: [String]) throws {
        let pods = try find(everyPod(), port: port)
        // A port that a pod's only container does not declare may be open.
        #expect(pods.filter { $0.label == "storefront-sidecar" || urls.contains($0.url) }.map(\.url) == urls)
    }

    @Test func `a sidecar, an init container that is always restarted, can declare the port`() throws {
        let pods = try find(everyPod(), port: .name("mesh"))
        #expect(pods.map { $0.target.name.hasSuffix("/containerd://" + String(repeating: "9", count: 64)) } == [true])
    }

    @Test func `a number that no container declares is that of the only container`() throws {
        let pods = try find(everyPod(), port: .number(3000))
        let labels = pods.map(\.label)
        #expect(labels.contains("storefront-no-ports") && labels.contains("storefront-other-port-name"))
        #expect(pods.first { $0.label == "storefront-no-ports" }?.url == "http://10.244.3.23:3000")
        #expect(pods.count == 17)
    }

    @Test(arguments: [
        (#""ports":[{"name":"http","containerPort":3000,"protocol":"UDP"}]"#, 0),
        (#""ports":[{"name":"http","containerPort":3000}]"#, 1), (#""ports":null"#, 0),
        (#""ports":[{"name":"http","containerPort":70000}]"#, 0),
    ])
    func `a port is one of TCP`(ports: String, count: Int) throws {
        #expect(try find(Self.pod(container: ports)).count == count)
    }

    @Test(arguments: [
        (#""podIP":"10.0.0.1","podIPs":[{"ip":"fd00::1"},{"ip":"10.0.0.1"}]"#, "http://10.0.0.1:3000"),
        (#""podIPs":[{"ip":"fd00::1"}]"#, "http://[fd00::1]:3000"), (#""podIP":"10.0.0.1/x@evil""#, nil),
        (#""podIP":"""#, nil), (#""podIPs":[]"#, nil),
    ])
    func `the address is the pod's own`(address: String, url: String?) throws {
        let pods = try find(Self.pod(container: #""ports":[{"name":"http","containerPort":3000}]"#, address: address))
        #expect(pods.map(\.url) == [url].compactMap { $0 })
    }

    /// A list of one pod that runs.
    private static func pod(container: String, address: String = #""podIP":"10.0.0.1""#) -> Behaviour {
        .answer(
            status: 200,
            body: #"""
                {"kind":"PodList","items":[{"metadata":{"name":"a","uid":"u"},"spec":{"containers":[{"name":"web",\#(container)}]},
                "status":{"phase":"Running",\#(address),"containerStatuses":[{"name":"web","containerID":"c","state":{"running":{}}}]}}]}
                """#)
    }
}
