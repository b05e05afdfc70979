/// How much work a CDN has, or can have, for one distribution; paths and wildcards have limits of their own.
package struct InvalidationLoad: Sendable, Hashable {
    /// Paths and tags.
    package let paths: Int
    /// Items that end in `*`.
    package let wildcards: Int

    package init(paths: Int, wildcards: Int) {
        self.paths = paths
        self.wildcards = wildcards
    }

    /// This load minus another; may be negative.
    func without(_ other: InvalidationLoad) -> InvalidationLoad {
        InvalidationLoad(paths: paths - other.paths, wildcards: wildcards - other.wildcards)
    }

    /// Whether the load fits; one without wildcards fits however many wildcards are in progress.
    func fits(in room: InvalidationLoad) -> Bool {
        (paths == 0 || paths <= room.paths) && (wildcards == 0 || wildcards <= room.wildcards)
    }
}
