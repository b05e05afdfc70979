/// Finds the pods of a web entry.
package protocol PodFinding {
    /// Every process of the web entry that may hold a page cache now.
    ///
    /// Throws `.tryAgain` where the list cannot be had now, `.refused` where the right to list is missing, and
    /// `.configuration` where the web entry names nothing to list or fewer pods than its `min` are found.
    func pods(of web: WebRule) throws(Failure) -> [Pod]
}
