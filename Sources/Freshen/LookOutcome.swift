/// How a look ended.
package enum LookOutcome: Sendable {
    /// Another freshen holds the run lock; the last look that ended is this long ago.
    case busy(checkpointAge: Duration?)
    case finished(LookResult)
}
