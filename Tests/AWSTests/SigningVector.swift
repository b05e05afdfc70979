import Glibc
import HTTPClient
import Testing

@testable import AWS

/// One case of the AWS Common Runtime's signing suite, in its header form.
struct SigningVector: CustomTestStringConvertible {
    let name: String
    private let folder: String

    /// The folder that `FRESHEN_SIGV4_VECTORS` names; nil where it is not set.
    static let folder = getenv("FRESHEN_SIGV4_VECTORS").map { String(cString: $0) }

    static func all() -> [SigningVector] {
        guard let folder, let directory = opendir(folder) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if access("\(folder)/\(name)/request.txt", R_OK) == 0 { names.append(name) }
        }
        return names.sorted().map { SigningVector(name: $0, folder: "\(folder)/\($0)") }
    }

    var testDescription: String { name }

    /// One of the case's files, without the line break that some of them end in.
    func text(_ file: String) throws -> String {
        let text = String(decoding: try contents("\(folder)/\(file)"), as: UTF8.self)
        return text.hasSuffix("\n") ? String(text.dropLast()) : text
    }

    /// The signer that the case's context describes.
    ///
    /// Where the context omits the session token from the signature, it is to be added after signing: the
    /// signature is the one of credentials without a token.
    func signer() throws -> Signer {
        let context = try text("context.json")
        let isSigned = !context.contains("\"omit_session_token\": true")
        let normalizes = context.contains("\"normalize\": true")
        return Signer(
            credentials: Credentials(
                accessKeyID: value("access_key_id", context) ?? "",
                secretAccessKey: value("secret_access_key", context) ?? "",
                sessionToken: isSigned ? value("token", context) : nil),
            region: value("region", context) ?? "",
            service: value("service", context) ?? "",
            options: Signer.Options(
                normalizesPath: normalizes, doubleEncodesPath: normalizes,
                sendsContentHash: context.contains("\"sign_body\": true")))
    }

    func request() throws -> HTTPRequest {
        let parts = try text("request.txt").split(separator: "\n\n", maxSplits: 1, omittingEmptySubsequences: false)
        let lines = parts[0].split(separator: "\n")
        let method = lines[0].prefix { $0 != " " }
        let target = lines[0].dropFirst(method.count + 1).dropLast(" HTTP/1.1".count)
        var headers: [HTTPHeader] = []
        for line in lines.dropFirst() {
            if line.hasPrefix(" ") {
                headers[headers.count - 1].value += "\n" + line
            } else {
                let field = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
                headers.append(HTTPHeader(String(field[0]), String(field[1])))
            }
        }
        return HTTPRequest(
            method: String(method), url: "https://example.amazonaws.com\(target)", headers: headers,
            body: parts.count > 1 ? Array(parts[1].utf8) : [], timeout: .seconds(1), usesProxy: false)
    }

    private func value(_ key: String, _ json: String) -> String? {
        let parts = json.split(separator: "\"\(key)\": \"", maxSplits: 1)
        return parts.count > 1 ? parts[1].split(separator: "\"").first.map(String.init) : nil
    }
}

struct Unreadable: Error { let path: String }

func contents(_ path: String) throws -> [UInt8] {
    guard let file = fopen(path, "r") else { throw Unreadable(path: path) }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while case let count = fread(&chunk, 1, chunk.count, file), count > 0 { bytes += chunk[..<count] }
    return bytes
}
