/// A folder whose files are compared with the objects of a bucket.
package struct ComparedFolder: Sendable, Hashable {
    /// The folder's path.
    package let path: String
    /// The bucket's name.
    package let bucket: String
    /// What the keys begin with, before a file's path within the folder: empty, or with a `/` at its end.
    package let prefix: String

    package init(path: String, bucket: String, prefix: String) {
        self.path = path
        self.bucket = bucket
        self.prefix = prefix
    }
}

/// How the files of a folder differ from the objects of a bucket.
package struct FolderChanges: Sendable {
    /// How many files there are.
    package let files: Int
    /// The keys of the files that differ or have no object, in the order of their bytes.
    package var keys: [String] = []
    /// How many files have an object of their size whose content cannot be compared, so that the dates decide.
    package var byDate = 0

    package init(files: Int) {
        self.files = files
    }
}

/// Compares folders with buckets.
package protocol FolderComparing {
    /// Which files differ; throws a failure where the folder or the bucket cannot be read.
    func changes(_ folder: ComparedFolder) throws(Failure) -> FolderChanges
}
