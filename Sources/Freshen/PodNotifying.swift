/// Sends requests to pods, all at once; yields one answer for each request, in the same order.
package protocol PodNotifying {
    /// Sends a request without entries, which revalidates nothing; the answer identifies the process.
    func greet(_ requests: [PodRequest]) -> [PodAnswer]
    /// Revalidates the entries of each request.
    func notify(_ requests: [PodRequest]) -> [PodAnswer]
}
