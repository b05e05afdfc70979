/// What a list of pods says of one, as far as it matters here.
struct PodItem: Decodable {
    struct Metadata: Decodable {
        let name, uid: String
        /// Set while it is being deleted; it lies in the future.
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
        /// Of a container that waits to be started again, the dead one's.
        let containerID: String?
        let state: State?
    }

    let metadata: Metadata
    let spec: Spec
    let status: Status
}
