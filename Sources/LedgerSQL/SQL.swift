/// A statement, or a part of one, whose values are bound as parameters.
///
/// Interpolation: `\(sql)` another part, `\(bind: text)` a value, `\(name: text)` a quoted identifier, `\(number: 1)` an
/// integer. The literal itself is trusted.
package struct SQL: Sendable, Hashable {
    /// A value that is known only when the statement is rendered.
    package enum Parameter: String, Sendable, Hashable, CaseIterable {
        /// The instant that is looked at.
        case lookedAt
        /// The first instant after the last look, at which the window begins in which a date may have passed.
        case windowStart
        /// The last instant of that window.
        case windowEnd
        /// The oldest transaction id that the last look may not have seen: rows written by it or later are young.
        case horizon

        fileprivate var type: String { self == .horizon ? "xid" : "timestamptz" }
    }

    fileprivate indirect enum Piece: Sendable, Hashable {
        case text(String)
        /// A quoted identifier.
        case name(String)
        case bind(String?)
        case parameter(Parameter)
        case route(Int)
        case whenRestricted(SQL)
    }

    fileprivate var pieces: [Piece]

    private init(piece: Piece) {
        pieces = [piece]
    }

    /// Text that becomes part of the statement as it is: never a value, nor a name from outside.
    package init(trusted text: String) {
        self.init(piece: .text(text))
    }

    /// A value that is known only when the statement is rendered.
    package static func parameter(_ parameter: Parameter) -> SQL { SQL(piece: .parameter(parameter)) }

    /// The ledger's number of a source's route, known only when the statement is rendered.
    package static func route(_ index: Int) -> SQL { SQL(piece: .route(index)) }

    /// A part that is left out where a statement looks at all items.
    package static func whenRestricted(_ part: SQL) -> SQL { SQL(piece: .whenRestricted(part)) }

    /// Concatenates two parts.
    package static func + (one: SQL, other: SQL) -> SQL {
        var sum = one
        sum.pieces += other.pieces
        return sum
    }

    /// Without its `whenRestricted` parts.
    package var unrestricted: SQL {
        var all = self
        all.pieces = pieces.filter { piece in
            if case .whenRestricted = piece { false } else { true }
        }
        return all
    }

    /// With its `whenRestricted` parts, whatever the statement looks at.
    package var restricted: SQL {
        pieces.reduce(into: SQL(trusted: "")) { all, piece in
            if case .whenRestricted(let part) = piece {
                all.pieces += part.restricted.pieces
            } else {
                all.pieces.append(piece)
            }
        }
    }

    /// Whether it renders as nothing.
    package var isEmpty: Bool {
        pieces.allSatisfy { $0 == .text("") }
    }
}

extension SQL: ExpressibleByStringInterpolation {
    /// What a literal of this type may interpolate.
    package struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var pieces: [Piece] = []

        /// Begins a literal.
        package init(literalCapacity: Int, interpolationCount: Int) {
            pieces.reserveCapacity(interpolationCount * 2 + 1)
        }

        /// Trusted text.
        package mutating func appendLiteral(_ literal: String) { pieces.append(.text(literal)) }
        /// Another part.
        package mutating func appendInterpolation(_ part: SQL) { pieces += part.pieces }
        /// A bound value.
        package mutating func appendInterpolation(bind value: String?) { pieces.append(.bind(value)) }
        /// Bound values, as one array.
        package mutating func appendInterpolation(bind values: [String]) { pieces.append(.bind(arrayLiteral(values))) }
        /// An integer, as part of the text.
        package mutating func appendInterpolation(number: Int) { pieces.append(.text(String(number))) }

        /// A quoted identifier.
        package mutating func appendInterpolation(name: String) {
            // By Unicode scalars: to Swift a quote with a combining mark is another character, to PostgreSQL it ends the name.
            let inside = name.unicodeScalars.map { $0 == "\"" ? "\"\"" : String($0) }.joined()
            pieces.append(.name("\"\(inside)\""))
        }
    }

    /// Trusted text.
    package init(stringLiteral value: String) {
        self.init(trusted: value)
    }

    /// A literal with its interpolations.
    package init(stringInterpolation: StringInterpolation) {
        pieces = stringInterpolation.pieces
    }
}

extension Sequence<SQL> {
    /// The parts with trusted text between them.
    package func joined(_ separator: String) -> SQL {
        var result: SQL = ""
        for (index, part) in enumerated() {
            if index > 0 { result.pieces += SQL(trusted: separator).pieces }
            result.pieces += part.pieces
        }
        return result
    }
}

extension SQL {
    /// A statement with numbered parameters, as libpq takes it.
    package struct Rendered: Sendable {
        /// The statement with `$1`, `$2`, ….
        package let text: String
        /// Their values.
        package let parameters: [String?]
    }

    /// What rendering fills in.
    package struct Context: Sendable {
        /// The values of the parameters; one that is missing is null.
        package var values: [Parameter: String]
        /// The ledger's numbers of the source's routes.
        package var routes: [Int]
        /// Whether the statement looks at some items only.
        package var isRestricted: Bool
        /// The ledger's schema, which statements call `LedgerName.schema`.
        package var schema = LedgerName.schema

        /// By default, a context for a restricted statement without parameters and routes.
        package init(values: [Parameter: String] = [:], routes: [Int] = [], isRestricted: Bool = true) {
            self.values = values
            self.routes = routes
            self.isRestricted = isRestricted
        }
    }

    /// Numbers the bound values; a parameter that occurs several times has one number.
    package func rendered(_ context: Context = Context()) -> Rendered {
        var renderer = Renderer(context: context)
        renderer.append(self)
        return Rendered(text: renderer.text, parameters: renderer.parameters)
    }
}

private struct Renderer {
    let context: SQL.Context
    var text = ""
    var parameters: [String?] = []
    private var numbers: [SQL.Parameter: Int] = [:]

    init(context: SQL.Context) {
        self.context = context
    }

    mutating func append(_ sql: SQL) {
        for piece in sql.pieces {
            switch piece {
            case .text(let part): text += LedgerName.text(part, in: context.schema)
            case .name(let name): text += name
            case .bind(let value): text += "$\(number(of: value))"
            case .parameter(let parameter): text += "$\(number(of: parameter))::\(parameter.type)"
            case .route(let index): text += String(context.routes[index])
            case .whenRestricted(let part): if context.isRestricted { append(part) }
            }
        }
    }

    private mutating func number(of value: String?) -> Int {
        parameters.append(value)
        return parameters.count
    }

    private mutating func number(of parameter: SQL.Parameter) -> Int {
        if let known = numbers[parameter] { return known }
        let new = number(of: context.values[parameter])
        numbers[parameter] = new
        return new
    }
}

/// An array literal of PostgreSQL that holds these texts.
package func arrayLiteral(_ values: [String]) -> String {
    "{" + values.map { "\"" + escaped($0) + "\"" }.joined(separator: ",") + "}"
}

/// By scalars, because a combining mark may follow a quotation mark.
private func escaped(_ value: String) -> String {
    var text = String.UnicodeScalarView()
    for scalar in value.unicodeScalars {
        if scalar == "\"" || scalar == "\\" { text.append("\\") }
        text.append(scalar)
    }
    return String(text)
}
