import TestSupport

/// Runs the program and waits until it ends.
func freshen(
    _ arguments: String..., environment: [String: String] = [:], within limit: Duration = .seconds(30)
) throws -> Child.Ending {
    try Child(arguments, environment: environment).finish(within: limit)
}
