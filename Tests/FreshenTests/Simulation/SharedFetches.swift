import Freshen

/// What all pods of one application share of the CMS's answers, as through a cache handler with a Redis behind it.
///
/// Of each page it holds what the render under way has fetched: a render that begins meanwhile reads that, however old it
/// is, and hands it on to nobody. (What stayed there until the next invalidation would be more than two passes make up for:
/// a render that read it just before the second one is stored after it.)
struct SharedFetches {
    private var versions: [Int?]

    init(pages: Int) {
        versions = Array(repeating: nil, count: pages)
    }

    subscript(page: Int) -> Int? {
        get { versions[page] }
        set { versions[page] = newValue }
    }

    /// Drops what one process revalidates, from the cache that it shares.
    mutating func revalidate(_ stale: [Stale]) {
        for one in stale {
            if case .path(let path) = one, let page = SimulatedWorld.page(of: path) {
                versions[page] = nil
            } else {
                versions = versions.map { _ in nil }
            }
        }
    }
}

extension SimulatedWorld {
    /// Where pods share fetches many ask for the same at once, here past the edges.
    func crowd(_ pages: some Sequence<Int>, within time: Int, before: @escaping (SimulatedPod) -> Void = { _ in }) {
        guard fetches != nil else { return }
        for page in pages {
            for pod in pods where !pod.process.isDead && chance(1, of: 2) {
                at(now + pick(time)) { [self] in
                    before(pod)
                    request(page, of: pod, for: nil)
                }
            }
        }
    }

    /// Revalidates on a process, and in the fetches that it shares.
    func revalidate(_ stale: [Stale], _ process: SimulatedProcess) {
        process.revalidate(stale)
        fetches?.revalidate(stale)
    }
}
