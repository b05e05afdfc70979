import Freshen
import Testing

/// The program dies at a moment of a history.
struct Kill: Sendable, CustomTestStringConvertible {
    let moment: Failpoint
    let history: History

    var testDescription: String { "\(moment.rawValue), \(history.testDescription)" }

    /// Every moment there is, with the histories in which dying there is instructive.
    static let all = Failpoint.allCases.flatMap { moment in
        moment.histories.map { Kill(moment: moment, history: $0) }
    }
}

extension Failpoint {
    /// None where a test of its own kills there.
    fileprivate var histories: [History] {
        switch self {
        case .beforeLook, .locked, .compared, .beforeCommit, .beforePods, .betweenPasses, .podsTold, .beforeCloudFront,
            .batchStored:
            [.edited]
        case .committed: [.edited, .asked]
        case .windowAppended: [.window]
        case .podsDeleted: [.goneForGood]
        case .greeted: [.newPod]
        case .renewed: [.newPod, .freshPod, .otherProcess]
        case .appendedAgain: [.caughtUp, .goneForGood]
        case .podAcknowledged: [.edited, .caughtUp]
        case .listedAnew: [.edited, .newcomer]
        case .resendMarked: [.deafPod]
        case .batchReplaced: [.refusedItem, .refusedAlone]
        case .cloudFrontAnswered, .batchAccepted: [.edited, .refusedItem]
        case .invalidationCompleted: [.completed]
        case .migrating: []
        }
    }
}
