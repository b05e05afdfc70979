/// The part of a pod that freshen reads.
struct PodItem: Decodable {
    struct Metadata: Decodable {
        let name, uid: String
        /// The end of the grace period of a pod that is being deleted; nil: it is not.
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
        /// While the container waits to be restarted, the id of the one that ended.
        let containerID: String?
        let state: State?
    }

    let metadata: Metadata
    let spec: Spec
    let status: Status
}
