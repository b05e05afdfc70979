internal import Background
package import Freshen
package import HTTPClient

/// Finds the pods of web entries: at the API server, in DNS, or in freshen.yaml itself.
///
/// A Role in the namespace of the pods has to allow these lists:
/// * `selector:` lists `pods` of the core group (`apiGroups: [""]`), by the label selector;
/// * `service:` lists `endpointslices` of `discovery.k8s.io`, by the label `kubernetes.io/service-name`.
///
/// `urls:` and `dns:` use no API server.
package struct PodFinder: PodFinding, Sendable {
    private let http: @Sendable () -> any HTTPSending
    private let environment: [String: String]
    private let account: ServiceAccount
    private let clock: Clock
    private let interrupt: Int32?
    private let resolve: @Sendable (String) throws(Failure) -> [String]

    /// Lists are read by a client that `http` makes for each; `pause` waits, and returns early where the run is interrupted.
    ///
    /// `resolve` finds the addresses of a name (`addresses`). Once `interrupt` is readable, nobody waits for a list.
    package init(
        http: @escaping @Sendable () -> any HTTPSending, environment: [String: String], account: ServiceAccount,
        interrupt: Int32? = nil, pause: @escaping @Sendable (Duration) -> Void,
        now: @escaping @Sendable () -> ContinuousClock.Instant = { .now },
        resolve: @escaping @Sendable (String) throws(Failure) -> [String]
    ) {
        self.http = http
        self.environment = environment
        self.account = account
        self.interrupt = interrupt
        clock = Clock(now: now, pause: pause)
        self.resolve = resolve
    }

    /// Finds them in a thread of its own; those in the file itself at once.
    package func begin(_ web: WebRule) -> any PendingPods {
        if case .urls = web.pods { return PodsBeingListed(Background(now: found(web))) }
        return PodsBeingListed(Background(interrupt: interrupt) { found(web) })
    }

    private func found(_ web: WebRule) -> Result<FoundPods, Failure> {
        Result { () throws(Failure) in try pods(of: web) }
    }

    package func pods(of web: WebRule) throws(Failure) -> FoundPods {
        let found: Found
        do throws(Failure) {
            found = try find(web)
        } catch {
            guard error.exit == .configuration else { throw error }
            throw .configuration(error.message, at: web.place)
        }
        guard found.pods.count < web.min else { return FoundPods(found.pods) }
        let shortage = Failure.configuration(
            "\(web.name) has \(found.pods.count) pods, and min is \(web.min): \(found.explanation); set min: "
                + "\(found.pods.count) where that is right", at: web.place)
        return FoundPods(found.pods, shortage: shortage)
    }

    /// The explanation, for a message about too few pods, says where pods were searched and what was found.
    private typealias Found = (pods: [Pod], explanation: String)

    private func find(_ web: WebRule) throws(Failure) -> Found {
        switch web.pods {
        case .urls(let urls):
            return (urls.map { Pod(web: web.name, url: $0) }, "urls lists no others")
        case .selector(let namespace, let selector, let port, let api):
            return try findPods(web.name, try namespaceOrOwn(namespace), selector, port, api)
        case .service(let namespace, let name, let port, let api):
            return try findEndpoints(web.name, try namespaceOrOwn(namespace), name, port, api)
        case .dns(let name, let port):
            let pods = try resolve(name).map { Pod(web: web.name, url: "http://\($0.asHost):\(port)") }
            return (pods, "\(name) has \(pods.count) addresses")
        }
    }

    /// For a misspelt namespace, selector or service the API server answers with an empty list.
    private func findPods(
        _ web: String, _ namespace: String, _ selector: String, _ port: PodSource.PortReference, _ api: String?
    ) throws(Failure) -> Found {
        let request = ListRequest(
            kind: "PodList", group: "", resource: "pods", namespace: namespace, labelSelector: selector)
        let items: [PodItem] = try list(request, api)
        let pods = items.compactMap { $0.pod(port, web: web) }
        let found = "namespace \(namespace) has \(items.count) pods with \(selector)"
        return (pods, "\(found), \(pods.count) of them run a container with port \(port)")
    }

    private func findEndpoints(
        _ web: String, _ namespace: String, _ service: String, _ port: PodSource.PortReference, _ api: String?
    ) throws(Failure) -> Found {
        let request = ListRequest(
            kind: "EndpointSliceList", group: "discovery.k8s.io", resource: "endpointslices", namespace: namespace,
            labelSelector: "kubernetes.io/service-name=" + service)
        let slices: [EndpointSlice] = try list(request, api)
        let pods = slices.pods(port, web: web)
        let endpoints = slices.map { $0.endpoints?.count ?? 0 }.reduce(0, +)
        let found = "service \(service) in namespace \(namespace) has \(endpoints) endpoints"
        return (pods, "\(found), \(pods.count) of them have port \(port)")
    }

    private func list<Item: Decodable>(_ request: ListRequest, _ api: String?) throws(Failure) -> [Item] {
        let server = try APIServer(named: api, environment: environment, account: account)
        var listing = try Listing(request, of: server, http: http(), clock: clock)
        return try listing.items()
    }

    private func namespaceOrOwn(_ namespace: String?) throws(Failure) -> String {
        if let namespace = namespace ?? account.namespace { return namespace }
        throw .configuration("freshen does not run in a pod, so pods needs a namespace: namespace: web")
    }
}

/// A list that is being read in another thread.
private struct PodsBeingListed: PendingPods {
    let list: Background<Result<FoundPods, Failure>>

    init(_ list: Background<Result<FoundPods, Failure>>) {
        self.list = list
    }

    func found(until end: ContinuousClock.Instant) -> Result<FoundPods, Failure>? {
        switch list.value(until: end) {
        case .value(let result): result
        case .timedOut: nil
        case .interrupted:
            .failure(Failure(.tryAgain, "interrupted after \(list.age.seconds) s of waiting for the list"))
        }
    }
}
