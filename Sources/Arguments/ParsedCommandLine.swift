/// What parsing a command line yields.
package enum ParsedCommandLine: Sendable {
    /// Run a command.
    case run(Invocation)
    /// Print this help or version on standard output and exit 0. It has no final newline.
    case text(String)
}
