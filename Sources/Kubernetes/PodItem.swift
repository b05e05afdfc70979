internal import Freshen

/// The part of a pod that freshen reads.
struct PodItem: Decodable {
    struct Metadata: Decodable {
        let name, uid: String
        /// The end of the grace period of a pod that is being deleted; nil: it is not being deleted.
        let deletionTimestamp: String?
    }

    struct Spec: Decodable {
        let containers: [Container]
        let initContainers: [Container]?
    }

    struct Container: Decodable {
        struct Port: Decodable {
            let name: String?
            let containerPort: Int
            let `protocol`: String?
        }

        let name: String
        let restartPolicy: String?
        let ports: [Port]?

        func number(of wanted: PodSource.PortReference) -> Int? {
            let tcp = (ports ?? []).filter { ($0.protocol ?? "TCP") == "TCP" && (1...65535).contains($0.containerPort) }
            return tcp.first { wanted.names($0.name, $0.containerPort) }?.containerPort
        }
    }

    struct Status: Decodable {
        struct Condition: Decodable { let type, status: String }
        struct Address: Decodable { let ip: String }

        let phase, podIP: String?
        let podIPs: [Address]?
        let conditions: [Condition]?
        let containerStatuses, initContainerStatuses: [ContainerStatus]?
    }

    struct ContainerStatus: Decodable {
        struct State: Decodable {
            struct Running: Decodable {}
            let running: Running?
        }

        let name: String
        /// While the container waits to be restarted, the id of the one that ended.
        let containerID: String?
        let state: State?
    }

    let metadata: Metadata
    let spec: Spec
    let status: Status

    /// The process that serves a port; nil where none runs, or it has no address.
    func pod(_ port: PodSource.PortReference, web: String) -> Pod? {
        guard status.phase == "Running", let address = status.podIP ?? status.podIPs?.first?.ip, address.isAddress,
            let (number, container) = process(port)
        else { return nil }
        return Pod(
            web: web, name: "\(metadata.uid)/\(container)", url: "http://\(address.asHost):\(number)",
            label: metadata.name, isReady: isReady)
    }

    /// On a lost node a pod stays Running and its containers ready; only the pod's own condition changes.
    private var isReady: Bool {
        metadata.deletionTimestamp == nil
            && status.conditions?.contains { $0.type == "Ready" && $0.status == "True" } == true
    }

    /// The number of the port, and the id of the running container that declares it.
    private func process(_ port: PodSource.PortReference) -> (port: Int, container: String)? {
        // Init containers that are always restarted are sidecars.
        let containers = spec.containers + (spec.initContainers ?? []).filter { $0.restartPolicy == "Always" }
        for container in containers {
            if let number = container.number(of: port), let id = runningID(of: container) { return (number, id) }
        }
        // A port need not be declared: an undeclared number is that of the only container.
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
