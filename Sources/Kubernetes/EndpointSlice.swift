internal import Freshen

/// The part of an EndpointSlice that freshen reads.
///
/// A service has one slice for each address family and each set of port numbers, and several where it has many endpoints.
struct EndpointSlice: Decodable {
    struct Port: Decodable {
        let name, `protocol`: String?
        let port: Int?
    }

    struct Endpoint: Decodable {
        struct Conditions: Decodable { let ready, serving, terminating: Bool? }
        struct Reference: Decodable { let kind, name, uid: String? }

        let addresses: [String]
        let conditions: Conditions?
        let targetRef: Reference?

        var podName: String? { targetRef?.kind == "Pod" ? targetRef?.name : nil }

        /// With `publishNotReadyAddresses` a service sets `ready` for every pod; `serving` is the pod's own readiness.
        var isReady: Bool { (conditions?.serving ?? conditions?.ready ?? true) && conditions?.terminating != true }
    }

    let addressType: String
    /// null where there is none, and where the service's pods do not have the named port.
    let ports: [Port]?
    /// null where there is none.
    let endpoints: [Endpoint]?

    func number(of wanted: PodSource.PortReference) -> Int? {
        let tcp = (ports ?? []).filter { ($0.protocol ?? "TCP") == "TCP" }
        let found = tcp.first { wanted.names($0.name, $0.port) }
        return found?.port.flatMap { (1...65535).contains($0) ? $0 : nil }
    }
}

extension [EndpointSlice] {
    /// The processes that serve a port, each once, sorted by name.
    func pods(_ port: PodSource.PortReference, web: String) -> [Pod] {
        // A pod with addresses of both families gets its IPv4 address, in whatever order the slices are.
        let slices = filter { $0.addressType == "IPv4" } + filter { $0.addressType == "IPv6" }
        var known: [String: Pod] = [:]
        for slice in slices {
            guard let number = slice.number(of: port) else { continue }
            for endpoint in slice.endpoints ?? [] {
                guard let address = endpoint.addresses.first, address.isAddress else { continue }
                let url = "http://\(address.asHost):\(number)"
                let pod = Pod(web: web, url: url, label: endpoint.podName ?? url, isReady: endpoint.isReady)
                let identity = endpoint.targetRef?.uid ?? url
                // While slices are rearranged, an endpoint can be in two of them.
                known[identity] = known[identity].map { $0.isReady || $0.url != url ? $0 : pod } ?? pod
            }
        }
        return known.values.sorted { ($0.label, $0.url) < ($1.label, $1.url) }
    }
}

extension PodSource.PortReference {
    /// Whether it refers to the port of this name and number.
    func names(_ name: String?, _ number: Int?) -> Bool {
        switch self {
        case .name(let wanted): name == wanted
        case .number(let wanted): number == wanted
        }
    }
}
