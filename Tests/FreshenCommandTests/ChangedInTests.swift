import TestSupport
import Testing

/// `freshen invalidate --changed-in`: the files of a folder that differ from a bucket.
@Suite(.timeLimit(.minutes(10))) struct ChangedInTests {
    private let cloudFront: CloudFrontServer
    private let bucket: StandIn
    private let folder: Folder

    init() throws {
        cloudFront = try CloudFrontServer()
        bucket = try BucketStage.bucket(cloudFront)
        folder = try Folder()
        for (name, text) in [("same", "1"), ("changed", "2"), ("new one", "3")] { _ = try folder.write(text, to: name) }
        try put(["same", "changed"])
    }

    /// Stores objects; `new one` has its file's content.
    private func put(_ names: [String]) throws {
        let objects = names.map { #"{"key": "binaries/\#($0)", "body": "\#($0 == "new one" ? "3" : "1")"}"# }
        try bucket.exchange("POST", "/control", "{\"put\": [\(objects.joined(separator: ","))]}")
    }

    private func invalidate(_ arguments: String..., bucket name: String = "platform-binaries") throws -> Child.Ending {
        let options = ["--changed-in", folder.path, "--bucket", name, "--prefix", "binaries"]
        return try Child(
            ["invalidate", "--alias", CloudFrontServer.alias] + options + arguments,
            environment: cloudFront.environment.merging(["AWS_ENDPOINT_URL_S3": "http://127.0.0.1:\(bucket.port)"]) {
                $1
            }
        ).finish(within: .seconds(60))
    }

    @Test func `exactly the paths of changed files are sent`() throws {
        let ending = try invalidate("/index.html")
        #expect(
            ending.output == """
                accepted · \(CloudFrontServer.distribution) · 3 items · at most $0.015
                  /binaries/changed
                  /binaries/new%20one
                  /index.html
                invalidations
                  I0000000000001  accepted
                3 files compared, 2 changed

                """)
        #expect(ending.log == "freshen: comparing \(folder.path) with s3://platform-binaries/binaries/\n")
        #expect(
            try cloudFront.invalidations().map { $0["items"].list.map(\.text) } == [
                ["/binaries/changed", "/binaries/new%20one", "/index.html"]
            ])
    }

    @Test func `a dry run lists the paths, and needs no distribution`() throws {
        let report = try json(invalidate("--dry-run", "--output", "json").output)
        #expect(report["items"].list.map(\.text) == ["/binaries/changed", "/binaries/new%20one"])
        #expect(report["compared"]["files"] == .number(3) && report["compared"]["byDate"] == .number(0))
        #expect(try cloudFront.seen()["requests"].count == 0)
    }

    @Test func `where no file differs there is nothing to do`() throws {
        _ = try folder.write("1", to: "changed")
        try put(["new one"])
        let ending = try invalidate("--wait")
        #expect(
            ending.status == 0
                && ending.output == "nothing to do · releases.example.com\n3 files compared, 0 changed\n",
            "\(ending)")
        #expect(try cloudFront.seen()["requests"].count == 0)
    }

    @Test func `a bucket that cannot be read fails with the command, or is a warning`() throws {
        let ending = try invalidate(bucket: "other-bucket")
        #expect(
            ending.status == 78 && ending.log.contains("there is no bucket other-bucket: s3://other-bucket: "),
            "\(ending)")
        #expect(
            ending.log.hasSuffix(
                "to go on: freshen invalidate --alias releases.example.com --changed-in \(folder.path) --bucket "
                    + "other-bucket --prefix binaries/\n"), "\(ending.log)")
        let tolerated = try invalidate("--soft-fail", bucket: "other-bucket")
        #expect(tolerated.status == 0 && tolerated.log.contains("freshen: warning: there is no bucket"), "\(tolerated)")
    }
}
