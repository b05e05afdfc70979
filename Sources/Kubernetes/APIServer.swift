internal import Freshen

/// An API server, and the service account to authenticate with.
struct APIServer {
    let url: String
    /// nil: the server is `kubectl proxy`, which needs no token.
    let account: ServiceAccount?

    /// The server that freshen.yaml names, else the one of the cluster in which this process runs.
    init(named api: String?, environment: [String: String], account: ServiceAccount) throws(Failure) {
        if let api {
            (url, self.account) = (api, nil)
            return
        }
        guard let host = environment["KUBERNETES_SERVICE_HOST"], !host.isEmpty else {
            throw .configuration(
                "freshen does not run in a pod (KUBERNETES_SERVICE_HOST is not set), so name an API server: "
                    + "api: \"http://127.0.0.1:8001\" for `kubectl proxy`")
        }
        let port = environment["KUBERNETES_SERVICE_PORT"] ?? "443"
        url = "https://\(host.asHost):\(port)"
        self.account = account
    }
}
