internal import Freshen
internal import LedgerSQL
internal import PostgresClient

extension Row {
    /// An instant that is never null, selected as `SQL.microseconds`.
    func instant(_ name: String) throws -> Instant {
        Instant(microseconds: Int64(try int(name)))
    }

    /// An instant, selected as `SQL.microseconds`; null is nil.
    func optionalInstant(_ name: String) throws -> Instant? {
        try optionalInt(name).map { Instant(microseconds: Int64($0)) }
    }
}

extension SQL {
    /// An instant since the epoch, or an interval, in whole microseconds.
    static func microseconds(_ expression: SQL) -> SQL {
        "(extract(epoch FROM " + expression + ") * 1000000)::bigint"
    }
}
