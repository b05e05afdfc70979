/// Finds the pods of a web entry.
package protocol PodFinding {
    /// Every process of the web entry that may hold a page cache now.
    ///
    /// Throws `.tryAgain` if the list cannot be read now, `.refused` if the right to list is missing, and
    /// `.configuration` if the web entry names nothing to list or fewer pods than its `min` are found.
    func pods(of web: WebRule) throws(Failure) -> [Pod]
}
