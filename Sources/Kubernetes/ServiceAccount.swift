internal import Freshen

/// The service account of this pod, as the kubelet mounts it.
package struct ServiceAccount: Sendable {
    /// Where it is mounted by default.
    package static let mounted = "/var/run/secrets/kubernetes.io/serviceaccount"

    let folder: String
    private let read: @Sendable (String) -> [UInt8]?

    /// Reads `folder` anew for each value, because the kubelet replaces the token from time to time.
    package init(folder: String = mounted, read: @escaping @Sendable (String) -> [UInt8]?) {
        self.folder = folder
        self.read = read
    }

    /// The file with the certificate authorities of the API server.
    var authorities: String { folder + "/ca.crt" }

    /// The namespace of this pod; nil: this process runs in no pod.
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
        let text = read("\(folder)/\(name)").map { String(decoding: $0, as: UTF8.self) }
        return text?.split(whereSeparator: \.isWhitespace).first.map(String.init)
    }
}
