import AWS
import HTTPClient
import Testing

@Suite(.timeLimit(.minutes(10))) struct AWSErrorTests {
    typealias Row = (AWSError.Origin, String, AWSError.Remedy)

    @Test(
        arguments: [
            (.answer(status: 400), "Throttling", .slowDown),
            (.answer(status: 429), "Status429", .slowDown),
            (.answer(status: 503), "SlowDown", .slowDown),
            (.answer(status: 503), "ServiceUnavailable", .retry),
            (.answer(status: 500), "InternalError", .retry),
            (.answer(status: 400), "RequestTimeout", .retry),
            (.answer(status: 400), "TooManyInvalidationsInProgress", .retry),
            (.answer(status: 201), "UnreadableAnswer", .retry),
            (.transport(.timedOut), "timedOut", .retry),
            (.transport(.tls), "tls", .change),
            (.answer(status: 403), "ExpiredToken", .signIn),
            (.answer(status: 400), "ExpiredTokenException", .signIn),
            (.answer(status: 403), "InvalidClientTokenId", .signIn),
            (.answer(status: 403), "SignatureDoesNotMatch", .signIn),
            (.setup, "NoCredentials", .signIn),
            (.answer(status: 403), "AccessDenied", .grant),
            (.answer(status: 400), "InvalidArgument", .change),
            (.answer(status: 404), "NoSuchDistribution", .change),
            (.answer(status: 413), "BatchTooLarge", .change),
            (.setup, "InvalidEndpoint", .change),
        ] as [Row])
    func `an error has one remedy`(row: Row) {
        let error = AWSError(row.0, code: row.1, message: "m")
        #expect(error.remedy == row.2)
    }

    @Test(arguments: ["\n", "\u{0}", "\u{1B}", "\u{7F}", "\u{85}", "\u{2028}"])
    func `a message has no control characters`(odd: Character) {
        let error = AWSError(.answer(status: 400), code: "Thrott\(odd)ling", message: "Rate\(odd)exceeded")
        #expect(error.description == "Rate exceeded (Thrott ling, HTTP 400)")
    }
}
