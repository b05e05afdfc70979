internal import LedgerSQL
internal import PostgresClient

/// An expression for the oid of the CMS's table of a name; null where there is none.
///
/// It stands within `inSnapshot` alone. `name` is an expression, too; a column in it has its table's name before it. As
/// PostgreSQL does, this takes the first schema of the search path that has such a table, but never the ledger's: with the
/// role's own name in the path (`"$user"`), that schema would hide tables called `item` or `run`.
func cmsTable(named name: String) -> String {
    """
    (SELECT named.oid FROM jsonb_array_elements_text(\(Connection.sessionPath)) WITH ORDINALITY AS path(schema, place)
       JOIN pg_namespace AS space ON space.nspname = path.schema
       JOIN pg_class AS named ON named.relnamespace = space.oid AND named.relname = \(name)
     WHERE NOT \(LedgerName.isSchemaOfLedger("space")) ORDER BY path.place LIMIT 1)
    """
}
