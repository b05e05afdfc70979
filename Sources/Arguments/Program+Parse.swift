internal import Text

extension Program {
    /// Parses the arguments, without the program's own name; throws the first mistake.
    ///
    /// `--help` or `-h` before a `--` yields the help whatever else is wrong, unless the named command does not exist.
    package func parse(_ arguments: [String]) throws(UsageError) -> ParsedCommandLine {
        guard let first = arguments.first else { throw usage("no command given; \(commandList)") }
        let words = arguments.prefix { $0 != "--" }
        let wantsHelp = words.contains { $0 == "--help" || $0 == "-h" }
        if first == "help" { return .text(try help(on: arguments.dropFirst().filter { $0 != "--help" && $0 != "-h" })) }
        let command = first.hasPrefix("-") ? nil : try command(named: first)
        if wantsHelp { return .text((command ?? commands.first { words.contains($0.name) }).map(help) ?? help()) }
        if words.contains("--version") { return .text("\(name) \(version)") }
        guard let command else { throw misplaced(option: first) }
        var parser = CommandParser(program: name, command: command)
        return .run(try parser.parse(arguments.dropFirst()))
    }

    private func help(on topics: [String]) throws(UsageError) -> String {
        guard let topic = topics.first, topics != ["help"] else { return help() }
        guard topics.count == 1 else { throw usage("help takes one command: \(name) help \(topic)") }
        return help(for: try command(named: topic))
    }

    private func command(named word: String) throws(UsageError) -> Command {
        if let command = commands.first(where: { $0.name == word }) { return command }
        let hint = didYouMean(word, among: commands.map(\.name) + ["help"], otherwise: "; \(commandList)")
        throw usage("unknown command \(word.debugDescription)\(hint)")
    }

    private func misplaced(option: String) -> UsageError {
        let option = GivenOption(option)
        let common = Option.common.map(\.name)
        if common.contains(option.name) { return usage("\(option.name) takes no value") }
        let hint = didYouMean(option.name, among: common)
        guard hint.isEmpty else { return usage("unknown option \(option.name.debugDescription)\(hint)") }
        return usage("the command comes first, before \(option.name.debugDescription); \(commandList)")
    }

    private var commandList: String {
        "the commands are \(commands.map(\.name).joined(separator: ", "))"
    }

    private func usage(_ problem: String) -> UsageError {
        UsageError(problem, help: "\(name) --help")
    }
}
