private import Glibc
private import Synchronization

/// A cluster that takes connections over TCP with TLS only, on a loopback address of its own.
///
/// Its certificate names `right.test`. The role `scram` logs in with its password, every other one without.
package struct TLSServer: Sendable {
    /// The name in the server's certificate.
    package static let host = "right.test"
    private static let count = Atomic<Int>(1)

    /// The cluster.
    package let server: PostgresServer
    private let address: String

    /// Starts it, with a new authority.
    package init() throws {
        let number = Self.count.add(1, ordering: .relaxed).oldValue
        address = "127.\(getpid() % 199 + 1).\(getpid() / 199 % 250).\(number)"
        server = try PostgresServer.start(settings: ["listen_addresses=\(address)"])
        let database = server.conninfo(database: "postgres")
        try server.runSQL("create table made (line text); copy made from program $$\(Self.script)$$", in: database)
        try server.runSQL("alter system set ssl = on", in: database)
        try server.stop()
        try server.startAgain()
    }

    /// The file of a certificate of the server's data folder: `ca` has signed the server's, `other` has not.
    package func certificate(_ name: String) -> String { "\(server.socketFolder)/data/\(name).crt" }

    /// A connection string with verification, for the server's certificate unless `host` is another name.
    package func conninfo(
        _ host: String = Self.host, database: String = "postgres", user: String = "postgres", authority: String = "ca"
    ) -> String {
        "host=\(host) hostaddr=\(address) dbname=\(database) user=\(user) sslmode=verify-full "
            + "sslrootcert=\(certificate(authority))"
    }

    /// Run by the server, so that it owns its key.
    private static let script = """
        set -e
        new() { openssl req -x509 -newkey rsa:2048 -nodes -days 2 "$@" 2>&1; }
        for name in ca other; do new -keyout $name.key -out $name.crt -subj /CN=$name; done
        new -CA ca.crt -CAkey ca.key -keyout server.key -out server.crt -subj /CN=server \
            -addext subjectAltName=DNS:right.test -addext basicConstraints=critical,CA:FALSE
        echo 'hostssl all scram 127.0.0.0/8 scram-sha-256' >> pg_hba.conf
        echo 'hostssl all all 127.0.0.0/8 trust' >> pg_hba.conf
        """
}
