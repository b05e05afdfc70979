private import Glibc

/// Work on a thread of its own, so that a session can wait for another one.
package final class Background {
    private final class Work: @unchecked Sendable {
        let body: () throws -> Void
        var failure: (any Error)?

        init(_ body: @escaping () throws -> Void) {
            self.body = body
        }

        func run() {
            do { try body() } catch { failure = error }
        }
    }

    private let work: Work
    private var thread = pthread_t()

    /// Starts at once.
    package init(_ body: @escaping () throws -> Void) {
        work = Work(body)
        let argument = Unmanaged.passRetained(work).toOpaque()
        let status = pthread_create(
            &thread, nil,
            { argument in
                if let argument { Unmanaged<Work>.fromOpaque(argument).takeRetainedValue().run() }
                return nil
            }, argument)
        precondition(status == 0, "no thread")
    }

    /// Waits for the end and throws what the work threw.
    package func join() throws {
        pthread_join(thread, nil)
        if let failure = work.failure { throw failure }
    }
}
