import TestSupport
import Testing

@testable import AWS

@Suite(.timeLimit(.minutes(10))) struct CredentialsTests {
    @Test func `credentials come from the environment`() throws {
        let (key, token) = (Decoy.secret("key"), Decoy.secret("token"))
        let credentials = try Job([
            "AWS_ACCESS_KEY_ID": "id", "AWS_SECRET_ACCESS_KEY": key, "AWS_SESSION_TOKEN": token,
        ]).chain.credentials()
        #expect(credentials == Credentials(accessKeyID: "id", secretAccessKey: key, sessionToken: token))
    }

    @Test func `an empty session token is none`() throws {
        let credentials = try Job([
            "AWS_ACCESS_KEY_ID": "id", "AWS_SECRET_ACCESS_KEY": Decoy.secret("key"), "AWS_SESSION_TOKEN": "",
        ]).chain.credentials()
        #expect(credentials.sessionToken == nil)
    }

    @Test(arguments: [
        (["AWS_ACCESS_KEY_ID": "id"], "AWS_SECRET_ACCESS_KEY is not"),
        (["AWS_SECRET_ACCESS_KEY": "KEY", "AWS_ACCESS_KEY_ID": ""], "AWS_ACCESS_KEY_ID is not"),
        (["AWS_ACCESS_KEY_ID": "id", "AWS_SECRET_ACCESS_KEY": "KEY\n"], "AWS_SECRET_ACCESS_KEY is empty or holds"),
    ])
    func `a missing variable is named`(environment: [String: String], expected: String) throws {
        let environment = environment.mapValues { String($0.replacing("KEY", with: Decoy.secret("key"))) }
        let error = try Job(environment).refusal()
        #expect(error.remedy == .signIn)
        #expect(error.description.contains(expected))
    }

    @Test func `without credentials the message names every place and what is missing there`() throws {
        let job = Job(["HOME": "/home/a", "AWS_EC2_METADATA_DISABLED": "true"])
        let error = try job.refusal()
        #expect(
            error.description == "no AWS credentials (environment: AWS_ACCESS_KEY_ID is not set; "
                + "web identity: AWS_WEB_IDENTITY_TOKEN_FILE is not set; "
                + "profile: no profile default in /home/a/.aws/credentials or /home/a/.aws/config; "
                + "container: AWS_CONTAINER_CREDENTIALS_FULL_URI is not set; "
                + "instance: AWS_EC2_METADATA_DISABLED is true) (NoCredentials)")
        #expect(error.remedy == .signIn)
        #expect(job.http.requests.isEmpty)
    }

    @Test func `no request is made before credentials are needed`() {
        let job = Job(["AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://localhost/"])
        _ = job.chain
        #expect(job.http.requests.isEmpty && job.files.read.isEmpty)
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
