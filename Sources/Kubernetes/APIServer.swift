internal import Freshen

/// An API server, and the account to sign in with.
struct APIServer {
    let url: String
    /// nil: the server is `kubectl proxy`, which signs in itself.
    let account: ServiceAccount?

    /// The server that freshen.yaml names, else the one of the cluster in which this process runs.
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
