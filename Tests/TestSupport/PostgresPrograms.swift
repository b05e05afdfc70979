private import Glibc

/// Finds the server's programs: Debian installs `initdb` and `pg_ctl` outside of PATH.
enum PostgresPrograms {
    /// The folder in `PGBIN`, else the one that `pg_config` prints, else that of the highest installed version.
    static func folder() throws(TestSupportError) -> String {
        let candidates = [fromEnvironment(), fromConfig()] + installed().map(Optional.some)
        for case let folder? in candidates where access("\(folder)/initdb", X_OK) == 0 { return folder }
        throw TestSupportError("no initdb found; install PostgreSQL or set PGBIN to its bin folder")
    }

    private static func fromEnvironment() -> String? {
        getenv("PGBIN").map { String(cString: $0) }
    }

    private static func fromConfig() -> String? {
        guard let result = try? Subprocess("pg_config", ["--bindir"]).finish(), result.status == 0 else { return nil }
        return String(result.output.prefix { !$0.isNewline })
    }

    private static func installed() -> [String] {
        var found = glob_t()
        defer { globfree(&found) }
        guard glob("/usr/lib/postgresql/*/bin", 0, nil, &found) == 0 else { return [] }
        let folders = (0..<Int(found.gl_pathc)).compactMap { found.gl_pathv[$0].map { String(cString: $0) } }
        return folders.sorted { version($0) > version($1) }
    }

    private static func version(_ folder: String) -> Int {
        Int(folder.split(separator: "/").dropLast().last ?? "") ?? 0
    }
}
