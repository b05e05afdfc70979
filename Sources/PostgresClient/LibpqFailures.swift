/// What libpq's own messages mean: it has no codes.
///
/// A message that is not listed is a failure of the network, which may pass. Source: `fe-connect.c`, `fe-auth.c`,
/// `fe-secure.c` and `fe-secure-openssl.c` of PostgreSQL 13 to 18.
enum LibpqFailures {
    /// What helps after the failure that a line of libpq's message describes.
    static func remedy(_ line: String) -> Remedy {
        if access.contains(where: line.contains) { return .access }
        let isSetting = beginnings.contains(where: line.hasPrefix) || parts.contains(where: line.contains)
        return isSetting ? .correction : .waiting
    }

    /// The login cannot be made without something that is missing.
    private static let access = ["no password supplied", "empty password returned by client"]

    /// How messages about the connection string, the service file and the variables begin.
    private static let beginnings = [
        "definition of service", "service file", "syntax error in service file", "line ", "nested service", "invalid ",
        "could not match", "could not parse", "missing \"=\"", "unterminated quoted string", "forbidden value",
        "end of string reached", "unexpected character", "unexpected spaces", "extra key/value separator",
        "missing key/value separator", "require_auth method", "negative require_auth", "weak sslmode",
    ]

    /// What messages say that a setting, a file or a certificate must be corrected for.
    private static let parts = [
        // The values of settings.
        "invalid port number", "invalid integer value", "invalid connection option", "invalid when SSL support",
        "invalid when GSSAPI support", "Unix-domain socket path", "could not parse network address",
        "local user with ID", "could not look up local user ID", "no PostgreSQL user name specified",
        "authentication method requirement", "requirepeer",
        // Files.
        "root certificate file", "root.crt", "could not open certificate file", "could not read certificate file",
        "private key file", "private SSL key", "SSL engine", "home directory", "could not load system root certificate",
        "could not open service file", "certificate revocation list",
        // What the server offers does not fit the settings, or no PostgreSQL listens there.
        "certificate verify failed", "does not match host name", "host name must be specified",
        "server's host name from server certificate", "server does not support SSL",
        "GSSAPI encryption required", "doesn't support GSSAPI encryption", "server certificate",
        "channel binding", "SCRAM-SHA-256-PLUS", "SSL protocol version", "unsupported protocol", "wrong version number",
        "no protocols available", "alert protocol version", "alert handshake failure", "alert unknown ca",
        "alert bad certificate", "alert certificate", "did not request an SSL certificate", "no application protocol",
        "received invalid response to", "expected authentication request", "authentication method",
        "authentication not supported", "unsupported frontend protocol", "protocol version",
    ]
}
