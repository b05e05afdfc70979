/// Where the pods of a web entry are listed.
package enum PodSource: Sendable, Hashable {
    /// A port by the name that the pod or the service gives it, or by its number.
    package enum Port: Sendable, Hashable, CustomStringConvertible {
        case name(String)
        case number(Int)

        package var description: String {
            switch self {
            case .name(let name): name
            case .number(let number): "\(number)"
            }
        }
    }

    /// Base URLs, each one process.
    case urls([String])
    /// Pods by their labels.
    ///
    /// A namespace of nil is freshen's own; `api` is the API server's URL where it is not the cluster's own (`kubectl
    /// proxy`).
    case selector(namespace: String?, selector: String, port: Port, api: String?)
    /// The endpoints of a service; `namespace` and `api` as with a selector.
    case service(namespace: String?, name: String, port: Port, api: String?)
    /// The addresses of a name: a headless service.
    case dns(name: String, port: Int)
}
