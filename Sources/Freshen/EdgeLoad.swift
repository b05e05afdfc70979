/// How much work a CDN has, or can have, for one distribution: it counts paths and wildcards apart.
package struct EdgeLoad: Sendable, Hashable {
    /// Paths and tags.
    package let paths: Int
    package let wildcards: Int

    package init(paths: Int, wildcards: Int) {
        self.paths = paths
        self.wildcards = wildcards
    }

    /// What is left beside another load; less than nothing where that is more.
    func without(_ other: EdgeLoad) -> EdgeLoad {
        EdgeLoad(paths: paths - other.paths, wildcards: wildcards - other.wildcards)
    }

    /// A load without wildcards fits however many are in progress.
    func fits(in room: EdgeLoad) -> Bool {
        (paths == 0 || paths <= room.paths) && (wildcards == 0 || wildcards <= room.wildcards)
    }
}
