import Freshen

/// What renders have fetched, of one process or of all that share a cache handler: a cache for each level below the pages, the
/// lowest one first.
///
/// Who asks for what is being fetched already waits for the same answer. The answer is stored when the fetch ends, also if
/// what was cached has been purged since it began.
final class FetchCaches {
    final class Fetch {
        var takers: [(Int) -> Void] = []
    }

    fileprivate var stored: [[Int?]]
    fileprivate var pending: [[Fetch?]]

    init(levels: Int, pages: Int) {
        stored = Array(repeating: Array(repeating: nil, count: pages), count: levels)
        pending = Array(repeating: Array(repeating: nil, count: pages), count: levels)
    }

    func revalidate(_ stale: [Stale]) {
        for one in stale {
            if case .path(let path) = one, let page = SimulatedWorld.page(of: path) {
                for level in stored.indices { stored[level][page] = nil }
            } else {
                stored = stored.map { $0.map { _ in nil } }
            }
        }
    }
}

extension SimulatedWorld {
    /// What one level of a render, or of a fetch, takes at most.
    var longestStep: Int { max(1, render / (levels + 1)) }

    /// Gives `take` the version that a level of the caches yields for a page; level 0 is the CMS itself.
    func fetch(_ page: Int, _ level: Int, _ caches: FetchCaches, _ take: @escaping (Int) -> Void) {
        guard level > 0 else { return take(shown(page)) }
        if let version = caches.stored[level - 1][page] { return take(version) }
        if let fetch = caches.pending[level - 1][page] { return fetch.takers.append(take) }
        let fetch = FetchCaches.Fetch()
        fetch.takers = [take]
        caches.pending[level - 1][page] = fetch
        self.fetch(page, level - 1, caches) { [self] version in
            at(now + pick(longestStep)) {
                caches.pending[level - 1][page] = nil
                caches.stored[level - 1][page] = version
                for take in fetch.takers { take(version) }
            }
        }
    }

    /// Where fetches are cached many ask for the same at once, here past the edges.
    func crowd(_ pages: some Sequence<Int>, within time: Int, before: @escaping (SimulatedPod) -> Void = { _ in }) {
        guard levels > 0 else { return }
        for page in pages {
            for pod in pods where !pod.process.isDead && chance(1, of: 2) {
                at(now + pick(time)) { [self] in
                    before(pod)
                    request(page, of: pod, for: nil)
                }
            }
        }
    }

    /// Revalidates on a process, and what it has fetched.
    func revalidate(_ stale: [Stale], _ process: SimulatedProcess) {
        process.revalidate(stale)
        process.fetches.revalidate(stale)
    }
}
