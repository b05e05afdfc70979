/// Sends revalidation requests to pods, to all of them at once.
///
/// No call throws: a pod that fails stays owed.
package protocol PodNotifying {
    /// Sends a request without entries, which revalidates nothing; the answer identifies the process.
    ///
    /// Returns one answer for each request, in the same order.
    func greet(_ requests: [PodRequest]) -> [PodAnswer]
    /// Revalidates the entries of each request.
    ///
    /// Returns one answer for each request, in the same order.
    func notify(_ requests: [PodRequest]) -> [PodAnswer]
}
