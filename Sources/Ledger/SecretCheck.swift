internal import Freshen
internal import PostgresClient

/// Finds what the database role can read of Directus' own tables although no page is made from it.
///
/// Most of these tables hold secrets: of sessions, shares, flows, settings; revisions hold old values of all others. So each
/// of them counts but those that say what the content means and who may see it, and files, as in sql/role.sql.
struct SecretCheck {
    let connection: Connection

    func finding() throws -> Finding {
        let names = try connection.query(
            """
            WITH \(Self.readable) SELECT DISTINCT name FROM readable ORDER BY 1
            """
        ).map { try $0.text("name") }
        guard !names.isEmpty else { return .ok("role", "secrets", "it cannot read passwords or tokens of Directus") }
        let revokes = try connection.query(Self.revokes).map { try $0.text("revoke") }
        let remedy =
            revokes.isEmpty
            ? "it does so as a superuser, as the tables' owner or as a member of such a role: let freshen log in as the role of "
                + "sql/role.sql"
            : "run sql/role.sql again, or " + revokes.joined(separator: "; ")
        return .warning(
            "role", "secrets", "it can read \(names.joined(separator: ", ")), which no page needs: \(remedy)")
    }

    /// `readable`: each column with a secret that the role can read, and each view that the role can read and that uses such
    /// a column directly.
    ///
    /// A view reads with the rights of its owner unless `security_invoker` is set.
    private static let readable = """
        secret AS (
          SELECT c.oid, c.relacl, a.attnum, a.attname, a.attacl,
            c.relname || CASE WHEN c.relname = 'directus_users' THEN '.' || a.attname ELSE '' END AS name
          FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
          WHERE c.relkind IN ('r', 'p', 'v', 'm') AND c.relname LIKE 'directus\\_%' AND a.attnum > 0 AND NOT a.attisdropped
            AND CASE c.relname WHEN 'directus_users' THEN a.attname IN ('password', 'token', 'tfa_secret', 'auth_data')
              ELSE c.relname NOT IN ('directus_access', 'directus_collections', 'directus_fields', 'directus_files',
                'directus_folders', 'directus_permissions', 'directus_policies', 'directus_relations', 'directus_roles',
                'directus_translations') END),
        view AS (
          SELECT v.oid, v.relacl, NULL::name, NULL::aclitem[], v.relname || ' (' || secret.name || ')'
          FROM secret JOIN pg_depend d ON d.refclassid = 'pg_class'::regclass AND d.refobjid = secret.oid
            AND d.refobjsubid = secret.attnum AND d.classid = 'pg_rewrite'::regclass
          JOIN pg_rewrite AS rule ON rule.oid = d.objid JOIN pg_class v ON v.oid = rule.ev_class AND v.oid <> secret.oid
          WHERE v.relkind IN ('v', 'm') AND has_table_privilege(v.oid, 'SELECT')
            AND NOT EXISTS (SELECT FROM unnest(v.reloptions) AS option WHERE option ~ '^security_invoker=(true|on|yes|1)$')),
        readable AS (
          SELECT shown.*, format('%I.%I', n.nspname, c.relname) AS table FROM (
            SELECT oid, relacl, attname, attacl, name FROM secret WHERE has_column_privilege(oid, attnum, 'SELECT')
            UNION ALL SELECT * FROM view) AS shown
          JOIN pg_class c ON c.oid = shown.oid JOIN pg_namespace n ON n.oid = c.relnamespace
          WHERE has_schema_privilege(n.oid, 'USAGE'))
        """

    /// A REVOKE for each role that has the right and that this role has the rights of: itself, a group, PUBLIC.
    private static let revokes = """
        WITH \(readable), given AS (
          SELECT r.table, '' AS columns, g.grantee, g.privilege_type FROM readable AS r, aclexplode(r.relacl) AS g
          UNION SELECT r.table, ' (' || string_agg(quote_ident(r.attname), ', ') || ')', g.grantee, g.privilege_type
          FROM readable AS r, aclexplode(r.attacl) AS g GROUP BY r.table, g.grantee, g.privilege_type)
        SELECT format('REVOKE SELECT%s ON %s FROM %s', columns, string_agg(given.table, ', ' ORDER BY given.table),
          coalesce(quote_ident(rolname), 'PUBLIC')) AS revoke
        FROM given LEFT JOIN pg_roles ON pg_roles.oid = grantee
        WHERE privilege_type = 'SELECT' AND (grantee = 0 OR pg_has_role(grantee, 'USAGE'))
        GROUP BY columns, rolname ORDER BY columns, rolname
        """
}
