private import Glibc

/// A pipe whose reading end a test passes as interrupt descriptor.
package final class Interrupt: Sendable {
    private let ends: [Int32]
    /// Becomes readable when `fire` is called.
    package var descriptor: Int32 { ends[0] }

    package init() throws(TestSupportError) {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw TestSupportError("no pipe: \(String(cString: strerror(errno)))") }
        self.ends = ends
    }

    deinit {
        for end in ends { close(end) }
    }

    package func fire() {
        precondition(write(ends[1], "!", 1) == 1, "cannot write to an empty pipe")
    }
}
