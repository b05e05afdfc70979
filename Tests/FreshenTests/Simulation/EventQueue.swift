/// What happens when, on a clock of milliseconds that only the simulation moves.
struct EventQueue {
    private struct Event {
        let time: Int
        let number: Int
        let body: () -> Void

        func comes(before other: Event) -> Bool {
            time != other.time ? time < other.time : number < other.number
        }
    }

    private var heap: [Event] = []
    private var count = 0

    /// Events of one time happen in the order in which they were added.
    mutating func add(at time: Int, _ body: @escaping () -> Void) {
        heap.append(Event(time: time, number: count, body: body))
        count += 1
        var child = heap.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard heap[child].comes(before: heap[parent]) else { return }
            heap.swapAt(child, parent)
            child = parent
        }
    }

    /// The next event that is due by `time`; it is the queue's no longer.
    mutating func next(by time: Int) -> (time: Int, body: () -> Void)? {
        guard let first = heap.first, first.time <= time else { return nil }
        let last = heap.removeLast()
        guard !heap.isEmpty else { return (first.time, first.body) }
        heap[0] = last
        var parent = 0
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count {
                if heap[child].comes(before: heap[least]) { least = child }
            }
            guard least != parent else { return (first.time, first.body) }
            heap.swapAt(parent, least)
            parent = least
        }
    }
}
