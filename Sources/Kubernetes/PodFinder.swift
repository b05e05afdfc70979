package import Freshen
package import HTTPClient

/// Finds pods where a web entry says: at the API server, by a name, or in the file itself.
///
/// The lists that it makes of an API server, each a GET, are all that a Role has to allow, in the namespace of the pods:
/// * `selector:` lists `pods` of the core group (`apiGroups: [""]`), by the label selector;
/// * `service:` lists `endpointslices` of `discovery.k8s.io`, by the label `kubernetes.io/service-name`.
///
/// `urls:` and `dns:` ask no API server.
package struct PodFinder: PodFinding {
    private let http: any HTTPSending
    private let environment: [String: String]
    private let account: ServiceAccount
    private let clock: Clock
    private let resolve: (String) throws(Failure) -> [String]

    /// Asks over `http`; in a cluster `environment` says where, and `account` by whose right.
    ///
    /// `pause` waits so long, or until the run is interrupted; `now` is the clock that goes on meanwhile.
    /// `resolve` finds a name's addresses: the system's resolver, which may block.
    package init(
        http: any HTTPSending, environment: [String: String], account: ServiceAccount,
        pause: @escaping (Duration) -> Void, now: @escaping () -> ContinuousClock.Instant = { .now },
        resolve: @escaping (String) throws(Failure) -> [String] = Resolver.addresses
    ) {
        self.http = http
        self.environment = environment
        self.account = account
        clock = Clock(now: now, pause: pause)
        self.resolve = resolve
    }

    package func pods(of web: WebRule) throws(Failure) -> [Pod] {
        let found: Found
        do throws(Failure) {
            found = try find(web)
        } catch {
            guard error.exit == .configuration else { throw error }
            throw .configuration(error.message, at: web.place)
        }
        guard found.pods.count >= web.min else {
            throw .configuration(
                "\(web.name) has \(found.pods.count) pods, and min is \(web.min): \(found.looked); say min: "
                    + "\(found.pods.count) where that is right", at: web.place)
        }
        return found.pods
    }

    private func find(_ web: WebRule) throws(Failure) -> Found {
        switch web.pods {
        case .urls(let urls):
            return Found(pods: urls.map { Pod(web: web.name, url: $0) }, looked: "urls names no more")
        case .selector(let namespace, let selector, let port, let api):
            return try findPods(web.name, try namespaceOrOwn(namespace), selector, port, api)
        case .service(let namespace, let name, let port, let api):
            return try findEndpoints(web.name, try namespaceOrOwn(namespace), name, port, api)
        case .dns(let name, let port):
            let pods = try resolve(name).map { Pod(web: web.name, url: "http://\($0.asHost):\(port)") }
            return Found(pods: pods, looked: "\(name) has \(pods.count) addresses")
        }
    }

    /// To the API server a misspelt namespace, selector or service is an empty list.
    private func findPods(
        _ web: String, _ namespace: String, _ selector: String, _ port: PodSource.Port, _ api: String?
    ) throws(Failure) -> Found {
        let order = ListOrder(
            kind: "PodList", group: "", resource: "pods", namespace: namespace, labelSelector: selector)
        let items: [PodItem] = try list(order, api)
        let pods = items.compactMap { $0.pod(port, web: web) }
        return Found(
            pods: pods,
            looked:
                "of \(items.count) in namespace \(namespace) with \(selector), \(pods.count) run a container with port \(port)"
        )
    }

    private func findEndpoints(
        _ web: String, _ namespace: String, _ service: String, _ port: PodSource.Port, _ api: String?
    ) throws(Failure) -> Found {
        let order = ListOrder(
            kind: "EndpointSliceList", group: "discovery.k8s.io", resource: "endpointslices", namespace: namespace,
            labelSelector: "kubernetes.io/service-name=" + service)
        let slices: [EndpointSlice] = try list(order, api)
        let pods = slices.pods(port, web: web)
        let endpoints = slices.map { $0.endpoints?.count ?? 0 }.reduce(0, +)
        return Found(
            pods: pods,
            looked:
                "of \(endpoints) endpoints of service \(service) in namespace \(namespace), \(pods.count) have port \(port)"
        )
    }

    private func list<Item: Decodable>(_ order: ListOrder, _ api: String?) throws(Failure) -> [Item] {
        let server = try APIServer(named: api, environment: environment, account: account)
        var listing = try Listing(order, of: server, http: http, clock: clock)
        return try listing.items(Item.self)
    }

    private func namespaceOrOwn(_ namespace: String?) throws(Failure) -> String {
        if let namespace = namespace ?? account.namespace { return namespace }
        throw .configuration("this is no pod of a cluster, so pods needs its namespace: namespace: web")
    }
}

/// What a search came to.
struct Found {
    let pods: [Pod]
    /// Where it looked, and what was there: for people who expected more.
    let looked: String
}
