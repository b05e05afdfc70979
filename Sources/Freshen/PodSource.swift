/// Where the pods of a web entry are listed.
package enum PodSource: Sendable, Hashable {
    /// A port, by the name that the pod or the service gives it or by its number.
    package enum PortReference: Sendable, Hashable, CustomStringConvertible {
        case name(String)
        case number(Int)

        /// The name or the number.
        package var description: String {
            switch self {
            case .name(let name): name
            case .number(let number): "\(number)"
            }
        }
    }

    /// Base URLs, one for each process.
    case urls([String])
    /// Pods by their labels; a nil `namespace` is freshen's own, and a nil `api` (a URL) the cluster's own server.
    case selector(namespace: String?, selector: String, port: PortReference, api: String?)
    /// The endpoints of a service; `namespace` and `api` as with a selector.
    case service(namespace: String?, name: String, port: PortReference, api: String?)
    /// The addresses of a DNS name, such as that of a headless service.
    case dns(name: String, port: Int)
}
