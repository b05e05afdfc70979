internal import Freshen
internal import Text
internal import YAML

/// The kinds of places for a secret; the raw value is the key in freshen.yaml.
private enum SecretSource: String, CaseIterable {
    case variable = "env"
    case file
}

extension NodeReader {
    /// The `token` of a web entry.
    func token(_ secrets: Secrets) throws(Failure) -> Secret {
        let (source, value) = try secretSource()
        let name = try value.secretName(source)
        guard secrets.areNeeded else { return Secret("") }
        let found: String?
        let absence: String
        switch source {
        case .variable: (found, absence) = (secrets.environment[name], "the variable \(name) is not set (or empty)")
        case .file: (found, absence) = (secrets.file(name), "the file \(name) cannot be read, or is empty")
        }
        guard let token = found?.trimmingNewlines, !token.isEmpty else { throw value.failure(absence) }
        guard token.fitsHeader else {
            throw value.failure("the token in \(name) holds a character that no HTTP header takes")
        }
        guard source == .file else { return Secret(token) }
        return Secret(token) {
            secrets.file(name).map(\.trimmingNewlines).flatMap { !$0.isEmpty && $0.fitsHeader ? $0 : nil }
        }
    }

    /// The place of the secret, and the name in it.
    ///
    /// No message quotes the value, which may be the secret itself.
    private func secretSource() throws(Failure) -> (SecretSource, NodeReader) {
        if case .mapping(let entries) = node.value, entries.count == 1, let entry = entries.first {
            if let kind = SecretSource(rawValue: entry.key) {
                return (kind, NodeReader(node: entry.value, source: source))
            }
            let hint = didYouMean(entry.key, among: SecretSource.allCases.map(\.rawValue))
            guard hint.isEmpty else {
                throw .configuration("unknown key in token\(hint)", at: source.place(entry.keyPosition))
            }
        }
        throw failure("token must be { env: VARIABLE } or { file: PATH }, not the secret itself")
    }

    private func secretName(_ source: SecretSource) throws(Failure) -> String {
        guard let name = scalar, !name.isEmpty, !isNull else {
            let what = source == .variable ? "variable" : "file"
            throw failure("\(source.rawValue) must name the \(what) that holds the token")
        }
        guard source == .file || name.utf8.allSatisfy({ $0.isLetterOrDigit || $0 == UInt8(ascii: "_") }) else {
            throw failure("env must be the name of a variable, such as REVALIDATE_TOKEN, that holds the secret")
        }
        return name
    }
}

extension String {
    fileprivate var fitsHeader: Bool { utf8.allSatisfy { (33...126).contains($0) } }

    fileprivate var trimmingNewlines: String {
        var text = Substring(self)
        while let last = text.last, last.isNewline { text.removeLast() }
        return String(text)
    }
}
