extension SQL {
    /// Whether a row is young: written since the last look.
    ///
    /// Ages are compared, because transaction ids wrap around. A frozen row that is older than 2^31 transactions has a
    /// negative age. Nearly every row is older than the horizon, whose age is constant within a statement, so that
    /// comparison comes first.
    package static func isYoung(_ alias: String) -> SQL {
        SQL(trusted: "(age(\(alias).xmin) <= (SELECT age(") + .parameter(.horizon)
            + SQL(trusted: ")) AND age(\(alias).xmin) >= 0)")
    }
}
