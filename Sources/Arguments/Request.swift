/// What a command line asks for.
package enum Request: Sendable {
    /// Run a command.
    case run(Invocation)
    /// Print this help or version on standard output and exit 0. It has no final newline.
    case text(String)
}
