/// The profiles in AWS's shared files, and which of them is in use.
///
/// https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html
struct Profiles {
    /// The name of the profile in use.
    let name: String
    /// The variable that names it; nil: none does.
    private let variable: String?
    private let paths: [String]
    private var settings: [String: [String: String]] = [:]

    /// Reads both files; a key in the credentials file wins over the same key in the config file.
    init(_ context: AWSContext) {
        variable = ["AWS_DEFAULT_PROFILE", "AWS_PROFILE"].first { context.value($0) != nil }
        name = variable.flatMap(context.value) ?? "default"
        let home = context.value("HOME")
        let config = context.value("AWS_CONFIG_FILE") ?? home.map { $0 + "/.aws/config" }
        let credentials = context.value("AWS_SHARED_CREDENTIALS_FILE") ?? home.map { $0 + "/.aws/credentials" }
        let absolute = { (path: String) in path.hasPrefix("~/") ? (home ?? "") + path.dropFirst() : path }
        paths = [credentials, config].compactMap { $0.map(absolute) }
        add(config.map(absolute).flatMap(context.text) ?? "", isConfig: true)
        add(credentials.map(absolute).flatMap(context.text) ?? "", isConfig: false)
    }

    subscript(_ name: String) -> Profile? {
        settings[name].map { Profile(name: name, settings: $0) }
    }

    /// The profile in use; nil if no variable names one and there is no default profile.
    func chosen() throws(AWSError) -> Profile? {
        guard let variable, settings[name] == nil else { return self[name] }
        throw .noCredentials("\(variable) names \(name), which \(places) does not have; correct one of them")
    }

    /// The files that were read.
    var places: String {
        paths.isEmpty ? "no file (HOME is not set)" : paths.joined(separator: " or ")
    }

    /// Adds the sections of a file; nested settings, which are indented, are left out.
    private mutating func add(_ text: String, isConfig: Bool) {
        var section: String?
        for line in text.split(whereSeparator: \.isNewline) where !"#; \t".contains(line.first ?? "#") {
            if line.first == "[" {
                section = Self.profile(trimmed(line.dropFirst().prefix { $0 != "]" }), isConfig: isConfig)
                if let section { settings[section] = settings[section] ?? [:] }
            } else if let section, let equals = line.firstIndex(of: "=") {
                let setting = trimmed(line[..<equals]).lowercased()
                settings[section, default: [:]][setting] = value(line[line.index(after: equals)...])
            }
        }
    }

    /// The name of the profile that a section defines; in the config file only `[default]` and `[profile NAME]` do so.
    private static func profile(_ section: String, isConfig: Bool) -> String? {
        guard isConfig, section != "default" else { return section }
        let words = section.split(maxSplits: 1, whereSeparator: \.isWhitespace)
        return words.count == 2 && words[0] == "profile" ? trimmed(words[1]) : nil
    }
}

/// A value without its comment, which needs a blank before it: a secret may hold `#`.
private func value(_ text: Substring) -> String {
    let comment = text.indices.first { "#;".contains(text[$0]) && text[..<$0].last?.isWhitespace == true }
    return trimmed(text[..<(comment ?? text.endIndex)])
}

private func trimmed(_ text: Substring) -> String {
    String(text.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
}
