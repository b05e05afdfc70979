import Freshen
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct EndpointSliceTests {
    @Test func `a service's slices are listed by its name`() throws {
        let server = try HTTPStandIn { [page = try answer(200, "endpointslices/storefront.json")] _ in page }
        _ = try find(service(server.url))
        #expect(
            server.requests.map(\.target) == [
                "/apis/discovery.k8s.io/v1/namespaces/web/endpointslices?labelSelector=kubernetes.io%2Fservice-name%3Dstorefront&limit=100&timeout=5s"
            ])
    }

    @Test(arguments: [
        ("7ddbc57849-pcrcz", "http://10.244.1.12:3000", true), ("not-ready", "http://10.244.3.11:3000", false),
        ("starting", "http://10.244.3.13:3000", false), ("gate", "http://10.244.3.24:3000", false),
        ("node-lost", "http://10.244.4.11:3000", false), ("terminating", "http://10.244.3.14:3000", false),
        ("terminating-not-ready", "http://10.244.3.15:3000", false), ("pending", nil, false), ("creating", nil, false),
        ("image-pull", "http://10.244.3.12:3000", false), ("crashloop", "http://10.244.3.17:3000", false),
        ("restarting", "http://10.244.3.18:3000", true), ("succeeded", nil, false), ("evicted", nil, false),
        ("sidecar", "http://10.244.3.19:3000", true), ("dual", "http://10.244.3.20:3000", true),
        ("host", "http://192.0.2.23:3000", true), ("other-port-name", nil, false), ("no-ports", nil, false),
        ("other-port-number", "http://10.244.3.22:8080", true),
    ])
    func `an endpoint becomes a pod with its address`(name: String, url: String?, isReady: Bool) throws {
        for file in ["storefront", "storefront-dual"] {
            let pods = try found(file).filter { $0.label == "storefront-" + name }
            #expect(pods.map(\.url) == [url].compactMap { $0 }, "\(file)")
            #expect(pods.map(\.isReady) == pods.map { _ in isReady }, "\(file)")
            #expect(pods.map(\.target) == pods.map { Target(kind: .pod, web: "shop", name: $0.url) }, "\(file)")
        }
    }

    @Test func `a pod with addresses of both families is one`() throws {
        let (single, dual) = (try found("storefront"), try found("storefront-dual"))
        #expect(dual.filter { $0.label != "storefront-v6" } == single && single.count == 16)
        #expect(dual.first { $0.label == "storefront-v6" }?.url == "http://[fd00:10:244:3::15]:3000")
    }

    @Test func `pods that a service publishes though they are not ready are not ready`() throws {
        let pods = try found("storefront-early")
        let ready = Dictionary(uniqueKeysWithValues: pods.map { ($0.label.dropFirst("storefront-".count), $0.isReady) })
        #expect(ready["not-ready"] == false && ready["terminating"] == false && ready["image-pull"] == false)
        #expect(ready["dual"] == true && ready["sidecar"] == true)
    }

    @Test(arguments: [
        (PodSource.PortReference.number(8080), ["http://10.244.3.22:8080"]), (.number(1), []), (.name("web"), []),
    ])
    func `a port is found by its number, too`(port: PodSource.PortReference, urls: [String]) throws {
        #expect(try found("storefront", port: port).map(\.url) == urls)
    }

    @Test(arguments: ["nobody", "missing"])
    func `a service without endpoints is a configuration failure unless min is 0`(name: String) throws {
        let failure = try failure(answer(200, "endpointslices/\(name).json")) { service($0, name) }
        #expect(failure.exit == .configuration)
        #expect(
            failure.message
                == "freshen.yaml:7:5: shop has 0 pods, and min is 1: service \(name) in namespace web has 0 endpoints, 0 of them have port http; set min: 0 where that is right"
        )
        #expect(try found(name) == [])
    }

    @Test func `an endpoint without a pod is known by its address, and without conditions is ready`() throws {
        let body = #"""
            {"kind":"EndpointSliceList","items":[{"addressType":"IPv4","ports":[{"name":"http","port":80}],"endpoints":[
            {"addresses":["10.0.0.1"]},{"addresses":["10.0.0.2"],"conditions":{"ready":false}},{"addresses":["10.0.0.1"]},
            {"addresses":[]}]},{"addressType":"FQDN","ports":[{"name":"http","port":80}],"endpoints":[{"addresses":["a.b"]}]}]}
            """#
        let server = try HTTPStandIn { _ in .answer(status: 200, body: body) }
        let pods = try find(service(server.url))
        #expect(
            pods.map(\.label) == ["http://10.0.0.1:80", "http://10.0.0.2:80"] && pods.map(\.isReady) == [true, false])
    }

    @Test(arguments: [["false", "true"], ["true", "false"]])
    func `an endpoint in two slices is ready if it is in one of them`(ready: [String]) throws {
        let slices = ready.map {
            #"""
            {"addressType":"IPv4","ports":[{"name":"http","port":80}],"endpoints":[{"addresses":["10.0.0.1"],
            "conditions":{"ready":\#($0)},"targetRef":{"kind":"Pod","name":"a","uid":"u"}}]}
            """#
        }
        let body = #"{"kind":"EndpointSliceList","items":[\#(slices.joined(separator: ","))]}"#
        let server = try HTTPStandIn { _ in .answer(status: 200, body: body) }
        #expect(try find(service(server.url)) == [Pod(web: "shop", url: "http://10.0.0.1:80", label: "a")])
    }

    private func found(_ file: String, port: PodSource.PortReference = .name("http")) throws -> [Pod] {
        let server = try HTTPStandIn { [page = try answer(200, "endpointslices/\(file).json")] _ in page }
        return try find(service(server.url, file, port: port), min: 0)
    }
}
