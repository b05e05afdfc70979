import TestSupport
import Testing

/// A bucket, a CloudFront, a database for the ledger and a folder for freshen.yaml, and the program run against them.
struct BucketStage {
    /// `buckets` with the binaries and the templates of a platform, in one bucket.
    static let binaries = """
        buckets:
          binaries:
            bucket: platform-binaries
            prefix: binaries/
            match: "binaries/{monitor}/{file}"
            routes: ["/binaries/{monitor}/{file}"]
            only: [releases]
          templates: { bucket: platform-binaries, prefix: customer-templates/, routes: ["/customer-templates/*"], only: [releases] }
        """
    static let distributions = "\ncloudfront: [{ name: releases, alias: releases.example.com }]\n"

    let cloudFront: CloudFrontServer
    let bucket: StandIn
    let folder: Folder
    let database: String

    /// `page`: how many objects an answer lists at most.
    init(page: Int = 1000) throws {
        cloudFront = try CloudFrontServer()
        bucket = try Self.bucket(cloudFront, ["--page", "\(page)"])
        folder = try Folder()
        database = try PostgresServer.running().makeDatabase(named: "bucket")
    }

    /// A bucket that takes the credentials of the CloudFront.
    static func bucket(_ cloudFront: CloudFrontServer, _ arguments: [String] = []) throws -> StandIn {
        try StandIn("s3.py", ["--secret", cloudFront.environment["AWS_SECRET_ACCESS_KEY"] ?? ""] + arguments)
    }

    /// A stage with the platform's binaries and templates, after the first run.
    static func withBinaries() throws -> BucketStage {
        let stage = try BucketStage(page: 3)
        _ = try stage.folder.write(binaries + distributions)
        for key in ["slack/watchy-slack-latest", "slack/metadata.json", "slack/deep/x", "zoom/watchy-zoom-latest"] {
            try stage.put("binaries/" + key)
        }
        try stage.put("customer-templates/a.yaml")
        #expect(try stage.freshen(["migrate"]).status == 0)
        #expect(try stage.freshen(["run"]).output.hasPrefix("first run: recorded what is there, sent nothing"))
        return stage
    }

    func control(_ settings: JSONValue, of server: StandIn? = nil) throws {
        try (server ?? bucket).exchange("POST", "/control", settings.sorted)
    }

    func put(_ key: String, _ body: String = "1", modified: String = "2026-01-01T00:00:00.000Z") throws {
        try control(
            .object([
                "put": .list([.object(["key": .text(key), "body": .text(body), "modified": .text(modified)])])
            ]))
    }

    func delete(_ keys: String...) throws {
        try control(.object(["delete": .list(keys.map(JSONValue.text))]))
    }

    func freshen(_ arguments: [String], _ more: [String: String] = [:]) throws -> Child.Ending {
        let own = ["AWS_ENDPOINT_URL_S3": "http://127.0.0.1:\(bucket.port)", "DATABASE_URL": database]
        return try Child(
            arguments + (arguments == ["migrate"] ? [] : ["--config", folder.path + "/freshen.yaml"]),
            environment: cloudFront.environment.merging(own) { $1 }.merging(more) { $1 }
        ).finish(within: .seconds(60))
    }

    /// The items of the invalidations that a run makes, after a dry run has named the same.
    func sent(_ arguments: String..., status: Int32 = 0, with more: [String: String] = [:]) throws -> [String] {
        let before = try cloudFront.invalidations().count
        let planned = try json(freshen(["run", "--dry-run", "--output", "json"], more).output)
        let ending = try freshen(arguments.isEmpty ? ["run"] : arguments, more)
        #expect(ending.status == status, "\(ending)")
        let items = try cloudFront.invalidations().dropFirst(before).flatMap { $0["items"].list.map(\.text) }
        #expect(planned["cloudfront"][0]["items"].list.map(\.text) == items)
        return items
    }
}
