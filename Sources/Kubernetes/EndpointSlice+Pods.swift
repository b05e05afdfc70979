internal import Freshen

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

extension EndpointSlice {
    fileprivate func number(of wanted: PodSource.PortReference) -> Int? {
        let found = (ports ?? []).first { port in
            guard (port.protocol ?? "TCP") == "TCP" else { return false }
            switch wanted {
            case .name(let name): return port.name == name
            case .number(let number): return port.port == number
            }
        }
        return found?.port.flatMap { (1...65535).contains($0) ? $0 : nil }
    }
}

extension EndpointSlice.Endpoint {
    fileprivate var podName: String? {
        targetRef?.kind == "Pod" ? targetRef?.name : nil
    }

    /// A service may publish pods that are not ready as ready; `serving` is the pod's own readiness.
    fileprivate var isReady: Bool {
        (conditions?.serving ?? conditions?.ready ?? true) && conditions?.terminating != true
    }
}
