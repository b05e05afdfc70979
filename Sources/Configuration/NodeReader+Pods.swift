internal import Freshen
internal import Text

/// The kinds of pod sources; the raw value is the key in freshen.yaml.
private enum PodSourceKind: String, CaseIterable {
    case selector, service, dns, urls

    /// The other keys that `pods` may have with this kind.
    var otherKeys: [String] {
        switch self {
        case .selector, .service: ["namespace", "port", "api", "min"]
        case .dns: ["port", "min"]
        case .urls: ["min"]
        }
    }
}

extension NodeReader {
    /// The `pods` of a web entry: where they are listed, and the least number of them.
    func pods() throws(Failure) -> (source: PodSource, min: Int) {
        let kinds = PodSourceKind.allCases
        let keys = try keys(["namespace"] + kinds.map(\.rawValue) + ["port", "api", "min"], of: "pods")
        let given = kinds.filter { keys[$0.rawValue] != nil }
        guard let kind = given.first, let value = keys[kind.rawValue], given.count == 1 else {
            let example = ": { namespace: web, selector: app=storefront, port: http }"
            let both = ", but has \(given.map(\.rawValue).joined(separator: " and "))"
            throw failure("pods must have one of selector, service, dns and urls" + (given.isEmpty ? example : both))
        }
        let known = [kind.rawValue] + kind.otherKeys
        if let stray = try entries("pods").first(where: { !known.contains($0.key) }) {
            throw .configuration("\(stray.key) has no meaning beside \(kind.rawValue): leave it out", at: stray.place)
        }
        return (try source(kind, value, keys), try keys["min"]?.count("min", from: 0) ?? 1)
    }

    private func source(
        _ kind: PodSourceKind, _ value: NodeReader, _ keys: [String: NodeReader]
    ) throws(Failure) -> PodSource {
        switch kind {
        case .urls: return .urls(try value.urls())
        case .dns:
            guard let port = keys["port"] else { throw failure("dns needs its port: port: 3000") }
            return .dns(name: try value.hostName(), port: try port.portNumber())
        case .selector, .service:
            guard let port = keys["port"] else {
                throw failure("\(kind.rawValue) needs its port: port: http (or its number)")
            }
            let namespace = try keys["namespace"]?.label("namespace")
            let api = try keys["api"]?.url("api", example: "http://127.0.0.1:8001")
            return kind == .service
                ? .service(namespace: namespace, name: try value.label("service"), port: try port.port(), api: api)
                : .selector(namespace: namespace, selector: try value.text("selector"), port: try port.port(), api: api)
        }
    }

    private func urls() throws(Failure) -> [String] {
        let entries = try list("urls")
        let urls = try entries.map { one throws(Failure) in
            try one.url("a pod's url", example: "http://10.0.0.1:3000")
        }
        guard !urls.isEmpty else { throw failure("urls names no pod") }
        var seen: Set<String> = []
        for (url, one) in zip(urls, entries) where !seen.insert(url).inserted {
            throw one.failure("urls names \(url) twice")
        }
        return urls
    }

    /// A URL with scheme and host; slashes at its end are dropped.
    func url(_ what: String, example: String) throws(Failure) -> String {
        var url = try text(what)
        while url.hasSuffix("/") { url.removeLast() }
        let rest = ["http://", "https://"].first(where: url.hasPrefix).map { url.dropFirst($0.count) }
        guard let rest, let first = rest.utf8.first, first != UInt8(ascii: "/"),
            rest.utf8.allSatisfy({ (33...126).contains($0) && !"@?#".utf8.contains($0) })
        else {
            throw failure("\(what) must be http:// or https:// with host and port, such as \(example)")
        }
        return url
    }

    // MARK: Ports and names

    private func port() throws(Failure) -> PodSource.PortReference {
        let text = try text("port")
        if let number = Int(text), (1...65535).contains(number) { return .number(number) }
        guard text.isLabel, Int(text) == nil else {
            throw failure("port must be a port's name, such as http, or a number from 1 to 65535")
        }
        return .name(text)
    }

    private func portNumber() throws(Failure) -> Int {
        guard case .number(let number) = try port() else {
            throw failure("port must be a number beside dns, such as 3000: addresses have no port names")
        }
        return number
    }

    /// A Kubernetes name (RFC 1123 label).
    private func label(_ what: String) throws(Failure) -> String {
        let text = try text(what)
        guard text.isLabel else { throw failure("\(what) must be a name of lower-case letters, digits and hyphens") }
        return text
    }

    private func hostName() throws(Failure) -> String {
        let text = try text("dns")
        let isName = text.utf8.allSatisfy { $0.isLetterOrDigit || "-._".utf8.contains($0) }
        guard isName, text.utf8.count < 254, text.utf8.first?.isLetterOrDigit == true else {
            throw failure("dns must be the name of a headless service, such as storefront.web.svc.cluster.local")
        }
        return text
    }
}

extension String {
    fileprivate var isLabel: Bool {
        let isPlain = utf8.allSatisfy { $0.isLetterOrDigit && !(65...90).contains($0) || $0 == UInt8(ascii: "-") }
        return isPlain && utf8.count < 64 && utf8.first != UInt8(ascii: "-") && utf8.last != UInt8(ascii: "-")
    }
}
