internal import Freshen
internal import PostgresClient

/// How the environment says to log in: `DATABASE_URL` and `DATABASE_PASSWORD_FILE`.
struct DatabaseLogin {
    /// nil: libpq's own variables and files.
    let url: String?
    private let passwordFile: String?

    /// Throws where the password is given twice: nobody could say which one is used.
    init(environment: [String: String]) throws(Failure) {
        url = environment["DATABASE_URL"]
        passwordFile = environment["DATABASE_PASSWORD_FILE"]
        guard passwordFile != nil else { return }
        let isInURL = url.map { Connection.hasPassword($0) } ?? false
        guard isInURL || environment["PGPASSWORD"]?.isEmpty == false else { return }
        throw Failure(
            .configuration,
            "the password is in \(isInURL ? "DATABASE_URL" : "PGPASSWORD"), and DATABASE_PASSWORD_FILE is set: keep one of "
                + "the two")
    }

    /// Reads the file for each login, because a password that expires is replaced there; nil: there is no file.
    var password: PasswordReading? {
        guard let file = passwordFile else { return nil }
        return { () throws(PostgresError) -> String in try Self.password(in: file) }
    }

    private static func password(in file: String) throws(PostgresError) -> String {
        let name = "the file \(file) of DATABASE_PASSWORD_FILE"
        guard let bytes = System.contents(of: file) else {
            throw PostgresError(kind: .settings, message: "cannot read \(name): \(System.lastError)")
        }
        guard let text = String(validating: bytes, as: UTF8.self), !text.contains("\0") else {
            throw PostgresError(kind: .settings, message: "\(name) has a byte that no password has")
        }
        // What an editor or `echo` adds at the end. "\r\n" is one character.
        let password = text.last?.isNewline == true ? String(text.dropLast()) : text
        guard !password.isEmpty else { throw PostgresError(kind: .settings, message: "\(name) is empty") }
        return password
    }
}
