/// Keeps which distributions, or tenants, aliases stand for, so that AWS is not asked in each run.
package protocol AliasKeeping {
    /// What an alias stood for when AWS was asked; nil: that is not known, or too long ago.
    func id(of alias: String) -> String?
    /// Keeps what AWS has said; nil: nothing stands for it now.
    func keep(_ id: String?, for alias: String)
}

/// Keeps aliases as long as the process runs.
package final class MemoryAliases: AliasKeeping {
    private var ids: [String: String] = [:]

    package init() {}

    package func id(of alias: String) -> String? { ids[alias] }

    package func keep(_ id: String?, for alias: String) { ids[alias] = id }
}
