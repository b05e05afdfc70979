import AWS
import TestSupport
import Testing

@Suite struct CredentialsTests {
    @Test func `credentials come from the environment`() throws {
        let (key, token) = (Decoy.secret("key"), Decoy.secret("token"))
        let credentials = try Credentials.environment([
            "AWS_ACCESS_KEY_ID": "id", "AWS_SECRET_ACCESS_KEY": key, "AWS_SESSION_TOKEN": token,
        ])
        #expect(credentials == Credentials(accessKeyID: "id", secretAccessKey: key, sessionToken: token))
    }

    @Test func `an empty session token is none`() throws {
        let credentials = try Credentials.environment([
            "AWS_ACCESS_KEY_ID": "id", "AWS_SECRET_ACCESS_KEY": Decoy.secret("key"), "AWS_SESSION_TOKEN": "",
        ])
        #expect(credentials.sessionToken == nil)
    }

    @Test(arguments: [
        ([:], "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"),
        (["AWS_ACCESS_KEY_ID": "id"], "AWS_SECRET_ACCESS_KEY is not"),
        (["AWS_SECRET_ACCESS_KEY": "KEY", "AWS_ACCESS_KEY_ID": ""], "AWS_ACCESS_KEY_ID is not"),
        (["AWS_ACCESS_KEY_ID": "id", "AWS_SECRET_ACCESS_KEY": "KEY\n"], "AWS_SECRET_ACCESS_KEY holds a blank"),
    ])
    func `what is missing is named`(environment: [String: String], expected: String) throws {
        let environment = environment.mapValues { String($0.replacing("KEY", with: Decoy.secret("key"))) }
        let error = try #require(throws: AWSError.self) { try Credentials.environment(environment) }
        #expect(error.isCredentials)
        #expect(error.description.contains(expected))
        #expect(!Decoy.isShown(in: error.description))
    }

    @Test func `no description shows the secret or the token`() {
        let credentials = Credentials(
            accessKeyID: "id", secretAccessKey: Decoy.secret("key"), sessionToken: Decoy.secret("token"))
        var dumped = ""
        dump([credentials], to: &dumped)
        dump(Signer(credentials: credentials, region: "", service: ""), to: &dumped)
        for text in ["\(credentials)", "\([credentials])", String(reflecting: credentials), dumped] {
            #expect(text.contains("id"))
            #expect(!Decoy.isShown(in: text))
        }
    }
}
