package import AWS
package import Freshen
internal import HTTPClient
internal import Text

/// A bucket of S3, whose objects are listed.
package final class Bucket {
    /// Its name.
    package let name: String
    private let context: AWSContext
    private let credentials: CredentialChain
    private let time: WaitingTime
    private let mostAttempts: Int
    /// When the last page of a list was answered, by S3's clock; nil: there was none, or S3 did not say.
    private(set) var listedAt: Instant?
    /// The bucket's region as far as known; AWS corrects a wrong one.
    private var region: String?

    /// A bucket about which nothing is asked yet.
    ///
    /// A request is made `attempts` times at most, and once more for the right region. Throws a configuration failure for
    /// a text that is no bucket's name.
    package init(
        _ name: String, _ context: AWSContext, _ credentials: CredentialChain, _ time: WaitingTime, attempts: Int = 4
    ) throws(Failure) {
        guard name.isBucketName else {
            throw .configuration("\(name) is not the name of a bucket, such as platform-binaries")
        }
        self.name = name
        self.context = context
        self.time = time
        mostAttempts = attempts
        self.credentials = credentials
    }

    /// The bucket of an entry of freshen.yaml; asks CloudFormation where an output of a stack names it.
    package convenience init(
        _ location: BucketRule.Location, _ context: AWSContext, _ credentials: CredentialChain, _ time: WaitingTime,
        attempts: Int = 4
    ) throws(Failure) {
        switch location {
        case .name(let name): try self.init(name, context, credentials, time, attempts: attempts)
        case .output(let output, let stack):
            let name: String
            do throws(AWSError) {
                name = try StackOutputs(context, credentials).value(output, of: stack)
            } catch {
                throw Failure(error, "the stack \(stack)", isUnknown: error.code == "ValidationError")
            }
            try self.init(name, context, credentials, time, attempts: attempts)
        }
    }

    /// Passes on the objects whose keys begin with `prefix`, in the order of their keys' bytes, a page at a time.
    ///
    /// Throws what `body` throws, and a failure where the list cannot be read to its end.
    package func list(prefix: String, _ body: ([StoredObject]) throws -> Void) throws {
        var (continuation, last): (String?, StoredObject?) = (nil, nil)
        var begun: BegunAWSRequest?
        repeat {
            guard !time.isInterrupted() else {
                throw Failure(
                    .tryAgain,
                    "the list of s3://\(name) was given up before its end: a signal came, or its time was over")
            }
            let response = try translating { () throws(AWSError) in
                try send("GET", key: nil, query(prefix, continuation), begun: begun)
            }
            // S3 makes the next page while this one is read.
            continuation = ObjectPage.continuation(of: response)
            begun = continuation.flatMap { begin(prefix, $0) }
            let page = try translating { () throws(AWSError) in try ObjectPage(response) }
            if page.continuation != continuation { (continuation, begun) = (page.continuation, nil) }
            for object in page.objects {
                guard last?.key.precedesByBytes(object.key) ?? true,
                    object.key.hasBytes(atStart: prefix)
                else {
                    throw Failure(
                        .tryAgain, "s3://\(name) does not list its objects in the order of their keys, as S3 does")
                }
                last = object
            }
            listedAt = page.date
            try body(page.objects)
        } while continuation != nil
    }

    /// The first objects whose keys begin with `prefix`, at most 1,000.
    func firstPage(prefix: String) throws(Failure) -> [StoredObject] {
        try translating { () throws(AWSError) in try ObjectPage(send("GET", key: nil, query(prefix, nil))).objects }
    }

    private func query(_ prefix: String, _ continuation: String?) -> [(name: String, value: String)] {
        [("list-type", "2"), ("encoding-type", "url"), ("prefix", prefix)]
            + (continuation.map { [("continuation-token", $0)] } ?? [])
    }

    /// Asks for a page that is read later; nil: it is asked for then.
    private func begin(_ prefix: String, _ continuation: String) -> BegunAWSRequest? {
        guard let (service, path) = try? service() else { return nil }
        return try? service.begin(method: "GET", path: path, query: query(prefix, continuation))
    }

    /// Whether an object's ETag is certainly not its content's MD5, because KMS or the customer's key encrypts it.
    ///
    /// False where nothing is known, because the credentials may list the bucket and not read it.
    func hidesContent(of key: String) throws(Failure) -> Bool {
        do throws(AWSError) {
            let encryption = try send("HEAD", key: key, []).header("x-amz-server-side-encryption")
            return encryption?.hasPrefix("aws:kms") ?? false
        } catch  where error.status == 400 {
            // S3 describes an object with a customer's key to nobody who does not send that key.
            return true
        } catch  where [403, 404].contains(error.status) {
            return false
        } catch {
            throw failure(error)
        }
    }

    // MARK: requests

    /// Sends a request, and once more to the right region; repeats it where S3 is busy or unavailable.
    ///
    /// `begun` is the same request, which was sent already; nil: it was not.
    private func send(
        _ method: String, key: String?, _ query: [(name: String, value: String)], begun: BegunAWSRequest? = nil
    ) throws(AWSError) -> HTTPResponse {
        var (attempt, isCorrected, begun) = (1, false, begun)
        while true {
            do throws(AWSError) {
                let (service, path) = try service()
                if let sent = begun {
                    begun = nil
                    return try service.finish(sent)
                }
                return try service.send(
                    method: method, path: path + (key.map { "/" + percentEncoded($0, keeping: "/") } ?? ""),
                    query: query)
            } catch {
                if let right = error.bucketRegion, right != region, !isCorrected {
                    (region, isCorrected) = (right, true)
                    continue
                }
                guard [.retry, .slowDown].contains(error.remedy), attempt < mostAttempts, !time.isInterrupted() else {
                    throw error
                }
                time.pause(Backoff.bucket(afterFailures: attempt, random: time.random()))
                attempt += 1
            }
        }
    }

    /// The bucket's service, and the path of the bucket itself.
    private func service() throws(AWSError) -> (AWSService, path: String) {
        if region == nil { region = try context.region() ?? "us-east-1" }
        let region = region ?? "us-east-1"
        let host = "s3.\(region).\(region.domainOfRegion)"
        let endpoint = try context.endpoint("s3", standard: "https://\(host)")
        // A host name with a dot in the bucket's part fits no certificate of S3.
        let isInPath =
            endpoint != "https://\(host)" || !name.utf8.allSatisfy { $0.isLetterOrDigit || $0 == UInt8(ascii: "-") }
        return (
            .s3(
                endpoint: isInPath ? endpoint : "https://\(name).\(host)", region: region, credentials: credentials,
                context),
            isInPath ? "/\(name)" : ""
        )
    }

    private func translating<Result>(_ body: () throws(AWSError) -> Result) throws(Failure) -> Result {
        do {
            return try body()
        } catch {
            throw failure(error)
        }
    }

    private func failure(_ error: AWSError) -> Failure {
        guard error.code != "NoSuchBucket" else {
            return Failure(error, "there is no bucket \(name): s3://\(name)", isUnknown: true)
        }
        return Failure(error, "s3://\(name)", isUnknown: false)
    }
}

extension Failure {
    /// The failure that an error of AWS means; `isUnknown`: what is asked about does not exist.
    fileprivate init(_ error: AWSError, _ what: String, isUnknown: Bool) {
        let exit: ExitCode =
            switch error.remedy {
            case _ where isUnknown: .configuration
            case .signIn, .grant: .refused
            case .slowDown, .retry: .tryAgain
            case .change: error.origin == .setup ? .configuration : .tryAgain
            }
        self.init(exit, "\(what): \(error.description)")
    }
}
