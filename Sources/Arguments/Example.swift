/// A complete command line as a user types it, and what it does, in a sentence.
///
/// The help never wraps the command, so that it can be copied.
package typealias Example = (command: String, meaning: String)
