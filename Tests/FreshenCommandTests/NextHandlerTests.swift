import TestSupport
import Testing

/// The program notifies the routes that a site copies from k8s/nextjs, served by Node.js.
@Suite(.timeLimit(.minutes(10))) struct NextHandlerTests {
    private static let token = Decoy.secret("pods")
    private static let greeting = #""sent":"{\"paths\":[],\"tags\":[]}","status":200"#
    private static let everything = #""sent":"{\"paths\":[{\"path\":\"/\",\"type\":\"layout\"}"#

    private let server: PostgresServer
    private let database: String
    private let folder: Folder

    init() throws {
        (server, database) = try migratedDatabase(named: "next", "CREATE TABLE articles (slug text PRIMARY KEY)")
        folder = try Folder()
    }

    private func start(_ version: String, token: String = Self.token) throws -> StandIn {
        try StandIn(nextJS: version, environment: ["REVALIDATE_TOKEN": token])
    }

    private func run(_ pod: StandIn) throws -> Child.Ending {
        let file = try folder.write(
            """
            collections: { articles: { routes: ["/articles/{slug}"], tags: ["article:{slug}"] } }
            web:
              - pods: { urls: ["http://127.0.0.1:\(pod.port)"] }
                token: { env: REVALIDATE_TOKEN }
                settle: 0s

            """)
        return try Child(
            ["run", "--config", file], environment: ["DATABASE_URL": database, "REVALIDATE_TOKEN": Self.token]
        ).finish()
    }

    private func insert(_ slug: String) throws {
        try server.runSQL("INSERT INTO articles VALUES ('\(slug)')", in: database)
    }

    @Test(arguments: ["14.2.35", "15.2.8", "15.5.29", "16.4.6"])
    func `a path and a tag are purged, and a new pod is greeted and purged of everything`(version: String) throws {
        let pod = try start(version)
        #expect(try run(pod).status == 0)
        try insert("größe & mehr")
        let ending = try run(pod)
        #expect(ending.status == 0, "\(ending)")
        let request = pod.nextLine()
        #expect(request.contains(#"{\"path\":\"/articles/gr%C3%B6%C3%9Fe%20&%20mehr\"}"#), "\(request)")
        #expect(request.contains(#""status":200,"answer":{"revalidated":true,"buildId":"build-1""#), "\(request)")
        #expect(request.contains(#"{"tag":"article:größe & mehr","ok":true}"#), "\(request)")
        let newPod = try start(version)
        #expect(try run(newPod).status == 0)
        #expect(newPod.nextLine().contains(Self.greeting))
        #expect(newPod.nextLine().contains(Self.everything))
    }

    @Test func `a path that the pod refuses is named, and the pod is sent everything in its place`() throws {
        let pod = try start("16.4.6")
        #expect(try run(pod).status == 0)
        try insert(String(repeating: "x", count: 1_100))
        let ending = try run(pod)
        #expect(ending.status == 0 && ending.output.contains("the pod refused /articles/xxx"), "\(ending)")
        #expect(pod.nextLine().contains(#""ok":false,"error":"path is longer than 1024""#))
        #expect(pod.nextLine().contains(Self.everything))
    }

    @Test func `a pod with another token is refused`() throws {
        let pod = try start("16.4.6", token: Decoy.secret("other"))
        #expect(try run(pod).status == 0)
        try insert("a")
        let ending = try run(pod)
        #expect(ending.status == 77, "\(ending)")
        #expect(pod.nextLine().contains(#""status":401"#))
    }
}
