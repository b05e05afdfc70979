/// An expression for a text that changes when a table or one of its children is altered, rewritten or renamed.
///
/// `oid` is an expression, too. The value is null if there is no such table.
package func tableState(of oid: String) -> String {
    "(\(tableParts(of: oid, selecting: tableStateOfParts)))"
}

/// A query that selects `columns` from the rows of `pg_class`, named `p`, of the table and of all tables that inherit from it.
package func tableParts(of oid: String, selecting columns: String) -> String {
    """
    WITH RECURSIVE part(oid) AS (SELECT \(oid) UNION SELECT i.inhrelid FROM pg_inherits i JOIN part ON i.inhparent = part.oid)
    SELECT \(columns) FROM pg_class p JOIN part ON part.oid = p.oid
    """
}

/// `tableState` as a column of `tableParts`.
package let tableStateOfParts = """
    md5(string_agg(concat_ws(' ', p.oid, p.relnamespace, p.relname, pg_relation_filenode(p.oid), \(columnsOfPart)),
      ';' ORDER BY p.oid))
    """

/// The numbers, names and types of a table's columns, as a part of a column of `tableParts`.
package let columnsOfPart = """
    (SELECT string_agg(concat_ws(' ', a.attnum, a.attname, a.atttypid, a.atttypmod, a.attcollation), ',' ORDER BY a.attnum)
       FROM pg_attribute a WHERE a.attrelid = p.oid AND a.attnum > 0 AND NOT a.attisdropped)
    """
