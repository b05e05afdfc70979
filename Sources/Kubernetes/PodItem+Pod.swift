internal import Freshen

extension PodItem {
    /// The process behind a port; nil where none runs, or none can be reached.
    func pod(_ port: PodSource.Port, web: String) -> Pod? {
        guard status.phase == "Running", let address = status.podIP ?? status.podIPs?.first?.ip, address.isAddress,
            let (number, container) = process(port)
        else { return nil }
        return Pod(
            target: Target(kind: .pod, web: web, name: "\(metadata.uid)/\(container)"),
            url: "http://\(address.asHost):\(number)", label: metadata.name, isReady: isReady)
    }

    /// A lost node's pod stays Running, and its containers ready: only the pod's own condition tells.
    private var isReady: Bool {
        metadata.deletionTimestamp == nil
            && status.conditions?.contains { $0.type == "Ready" && $0.status == "True" } == true
    }

    /// The number of the port, and the id of the running container that declares it.
    private func process(_ port: PodSource.Port) -> (port: Int, container: String)? {
        // Of the containers that begin before the others, those that go on beside them are sidecars.
        let containers = spec.containers + (spec.initContainers ?? []).filter { $0.restartPolicy == "Always" }
        for container in containers {
            if let number = container.number(of: port), let id = runningID(of: container) { return (number, id) }
        }
        // Ports need not be declared; then a number can only belong to the one container there is.
        guard case .number(let number) = port, spec.containers.count == 1,
            !containers.contains(where: { $0.number(of: port) != nil }),
            let id = runningID(of: spec.containers[0])
        else { return nil }
        return (number, id)
    }

    private func runningID(of container: Container) -> String? {
        let statuses = (status.containerStatuses ?? []) + (status.initContainerStatuses ?? [])
        guard let status = statuses.first(where: { $0.name == container.name }), status.state?.running != nil,
            let id = status.containerID, !id.isEmpty
        else { return nil }
        return id
    }
}

extension PodItem.Container {
    fileprivate func number(of wanted: PodSource.Port) -> Int? {
        let tcp = (ports ?? []).filter { ($0.protocol ?? "TCP") == "TCP" && (1...65535).contains($0.containerPort) }
        switch wanted {
        case .name(let name): return tcp.first { $0.name == name }?.containerPort
        case .number(let number): return tcp.first { $0.containerPort == number }?.containerPort
        }
    }
}

extension String {
    /// Whether it can be an IP address: what goes into a URL comes from elsewhere.
    var isAddress: Bool {
        !isEmpty && utf8.allSatisfy { "0123456789abcdefABCDEF.:".utf8.contains($0) }
    }
}
