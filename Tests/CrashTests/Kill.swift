import Freshen
import Testing

/// A failpoint at which the program is killed, and the scenario in which that happens.
struct Kill: Sendable, CustomTestStringConvertible {
    let moment: Failpoint
    let scenario: Scenario

    var testDescription: String { "\(moment.rawValue), \(scenario.testDescription)" }

    /// Every failpoint with the scenarios that reach it.
    static let all = Failpoint.allCases.flatMap { moment in
        moment.scenarios.map { Kill(moment: moment, scenario: $0) }
    }
}

extension Failpoint {
    /// Empty for a failpoint that has a test of its own.
    fileprivate var scenarios: [Scenario] {
        switch self {
        case .beforeLook, .locked, .compared, .beforeCommit, .beforePods, .betweenPasses, .podsAnswered,
            .beforeCloudFront,
            .batchStored:
            [.edited]
        case .committed: [.edited, .pageByName]
        case .windowAppended: [.window]
        case .podsDeleted: [.podRemoved]
        case .greeted: [.newPod]
        case .renewed: [.newPod, .freshPod, .otherProcess]
        case .appendedAgain: [.podCaughtUp, .podRemoved]
        case .offsetsMoved: [.edited, .podCaughtUp]
        case .listedAnew: [.edited, .podAddedMeanwhile]
        case .resendMarked: [.podBehind]
        case .batchReplaced: [.refusedItem, .refusedOnlyItem]
        case .cloudFrontAnswered, .batchAccepted: [.edited, .refusedItem]
        case .invalidationCompleted: [.completed]
        case .migrating: []
        }
    }
}
