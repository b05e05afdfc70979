internal import Text

/// Parses the arguments behind a command's name.
struct CommandParser {
    private let program: String
    private let command: Command
    private var given: [String: String] = [:]
    private var operands: [String] = []

    init(program: String, command: Command) {
        self.program = program
        self.command = command
    }

    mutating func parse(_ arguments: ArraySlice<String>) throws(UsageError) -> Invocation {
        var rest = arguments
        while let argument = rest.popFirst() {
            if argument == "--" {
                while let operand = rest.popFirst() { try add(operand: operand) }
            } else if argument.hasPrefix("-"), argument != "-" {
                try add(option: GivenOption(argument), from: &rest)
            } else {
                try add(operand: argument)
            }
        }
        if let expected = command.operands, expected.required, operands.isEmpty {
            throw usage("\(command.name) needs \(expected.placeholder)")
        }
        return Invocation(command, given: given, operands: operands)
    }

    private mutating func add(option typed: GivenOption, from rest: inout ArraySlice<String>) throws(UsageError) {
        let option = try option(named: typed.name)
        let value = try value(of: option, typed: typed, from: &rest)
        guard given.updateValue(value, forKey: option.name) == nil else {
            throw usage("\(option.name) is given twice; give it once")
        }
    }

    private func option(named name: String) throws(UsageError) -> Option {
        let options = command.options + Option.common
        if let option = options.first(where: { $0.name == name }) { return option }
        throw usage("unknown option \(name.debugDescription)\(didYouMean(name, among: options.map(\.name)))")
    }

    private func value(of option: Option, typed: GivenOption, from rest: inout ArraySlice<String>)
        throws(UsageError) -> String
    {
        guard option.placeholder != nil else {
            guard typed.value == nil else { throw usage("\(option.name) takes no value") }
            return ""
        }
        guard let value = typed.value ?? Self.popValue(from: &rest) else {
            throw usage("\(option.label): no value given")
        }
        guard !value.isEmpty else { throw usage("\(option.label): the value is empty") }
        try check(value, of: option)
        return value
    }

    /// An argument with two dashes is the next option, not this one's value; `--name=--value` passes such a value.
    private static func popValue(from rest: inout ArraySlice<String>) -> String? {
        guard let next = rest.first, !next.hasPrefix("--") else { return nil }
        return rest.popFirst()
    }

    private func check(_ value: String, of option: Option) throws(UsageError) {
        guard let allowed = option.allowed, !allowed.contains(value) else { return }
        let choice = allowed.joined(separator: " or ")
        let hint = didYouMean(value, among: allowed)
        throw usage("\(option.name) must be \(choice), not \(value.debugDescription)\(hint)")
    }

    private mutating func add(operand: String) throws(UsageError) {
        guard let expected = command.operands else {
            throw usage("\(command.name) takes no operand, but was given \(operand.debugDescription)")
        }
        guard expected.repeats || operands.isEmpty else {
            let tooMany = "\(operand.debugDescription) is one too many"
            throw usage("\(command.name) takes one \(expected.placeholder); \(tooMany)")
        }
        guard !operand.isEmpty else { throw usage("\(expected.placeholder): the value is empty") }
        operands.append(operand)
    }

    private func usage(_ problem: String) -> UsageError {
        UsageError(problem, help: "\(program) \(command.name) --help")
    }
}
