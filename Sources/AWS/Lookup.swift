/// A name of freshen.yaml for something that AWS names otherwise.
package enum Lookup: Hashable, Sendable {
    /// A domain name, for the id of the distribution or the tenant that serves it.
    case alias(String)
    /// An output of a stack, for its value.
    case output(String, stack: String, region: String)

    /// The kind in one word.
    package var kind: String {
        switch self {
        case .alias: "alias"
        case .output: "output"
        }
    }

    /// The name within the kind.
    package var name: String {
        switch self {
        case .alias(let name): name
        case .output(let output, let stack, let region): [region, stack, output].joined(separator: "/")
        }
    }
}

/// Keeps what names stand for, so that AWS is not asked in each run.
package protocol LookupKeeping {
    /// What a name stood for when AWS was asked; nil: that is not known, or too long ago.
    func value(of lookup: Lookup) -> String?
    /// Keeps what AWS has said; nil: what was kept is wrong.
    func keep(_ value: String?, for lookup: Lookup)
}

extension LookupKeeping {
    /// What is kept, or else what `find` finds, which is kept then.
    ///
    /// `gone` is a value that AWS no longer knows: if it is the kept one, it is found anew. Nil where `find` finds none.
    package func value(
        of lookup: Lookup, otherThan gone: String?, _ find: () throws(AWSError) -> String?
    ) throws(AWSError) -> String? {
        if let kept = value(of: lookup), kept != gone { return kept }
        let found = try find()
        keep(found, for: lookup)
        return found
    }
}

/// Keeps lookups as long as the process runs.
package final class MemoryLookups: LookupKeeping {
    private var values: [Lookup: String] = [:]

    package init() {}

    package func value(of lookup: Lookup) -> String? { values[lookup] }

    package func keep(_ value: String?, for lookup: Lookup) { values[lookup] = value }
}
