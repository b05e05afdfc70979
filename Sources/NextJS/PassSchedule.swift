internal import Freshen

/// When the pods of some requests have their further passes, in the time that is only waited.
///
/// The passes of a web entry are evenly spread over its `settle`. A pass that takes long pushes the next one away: the time
/// counts from its end, because a render that began just before its last purge must end before the next pass.
struct PassSchedule {
    private var left: [Int]
    private var due: [Duration]
    private let distances: [Duration]
    private var now = Duration.zero

    /// The schedule after the first pass.
    init(_ webs: [WebRule]) {
        left = webs.map { $0.settle > .zero ? $0.passes - 1 : 0 }
        distances = webs.map(\.passDistance)
        due = distances
    }

    /// How long to wait for the next pass, and the places of the requests that have one then; nil: there is none.
    ///
    /// Requests that are not `owed` any more have no further pass.
    mutating func next(_ isOwed: (Int) -> Bool) -> (pause: Duration, places: [Int])? {
        let waiting = left.indices.filter { left[$0] > 0 && isOwed($0) }
        guard let first = waiting.map({ due[$0] }).min() else { return nil }
        defer { now = first }
        let places = waiting.filter { due[$0] == first }
        for place in places {
            left[place] -= 1
            due[place] += distances[place]
        }
        return (first - now, places)
    }
}
