private import Glibc

/// A thread that runs a closure, so that a test can have one session wait for another.
package final class BackgroundThread {
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

    /// Starts the thread.
    package init(_ body: @escaping () throws -> Void) {
        work = Work(body)
        let argument = Unmanaged.passRetained(work).toOpaque()
        let status = pthread_create(
            &thread, nil,
            { argument in
                if let argument { Unmanaged<Work>.fromOpaque(argument).takeRetainedValue().run() }
                return nil
            }, argument)
        precondition(status == 0, "cannot start a thread")
    }

    /// Waits until the closure has ended; throws the error that it threw.
    package func join() throws {
        pthread_join(thread, nil)
        if let failure = work.failure { throw failure }
    }
}
