import AWS
import TestSupport
import Testing

@testable import HTTPClient

@Suite(.timeLimit(.minutes(10))) struct ProfileTests {
    private static let key = Decoy.secret("key")
    private static let token = Decoy.secret("token")

    private func job(
        _ environment: [String: String] = [:], credentials: String = "", config: String = "",
        answer: @escaping (HTTPRequest) -> Result<HTTPResponse, HTTPError> = { _ in .failure(unreachable) }
    ) -> Job {
        Job(
            ["HOME": "/h", "AWS_EC2_METADATA_DISABLED": "true"].merging(environment) { $1 },
            files: [
                "/h/.aws/credentials": String(credentials.replacing("KEY", with: Self.key)),
                "/h/.aws/config": String(config.replacing("KEY", with: Self.key)),
            ], answer: answer)
    }

    @Test(arguments: [
        ([:], "default"), (["AWS_PROFILE": "other"], "other"), (["AWS_PROFILE": "config"], "config"),
        (["AWS_DEFAULT_PROFILE": "other", "AWS_PROFILE": "config"], "other"),
    ])
    func `the keys of a profile are used`(environment: [String: String], expected: String) throws {
        let job = job(
            environment,
            credentials: """
                # a comment
                [default]
                aws_access_key_id = default
                AWS_Secret_Access_Key=KEY
                [other]\r
                aws_access_key_id=other ; a comment\r
                aws_secret_access_key = KEY\r

                """,
            config: """
                [default]
                region = eu-west-1
                s3 =
                  aws_access_key_id = nested
                [profile config]
                aws_access_key_id = config
                aws_secret_access_key = KEY
                [other]
                aws_access_key_id = none
                [sso-session default]
                aws_access_key_id = none
                """)
        let credentials = try job.chain.credentials()
        #expect(credentials == Credentials(accessKeyID: expected, secretAccessKey: Self.key, sessionToken: nil))
    }

    @Test func `the credentials file wins over the config file, key by key`() throws {
        let (other, token) = (Decoy.secret("other"), Decoy.secret("session"))
        let credentials = try job(
            credentials: "[default]\naws_access_key_id=credentials\naws_secret_access_key=KEY",
            config: """
                [default]
                aws_access_key_id=config
                aws_secret_access_key=\(other)
                aws_session_token=\(token)
                """
        ).chain.credentials()
        #expect(credentials == Credentials(accessKeyID: "credentials", secretAccessKey: Self.key, sessionToken: token))
    }

    @Test func `variables name other files`() throws {
        let job = Job(
            ["AWS_SHARED_CREDENTIALS_FILE": "/c", "AWS_CONFIG_FILE": "~/f", "HOME": "/h"],
            files: ["/c": "[default]\naws_access_key_id=c\naws_secret_access_key=\(Self.key)", "/h/f": "[default]"])
        #expect(try job.chain.credentials().accessKeyID == "c")
        #expect(Set(job.files.read) == ["/c", "/h/f"])
    }

    @Test func `variables win over a profile`() throws {
        let job = job(
            ["AWS_ACCESS_KEY_ID": "id", "AWS_SECRET_ACCESS_KEY": Self.key, "AWS_PROFILE": "none"])
        #expect(try job.chain.credentials().accessKeyID == "id")
    }

    @Test(arguments: [
        ("[a]\naws_access_key_id=i", "", "has one of aws_access_key_id and aws_secret_access_key; write both"),
        ("[b]", "", "AWS_PROFILE names a, which /h/.aws/credentials or /h/.aws/config does not have"),
        ("", "[profile a]\ncredential_process=x", "a has only credential_process, which freshen does not use"),
        ("", "[profile a]\nregion=x", "a has no aws_access_key_id"),
        ("", "[profile a]\nrole_arn=r", "add its source_profile or credential_source"),
        ("", "[profile a]\nrole_arn=r\nsource_profile=z", "names the source_profile z, which does not exist"),
        ("", "[profile a]\nrole_arn=r\nsource_profile=a", "the source_profile a has no aws_access_key_id"),
        ("", "[profile a]\nrole_arn=r\ncredential_source=Z", "none of Environment, EcsContainer, Ec2InstanceMetadata"),
        ("", "[profile a]\nrole_arn=r\ncredential_source=Environment", "AWS_ACCESS_KEY_ID is not set"),
        ("", "[profile a]\nrole_arn=r\nmfa_serial=m\nsource_profile=a", "requires an MFA code (mfa_serial)"),
        ("", "[profile a]\nweb_identity_token_file=/t", "add its role_arn"),
        (
            "", "[profile a]\nrole_arn=r\nsource_profile=b\n[profile b]\nrole_arn=r\nsource_profile=a",
            "the profiles a, b, a form a cycle"
        ),
        (
            "[a]\naws_access_key_id=i\naws_secret_access_key=KEY K", "",
            "aws_secret_access_key is empty or holds a blank"
        ),
    ])
    func `a mistake in a file is named`(credentials: String, config: String, expected: String) throws {
        let error = try job(["AWS_PROFILE": "a"], credentials: credentials, config: config).refusal()
        #expect(error.description.contains(expected), "\(error)")
        #expect(error.remedy == .signIn)
    }

    @Test(arguments: ["AWS_PROFILE", "AWS_DEFAULT_PROFILE"])
    func `a missing profile is reported with the variable that names it`(variable: String) throws {
        let error = try job([variable: "a"]).refusal()
        #expect(error.description.contains(": \(variable) names a, which "), "\(error)")
    }

    @Test func `a role is assumed with the keys of another profile`() throws {
        let job = job(
            ["AWS_PROFILE": "site"], credentials: "[base]\naws_access_key_id=base\naws_secret_access_key=KEY",
            config: """
                [profile site]
                role_arn = arn:aws:iam::123456789012:role/freshen
                source_profile = base
                external_id = x&y
                duration_seconds = 900
                region = eu-central-1
                """, answer: { _ in .success(role("AssumeRole")) })
        #expect(try job.chain.credentials() == assumed)
        let request = try #require(job.http.requests.first)
        #expect(request.url == "https://sts.eu-central-1.amazonaws.com/")
        #expect(
            request.text
                == "Action=AssumeRole&Version=2011-06-15&RoleArn=arn%3Aaws%3Aiam%3A%3A123456789012%3Arole%2Ffreshen"
                + "&RoleSessionName=freshen&ExternalId=x%26y&DurationSeconds=900")
        #expect(request.header("Authorization")?.contains("Credential=base/20261121/eu-central-1/sts/") == true)
    }

    @Test func `a role is assumed by way of another`() throws {
        let job = job(
            ["AWS_PROFILE": "a"], credentials: "[c]\naws_access_key_id=c\naws_secret_access_key=KEY",
            config: "[profile a]\nrole_arn=A\nsource_profile=b\n[profile b]\nrole_arn=B\nsource_profile=c",
            answer: { _ in .success(role("AssumeRole")) })
        #expect(try job.chain.credentials() == assumed)
        #expect(job.http.requests.map { $0.text.contains("RoleArn=B") } == [true, false])
        #expect(job.http.requests.map { $0.header("X-Amz-Security-Token") } == [nil, assumed.sessionToken])
    }

    @Test(.enabled(if: StandIn.hasPython("moto.server"), "python3 has no moto; see Tests/python.sh"))
    func `moto's STS lets a role be assumed both ways`() throws {
        let moto = try StandIn("moto_standin.py")
        let endpoint = ["AWS_ENDPOINT_URL_STS": "http://127.0.0.1:\(moto.port)", "AWS_REGION": "eu-west-1"]
        let byKeys = job(
            endpoint, credentials: "[default]\naws_access_key_id=base\naws_secret_access_key=KEY",
            config: "[default]\nrole_arn=arn:aws:iam::123456789012:role/a\nsource_profile=default",
            answer: overTheNetwork)
        let identity = Job(
            endpoint.merging([
                "AWS_ROLE_ARN": "arn:aws:iam::123456789012:role/a", "AWS_WEB_IDENTITY_TOKEN_FILE": "/t",
            ]) { $1 }, files: ["/t": "abcd"], answer: overTheNetwork)
        for job in [byKeys, identity] {
            // moto uses the real time, which is far from this test's.
            job.now = 0
            let credentials = try job.chain.credentials()
            #expect(credentials.accessKeyID.hasPrefix("ASIA") && credentials.sessionToken != nil)
            #expect(credentials.expiration != nil)
        }
    }
}

/// The credentials in the answer of `role`.
let assumed = Credentials(
    accessKeyID: "ASIA", secretAccessKey: Decoy.secret("assumed"), sessionToken: Decoy.secret("session"),
    expiration: 1_795_260_896)

/// STS's answer to an action, with credentials that expire in an hour.
func role(_ action: String, until end: String = "2026-11-21T11:34:56Z") -> HTTPResponse {
    HTTPResponse(
        status: 200,
        body: Array(
            """
            <\(action)Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><\(action)Result><Credentials>
            <AccessKeyId>ASIA</AccessKeyId><SecretAccessKey>\(assumed.secretAccessKey)</SecretAccessKey>
            <SessionToken>\(assumed.sessionToken ?? "")</SessionToken><Expiration>\(end)</Expiration></Credentials>
            </\(action)Result></\(action)Response>
            """.utf8))
}

/// STS's refusal.
func refused(_ status: Int, _ code: String, _ message: String = "no") -> HTTPResponse {
    let body = "<ErrorResponse><Error><Code>\(code)</Code><Message>\(message)</Message></Error></ErrorResponse>"
    return HTTPResponse(status: status, body: Array(body.utf8))
}
