internal import Text

/// Parses the arguments behind a command's name.
struct CommandParser {
    let program: String
    let command: Command
    private(set) var given: [String: String] = [:]
    private(set) var operands: [String] = []

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
        return Invocation(command: command.name, operands: operands, given: given, options: command.options)
    }

    private mutating func add(option typed: GivenOption, from rest: inout ArraySlice<String>) throws(UsageError) {
        let options = command.options + Option.common
        guard let option = options.first(where: { $0.name == typed.name }) else {
            let hint = didYouMean(typed.name, among: options.map(\.name))
            throw usage("unknown option \(typed.name.debugDescription)\(hint)")
        }
        let value = try value(of: option, typed: typed, from: &rest)
        guard given.updateValue(value, forKey: option.name) == nil else {
            throw usage("\(option.name) is given twice; give it once")
        }
    }

    private func value(of option: Option, typed: GivenOption, from rest: inout ArraySlice<String>)
        throws(UsageError) -> String
    {
        guard option.placeholder != nil else {
            guard typed.value == nil else { throw usage("\(option.name) takes no value") }
            return ""
        }
        if let bare = option.bareValue, typed.value == nil { return bare }
        // An argument with two dashes is the next option, not this one's value; `--name=--value` passes such a value.
        let next = rest.first?.hasPrefix("--") == true ? nil : rest.first
        guard let value = typed.value ?? next else { throw usage("\(option.label): no value given") }
        if typed.value == nil { rest.removeFirst() }
        guard !value.isEmpty else { throw usage("\(option.label): the value is empty") }
        if let allowed = option.allowed, !allowed.contains(value) {
            let choice = allowed.joined(separator: " or ")
            let hint = didYouMean(value, among: allowed)
            throw usage("\(option.name) must be \(choice), not \(value.debugDescription)\(hint)")
        }
        return value
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
