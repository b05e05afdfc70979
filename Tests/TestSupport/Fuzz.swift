private import Glibc
private import Synchronization

/// Runs many test cases made from one seed, counts their outcomes, and ends the process if a case hangs.
///
/// `FRESHEN_FUZZ_SEED` sets the seed, `FRESHEN_FUZZ_CASES` the number of cases of all kinds together (Tests/fuzz.sh).
package final class Fuzz {
    /// The same seed makes the same cases on every machine.
    package let seed: UInt64
    /// The number of cases of this kind.
    package let cases: Int
    /// The number of cases for each outcome.
    package private(set) var outcomes: [String: Int] = [:]
    /// The duration of the slowest case.
    package private(set) var slowest = Duration.zero
    private let name: String

    /// Cases of the kind `name`: `percent` of `FRESHEN_FUZZ_CASES` if that is set, else `short` cases.
    package init(_ name: String, percent: Int, short: Int) {
        self.name = name
        seed = Self.setting("FRESHEN_FUZZ_SEED") ?? 20_261_121
        cases = Self.setting("FRESHEN_FUZZ_CASES").map { Int($0) * percent / 100 } ?? short
    }

    /// Runs every case and prints one line that counts the outcomes, which `body` returns.
    ///
    /// Each case has a generator of its own, so that it does not depend on the cases before it.
    package func run(_ body: (_ number: Int, _ random: inout SplitMix64) throws -> String) throws {
        let watch = try FuzzWatch("fuzz \(name): seed \(seed)")
        let began = ContinuousClock.now
        do {
            for number in 0..<cases {
                var random = SplitMix64(seed: seed &+ UInt64(number) &* 0xD134_2543_DE82_EF95)
                let start = ContinuousClock.now
                outcomes[try body(number, &random), default: 0] += 1
                slowest = max(slowest, ContinuousClock.now - start)
                watch.completed(number)
            }
        } catch {
            try watch.end()
            throw error
        }
        try watch.end()
        let counts = outcomes.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
        print(
            "fuzz \(name): seed \(seed), \(cases) cases in \((ContinuousClock.now - began).components.seconds) s, "
                + "the slowest \(Int(slowest / .milliseconds(1))) ms: \(counts)")
    }

    private static func setting(_ name: String) -> UInt64? {
        getenv(name).flatMap { UInt64(String(cString: $0)) }
    }
}

/// A thread that ends the process if a case takes too long: a case that hangs cannot be interrupted.
private final class FuzzWatch: Sendable {
    private static let limit: Int32 = 60_000
    private let name: String
    private let next = Atomic<Int>(0)
    private let ends: (read: Int32, write: Int32)
    private let thread = Mutex<BackgroundThread?>(nil)

    init(_ name: String) throws {
        self.name = name
        let (read, write) = try Subprocess.pipe()
        ends = (read, write)
        thread.withLock { $0 = BackgroundThread { [self] in watch() } }
    }

    func completed(_ number: Int) {
        next.store(number + 1, ordering: .relaxed)
        var byte: UInt8 = 1
        _ = write(ends.write, &byte, 1)
    }

    func end() throws {
        close(ends.write)
        // Joining also breaks the retain cycle between the thread and this watch.
        try thread.withLock { try $0.take()?.join() }
        close(ends.read)
    }

    private func watch() {
        var bytes = [UInt8](repeating: 0, count: 4096)
        while true {
            var polled = pollfd(fd: ends.read, events: Int16(POLLIN), revents: 0)
            if poll(&polled, 1, Self.limit) == 0 {
                fatalError("\(name), case \(next.load(ordering: .relaxed)) has not ended after \(Self.limit) ms")
            }
            if read(ends.read, &bytes, bytes.count) <= 0 { return }
        }
    }
}
