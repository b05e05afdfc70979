import Testing

@testable import PostgresClient

/// Messages of libpq 13 to 18, as its sources write them.
@Suite struct LibpqFailuresTests {
    private static let place = #"connection to server at "db" (10.0.0.1), port 5432 failed: "#

    @Test(arguments: [
        #"could not translate host name "db" to address: Name or service not known"#,
        #"could not translate host name "db" to address: Temporary failure in name resolution"#,
        "could not connect to server: Connection refused", place + "Connection refused",
        place + "Connection timed out", place + "No route to host", place + "timeout expired",
        #"connection to server on socket "/run/.s.PGSQL.5432" failed: No such file or directory"#,
        place + "server closed the connection unexpectedly", place + "SSL connection has been closed unexpectedly",
        place + "SSL SYSCALL error: Connection reset by peer", place + "SSL SYSCALL error: EOF detected",
        place + "could not receive data from server: Connection timed out",
        place + "session is read-only", place + "session is not read-only", place + "server is in hot standby mode",
        place + "server is not in hot standby mode", #"could not make a writable connection to server "db:5432""#,
    ])
    func `a failure of the network may pass, and so may a standby`(line: String) {
        #expect(LibpqFailures.remedy(line) == .waiting)
    }

    @Test(arguments: [
        // The connection string, the variables and the service file.
        #"definition of service "x" not found"#, #"service file "/x" not found"#,
        #"syntax error in service file "/x", line 2"#, #"line 2 too long in service file "/x""#,
        #"nested service specifications not supported in service file "/x", line 2"#,
        "could not match 3 port numbers to 2 hosts", "could not match 3 host names to 2 hostaddr values",
        #"invalid port number: "99999""#, #"invalid sslmode value: "banana""#,
        #"invalid target_session_attrs value: "nope""#, #"invalid channel_binding value: "x""#,
        #"invalid load_balance_hosts value: "x""#, #"invalid "max_protocol_version" value: "x""#,
        #"invalid integer value "x" for connection option "port""#, #"invalid connection option "x""#,
        #"invalid ssl_min_protocol_version value: "x""#, "invalid SSL protocol version range",
        #"sslmode value "require" invalid when SSL support is not compiled in"#,
        #"gssencmode value "require" invalid when GSSAPI support is not compiled in"#,
        #"weak sslmode "prefer" may not be used with sslnegotiation=direct (use "require", "verify-ca", or "verify-full")"#,
        #"weak sslmode "require" may not be used with sslrootcert=system (use "verify-full")"#,
        #"require_auth method "x" is specified more than once"#, #"invalid require_auth value: "x""#,
        #"Unix-domain socket path "/x" is too long (maximum 107 bytes)"#,
        #"could not parse network address "300.1.1.1": Name or service not known"#,
        "local user with ID 54321 does not exist", "could not look up local user ID 54321: Success",
        // Files.
        #"root certificate file "/x" does not exist"#, place + #"root certificate file "/x" does not exist"#,
        place + #"could not read root certificate file "/x": no certificate or crl found"#,
        place + "could not load system root certificate paths: x",
        place + "could not get home directory to locate root certificate file",
        place + #"could not open certificate file "/x": Permission denied"#,
        place + #"could not read certificate file "/x": bad end line"#,
        place + #"certificate present, but not private key file "/x""#,
        place + #"private key file "/x" has group or world access; file must have permissions u=rw (0600) or less"#,
        place + #"could not load private key file "/x": key values mismatch"#,
        place + #"certificate does not match private key file "/x": key values mismatch"#,
        // What the server offers.
        place + "SSL error: certificate verify failed", place + "SSL error: certificate verify failed: expired",
        place + #"server certificate for "a" does not match host name "b""#,
        place + #"server certificate for "a" (and 2 other names) does not match host name "b""#,
        place + "host name must be specified for a verified SSL connection",
        place + "could not get server's host name from server certificate",
        place + "server does not support SSL, but SSL was required",
        place + "server doesn't support GSSAPI encryption, but it was required",
        place + "GSSAPI encryption required but was impossible (possibly no credential cache)",
        place + "channel binding is required, but server did not offer an authentication method that supports it",
        place + "channel binding required, but SSL not in use",
        place + "channel binding required but not supported by server's authentication request",
        place + "channel binding required, but server authenticated client without channel binding",
        place + #"authentication method requirement "scram-sha-256" failed: server requested MD5 authentication"#,
        place + "SSL error: unsupported protocol", place + "SSL error: tlsv1 alert protocol version",
        place + "SSL error: sslv3 alert handshake failure", place + "SSL error: tlsv1 alert unknown ca",
        place + "SSL error: tlsv13 alert certificate required", place + "SSL error: wrong version number",
        place + "SSL error: no application protocol", place + "received invalid response to SSL negotiation: H",
        place + "expected authentication request from server, but received H",
        place + #"requirepeer specifies "a", but actual peer user name is "b""#,
        place + "authentication method 12 not supported", place + "GSSAPI authentication not supported",
        place + #"server only supports protocol version 3.0, but "min_protocol_version" was set to 3.2"#,
    ])
    func `a setting, a file or a server that does not fit must be corrected`(line: String) {
        #expect(LibpqFailures.remedy(line) == .correction)
    }

    @Test(arguments: ["fe_sendauth: no password supplied", "empty password returned by client"])
    func `without a password a login is refused`(line: String) {
        #expect(LibpqFailures.remedy(Self.place + line) == .access)
    }
}
