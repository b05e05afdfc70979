internal import Freshen
internal import YAML

/// Parameters of a query: each `"?"` in it stands for a value of `parameters`.
///
/// A query whose request has no `parameters` compares with the text `?` itself.
extension NodeReader {
    /// The rank of the parameter that stands at this place; nil: none does.
    var rank: Int? { ranks[node.position] }

    /// The ranks of all `"?"` in some parts of a request, in the order of the parts and of their text.
    func parameterRanks(_ parts: [NodeReader]) -> [Position: Int] {
        let places = parts.flatMap(\.node.parameters)
        return Dictionary(places.enumerated().map { ($1, $0) }) { first, _ in first }
    }

    /// The values of `parameters`: a list for each answer, with a value for each of the `count` parameters.
    func parameters(count: Int) throws(Failure) -> [[ParameterValue]] {
        try list("parameters").map { answer throws(Failure) in
            let values = try answer.list("each element of parameters").map { value throws(Failure) in
                Placed(try value.parameterValue(), at: value.place)
            }
            guard values.count == count else {
                throw answer.failure(
                    "the query has \(count) \"?\", and these are \(values.count) values: give one for each, first for the "
                        + "key, then in the order of the query")
            }
            return values
        }
    }

    private func parameterValue() throws(Failure) -> Operand {
        guard case .sequence = node.value else { return .one(try plainValue()) }
        return .list(try list("parameters").map { one throws(Failure) in try one.plainValue() })
    }

    private func plainValue() throws(Failure) -> FilterValue {
        switch try value() {
        case .text(let text): .text(text)
        case .number(let text): .number(text)
        case .boolean, .now, .null:
            throw failure("\(scalar ?? "") changes what is compared: write it into the query, and not into parameters")
        }
    }
}

extension Node {
    /// The places of all `"?"`, in the order of the text.
    fileprivate var parameters: [Position] {
        switch value {
        case .scalar(let text, _): text == "?" ? [position] : []
        case .sequence(let nodes): nodes.flatMap(\.parameters)
        case .mapping(let entries): entries.flatMap(\.value.parameters)
        }
    }
}
