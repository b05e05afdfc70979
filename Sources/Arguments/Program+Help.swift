extension Program {
    func help() -> String {
        var page = HelpPage()
        page.prose("\(name) \(version): \(summary)")
        page.usage(name, ["COMMAND", "[OPTION ...]", "[OPERAND ...]"])
        let help = ("help", "explain a command: \(name) help COMMAND")
        page.table("Commands", commands.map { ($0.name, $0.summary) } + [help])
        page.table("Options", Option.common.map(row))
        page.examples(examples)
        appendix(to: &page)
        page.prose("See \(name) COMMAND --help for a command's options and examples.")
        return page.text
    }

    func help(for command: Command) -> String {
        var page = HelpPage()
        let options = command.options.map { "[\($0.label)]" }
        page.usage("\(name) \(command.name)", options + [command.operands?.label].compactMap { $0 })
        page.prose(command.summary)
        page.prose(command.discussion)
        page.table("Operands", [command.operands].compactMap { $0 }.map { ($0.placeholder, $0.meaning) })
        page.table("Options", (command.options + Option.common).map(row))
        page.examples(command.examples)
        appendix(to: &page)
        return page.text
    }

    private func appendix(to page: inout HelpPage) {
        page.table("Exit codes", exitCodes.map { ("\($0.code)", $0.meaning) })
        page.table("Environment", environment.map { ($0.name, $0.meaning) })
    }

    private func row(_ option: Option) -> (label: String, text: String) {
        let allowed = option.allowed.map { "one of: \($0.joined(separator: ", "))" }
        let standard = option.defaultValue.map { "default: \($0)" }
        let bare = option.bareValue.map { "\($0) unless given" }
        let notes = [allowed, standard, bare].compactMap { $0 }.joined(separator: "; ")
        return (option.label, notes.isEmpty ? option.summary : "\(option.summary) (\(notes))")
    }
}
