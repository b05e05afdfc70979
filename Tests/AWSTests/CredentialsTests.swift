import AWS
import Testing

@Suite struct CredentialsTests {
    @Test func `credentials come from the environment`() throws {
        let credentials = try Credentials.environment([
            "AWS_ACCESS_KEY_ID": "id", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_SESSION_TOKEN": "token",
        ])
        #expect(credentials == Credentials(accessKeyID: "id", secretAccessKey: "secret", sessionToken: "token"))
    }

    @Test func `an empty session token is none`() throws {
        let credentials = try Credentials.environment([
            "AWS_ACCESS_KEY_ID": "id", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_SESSION_TOKEN": "",
        ])
        #expect(credentials.sessionToken == nil)
    }

    @Test(arguments: [
        ([:], "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"),
        (["AWS_ACCESS_KEY_ID": "id"], "AWS_SECRET_ACCESS_KEY is not"),
        (["AWS_SECRET_ACCESS_KEY": "hidden", "AWS_ACCESS_KEY_ID": ""], "AWS_ACCESS_KEY_ID is not"),
        (["AWS_ACCESS_KEY_ID": "id", "AWS_SECRET_ACCESS_KEY": "hidden\n"], "AWS_SECRET_ACCESS_KEY holds a blank"),
    ])
    func `what is missing is named`(environment: [String: String], expected: String) throws {
        let error = try #require(throws: AWSError.self) { try Credentials.environment(environment) }
        #expect(error.isCredentials)
        #expect(error.description.contains(expected))
        #expect(!error.description.contains("hidden"))
    }

    @Test func `no description shows the secret or the token`() {
        let credentials = Credentials(accessKeyID: "id", secretAccessKey: "hidden", sessionToken: "hidden")
        var dumped = ""
        dump([credentials], to: &dumped)
        dump(Signer(credentials: credentials, region: "", service: ""), to: &dumped)
        for text in ["\(credentials)", "\([credentials])", String(reflecting: credentials), dumped] {
            #expect(text.contains("id"))
            #expect(!text.contains("hidden"))
        }
    }
}
