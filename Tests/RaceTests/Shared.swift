import Glibc
import Synchronization

/// What the threads of a race share.
final class Shared: @unchecked Sendable {
    static let editors = 4

    private struct State {
        var clock = 0
        var looks = 0
        var comparisons = 0
        var committed = 0
        var isOver = false
    }

    /// How many looks a race has.
    let looks: Int
    private var state = State()
    private var mutex = pthread_mutex_t()
    private var changed = pthread_cond_t()

    init(looks: Int) {
        self.looks = looks
        pthread_mutex_init(&mutex, nil)
        pthread_cond_init(&changed, nil)
    }

    deinit {
        pthread_cond_destroy(&changed)
        pthread_mutex_destroy(&mutex)
    }

    /// Seconds since the race's start, by the clock that only the looker moves.
    var clock: Int { locked { state.clock } }
    var isOver: Bool { locked { state.isOver } }
    var isEarly: Bool { locked { state.looks < looks / 3 } }
    var committed: Int { locked { state.committed } }

    func advance(_ seconds: Int) { locked { state.clock += seconds } }
    func count(committed: Int) { locked { state.committed += committed } }
    func end() { locked { state.isOver = true } }
    func looked() { locked { state.looks += 1 } }

    /// A look has compared everything, and its transaction goes on.
    func compared() { locked { state.comparisons += 1 } }

    /// Waits until so many more looks have ended, or only until the next one is half over, or until the race ends.
    ///
    /// The two ways alternate by fives: a transaction that stays open over several looks keeps every snapshot's xmin low,
    /// so that later rows stay young, which would hide that a look loses what commits during it.
    func hold(looks: Int) {
        pthread_mutex_lock(&mutex)
        defer { pthread_mutex_unlock(&mutex) }
        let (ended, half) = (state.looks + looks, state.comparisons + 1)
        let isLong = state.looks % 10 < 5
        while isLong ? state.looks < ended : state.comparisons < half, !state.isOver {
            pthread_cond_wait(&changed, &mutex)
        }
    }

    private func locked<Result>(_ body: () -> Result) -> Result {
        pthread_mutex_lock(&mutex)
        defer {
            pthread_cond_broadcast(&changed)
            pthread_mutex_unlock(&mutex)
        }
        return body()
    }
}
