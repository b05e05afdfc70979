// swift-tools-version: 6.2
import PackageDescription

/// What every Swift target of ours is built with.
let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]

/// Rooms that hold no C: the compiler refuses any unsafe pointer in them.
let pure = strict + [.strictMemorySafety()]

func room(_ name: String, _ below: [Target.Dependency] = [], settings: [SwiftSetting] = pure) -> Target {
    .target(name: name, dependencies: below, swiftSettings: settings)
}

func tests(_ name: String, _ below: [Target.Dependency] = []) -> Target {
    .testTarget(name: name + "Tests", dependencies: below + [.byName(name: name)], swiftSettings: strict)
}

func library(_ name: String, pkgConfig: String, apt: String) -> Target {
    .systemLibrary(name: name, pkgConfig: pkgConfig, providers: [.apt([apt])])
}

let package = Package(
    name: "freshen",
    products: [.executable(name: "freshen", targets: ["FreshenCommand"])],
    targets: [
        // C libraries, each imported by exactly one room.
        library("CPostgres", pkgConfig: "libpq", apt: "libpq-dev"),
        library("CCurl", pkgConfig: "libcurl", apt: "libcurl4-openssl-dev"),
        library("COpenSSL", pkgConfig: "libcrypto", apt: "libssl-dev"),
        library("CExpat", pkgConfig: "expat", apt: "libexpat1-dev"),
        library("CYAML", pkgConfig: "yaml-0.1", apt: "libyaml-dev"),

        // Tools that know nothing of what freshen is for.
        room("PostgresClient", ["CPostgres"]),
        room("HTTPClient", ["CCurl"]),
        room("YAML", ["CYAML"]),
        room("Spelling"),
        room("Arguments", ["Spelling"]),

        // The domain, and the rooms that meet only through its seams.
        room("Freshen"),
        room("Configuration", ["Freshen", "YAML", "Spelling"]),
        room("Directus", ["Freshen", "PostgresClient", "Spelling"]),
        room("Ledger", ["Freshen", "PostgresClient", "Migrations"]),
        room("NextJS", ["Freshen", "HTTPClient"]),
        room("Kubernetes", ["Freshen", "HTTPClient"]),
        room("AWS", ["HTTPClient", "COpenSSL", "CExpat"]),
        room("CloudFront", ["Freshen", "AWS", "HTTPClient"]),
        .executableTarget(
            name: "FreshenCommand",
            dependencies: [
                "Arguments", "AWS", "CloudFront", "Configuration", "Directus", "Freshen", "HTTPClient", "Ledger",
                "Kubernetes", "NextJS", "PostgresClient",
            ],
            swiftSettings: pure),
        .target(
            name: "Migrations", path: "sql", exclude: ["role.sql"], resources: [.embedInCode("migrations")],
            swiftSettings: pure),

        // Tests, one target a room; they start the servers that they talk to.
        .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: strict),
        tests("TestSupport"),
        tests("PostgresClient", ["TestSupport"]),
        tests("HTTPClient", ["TestSupport"]),
        tests("YAML", ["TestSupport"]),
        tests("Spelling"),
        tests("Arguments"),
        tests("Freshen", ["TestSupport"]),
        tests("Configuration", ["Freshen", "TestSupport", "YAML"]),
        tests("Directus", ["Freshen", "Configuration", "Ledger", "PostgresClient", "TestSupport"]),
        tests("Ledger", ["Freshen", "Configuration", "Directus", "PostgresClient", "TestSupport"]),
        .testTarget(
            name: "RaceTests",
            dependencies: [
                "Configuration", "Directus", "Freshen", "Ledger", "PostgresClient", "TestSupport",
            ], swiftSettings: strict),
        tests("NextJS", ["Freshen", "HTTPClient", "TestSupport"]),
        tests("Kubernetes", ["Freshen", "HTTPClient", "TestSupport"]),
        tests("FreshenCommand", ["TestSupport"]),
        tests("AWS", ["HTTPClient", "TestSupport"]),
        tests("CloudFront", ["AWS", "Freshen", "HTTPClient", "TestSupport"]),

        // The whole program, killed at every moment that the domain names.
        .testTarget(
            name: "CrashTests",
            dependencies: ["FreshenCommand", "Freshen", "HTTPClient", "PostgresClient", "TestSupport"],
            swiftSettings: strict),
    ]
)
