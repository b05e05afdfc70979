internal import Glibc
internal import Synchronization

/// The state and the threads of a stand-in.
final class StandInCore: Sendable {
    private struct State {
        var requests: [RequestSeen] = []
        var connections = 0
        var open: Set<Int32> = []
        var threads: [pthread_t] = []
        var isStopping = false
    }

    let port: UInt16
    private let listener: Int32
    private let handler: @Sendable (RequestSeen) -> Behaviour
    private let state = Mutex(State())

    var requests: [RequestSeen] { state.withLock { $0.requests } }
    var connections: Int { state.withLock { $0.connections } }

    init(_ handler: @escaping @Sendable (RequestSeen) -> Behaviour) throws(TestSupportError) {
        signal(SIGPIPE, SIG_IGN)
        self.handler = handler
        (listener, port) = try listen()
    }

    deinit {
        close(listener)
    }

    func start() throws(TestSupportError) {
        try startThread { self.acceptAll() }
    }

    /// Shuts down every socket, so that no thread blocks, then waits for the threads.
    func stop() {
        shutdown(listener, Int32(SHUT_RDWR))
        state.withLock { state in
            state.isStopping = true
            for socket in state.open { shutdown(socket, Int32(SHUT_RDWR)) }
        }
        while let thread = state.withLock({ $0.threads.popLast() }) { pthread_join(thread, nil) }
    }

    /// Stores a request and returns how to answer it.
    func record(_ request: RequestSeen) -> Behaviour {
        state.withLock { $0.requests.append(request) }
        return handler(request)
    }

    private func startThread(_ body: @escaping @Sendable () -> Void) throws(TestSupportError) {
        let box = Unmanaged.passRetained(ThreadBody(body))
        var thread = pthread_t()
        let status = pthread_create(&thread, nil, { ThreadBody.run($0) }, box.toOpaque())
        guard status == 0 else {
            box.release()
            throw TestSupportError("cannot start a thread")
        }
        state.withLock { [thread] in $0.threads.append(thread) }
    }

    private func acceptAll() {
        while case let socket = accept(listener, nil, nil), socket >= 0 {
            let number = state.withLock { state -> Int? in
                guard !state.isStopping else { return nil }
                state.open.insert(socket)
                state.connections += 1
                return state.connections - 1
            }
            let serve: @Sendable () -> Void = { self.serve(socket, number ?? 0) }
            if number == nil || (try? startThread(serve)) == nil { finish(socket) }
        }
    }

    private func serve(_ socket: Int32, _ number: Int) {
        StandInConnection(socket, number, self).serve()
        finish(socket)
    }

    /// Removes the descriptor before it is closed: the system may give its number to a new connection at once.
    private func finish(_ socket: Int32) {
        state.withLock { state in
            state.open.remove(socket)
            close(socket)
        }
    }
}

private final class ThreadBody: Sendable {
    private let body: @Sendable () -> Void

    init(_ body: @escaping @Sendable () -> Void) {
        self.body = body
    }

    static func run(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
        guard let context else { return nil }
        Unmanaged<ThreadBody>.fromOpaque(context).takeRetainedValue().body()
        return nil
    }
}

/// Listens on a port that the system chooses.
private func listen() throws(TestSupportError) -> (socket: Int32, port: UInt16) {
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    _ = fcntl(listener, F_SETFD, FD_CLOEXEC)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isListening = withUnsafeMutablePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
            bind(listener, pointer, length) == 0 && Glibc.listen(listener, 256) == 0
                && getsockname(listener, pointer, &length) == 0
        }
    }
    guard isListening else { throw TestSupportError("cannot listen on 127.0.0.1") }
    return (listener, UInt16(bigEndian: address.sin_port))
}
