internal import Freshen

/// Where an API server is, and by whose account it is asked.
struct APIServer {
    let url: String
    /// nil behind `kubectl proxy`, which signs in by itself.
    let account: ServiceAccount?

    /// The server that a file names, or that of the cluster in which this process runs.
    init(named api: String?, environment: [String: String], account: ServiceAccount) throws(Failure) {
        if let api {
            (url, self.account) = (api, nil)
            return
        }
        guard let host = environment["KUBERNETES_SERVICE_HOST"], !host.isEmpty else {
            throw .configuration(
                "this is no pod of a cluster (KUBERNETES_SERVICE_HOST is not set), so name an API server: "
                    + "api: \"http://127.0.0.1:8001\" for `kubectl proxy`")
        }
        let port = environment["KUBERNETES_SERVICE_PORT"] ?? "443"
        url = "https://\(host.asHost):\(port)"
        self.account = account
    }
}

extension String {
    /// An address as a URL holds it: one of IPv6 stands in brackets.
    var asHost: String { contains(":") ? "[\(self)]" : self }
}
