internal import Glibc

/// Runs `body` in a thread that nobody joins; returns false where the system has no more threads.
func startThread(_ body: @escaping @Sendable () -> Void) -> Bool {
    var (thread, attributes) = (pthread_t(), pthread_attr_t())
    unsafe pthread_attr_init(&attributes)
    defer { unsafe pthread_attr_destroy(&attributes) }
    unsafe pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
    let kept = unsafe Unmanaged.passRetained(Body(run: body))
    let status = unsafe pthread_create(
        &thread, &attributes,
        { context in
            guard let context = unsafe context else { return nil }
            unsafe Unmanaged<Body>.fromOpaque(context).takeRetainedValue().run()
            return nil
        }, kept.toOpaque())
    if status != 0 { unsafe kept.release() }
    return status == 0
}

/// What a C function can be handed a pointer to.
private final class Body: Sendable {
    let run: @Sendable () -> Void

    init(run: @escaping @Sendable () -> Void) {
        self.run = run
    }
}
