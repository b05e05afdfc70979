internal import Freshen

/// What the kubelet mounts for a pod that speaks to its cluster's API server.
package struct ServiceAccount {
    /// Where it is mounted unless a volume says otherwise.
    package static let mounted = "/var/run/secrets/kubernetes.io/serviceaccount"

    let folder: String
    private let read: (String) -> [UInt8]?

    /// Reads from a folder whenever it is asked: the kubelet puts a new token there from time to time.
    package init(folder: String = mounted, read: @escaping (String) -> [UInt8]?) {
        self.folder = folder
        self.read = read
    }

    /// The file of the only authorities that the API server's certificate may come from.
    var authorities: String { folder + "/ca.crt" }

    /// The namespace that this pod runs in; nil where it is no pod of a cluster.
    var namespace: String? { text("namespace") }

    func token() throws(Failure) -> String {
        guard let token = text("token"), token.utf8.allSatisfy({ (33...126).contains($0) }) else {
            throw .configuration(
                "there is no token in \(folder)/token: give the pod a service account whose token is mounted "
                    + "(automountServiceAccountToken, or a projected volume)")
        }
        return token
    }

    private func text(_ name: String) -> String? {
        guard let bytes = read("\(folder)/\(name)") else { return nil }
        let text = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isWhitespace)
        return text.first.map(String.init)
    }
}
