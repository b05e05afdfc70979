// swift-tools-version: 6.2
import PackageDescription

/// What every Swift target of ours is built with.
let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]

/// What every room is built with: an unsafe pointer does not compile unless its use says `unsafe`.
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
        room("Text"),
        room("Background"),
        room("Resolver", ["Background"]),
        room("PostgresClient", ["Background", "CPostgres", "Resolver"]),
        room("HTTPClient", ["CCurl", "Text"]),
        room("YAML", ["CYAML"]),
        room("Arguments", ["Text"]),

        // The domain, and the rooms that meet only through its seams.
        room("Freshen", ["Text"]),
        room("Configuration", ["Freshen", "YAML", "Text"]),
        room("LedgerSQL"),
        room("Directus", ["Freshen", "LedgerSQL", "PostgresClient", "Text"]),
        room("Ledger", ["Freshen", "LedgerSQL", "PostgresClient", "Migrations"]),
        room("NextJS", ["Freshen", "HTTPClient", "Text"]),
        room("Kubernetes", ["Background", "Freshen", "HTTPClient", "Resolver", "Text"]),
        room("Metrics", ["Freshen", "HTTPClient", "Text"]),
        room("AWS", ["HTTPClient", "Text", "COpenSSL", "CExpat"]),
        room("CloudFront", ["Freshen", "AWS", "HTTPClient", "Text"]),
        room("S3", ["Freshen", "LedgerSQL", "AWS", "HTTPClient", "Text"]),
        .executableTarget(
            name: "FreshenCommand",
            dependencies: [
                "Arguments", "AWS", "CloudFront", "Configuration", "Directus", "Freshen", "HTTPClient", "Ledger",
                "LedgerSQL", "Kubernetes", "Metrics", "NextJS", "PostgresClient", "S3", "Text",
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
        tests("Text", ["TestSupport"]),
        tests("Arguments"),
        .target(
            name: "LedgerConformance", dependencies: ["Freshen"], path: "Tests/LedgerConformance", swiftSettings: strict
        ),
        tests("Freshen", ["LedgerConformance", "TestSupport"]),
        tests("Configuration", ["Freshen", "TestSupport", "YAML"]),
        tests("LedgerSQL"),
        tests("Directus", ["Freshen", "Configuration", "Ledger", "LedgerSQL", "PostgresClient", "TestSupport"]),
        tests(
            "Ledger",
            [
                "Freshen", "Configuration", "Directus", "LedgerConformance", "LedgerSQL", "PostgresClient",
                "TestSupport",
                "Text",
            ]),
        .testTarget(
            name: "RaceTests",
            dependencies: [
                "Configuration", "Directus", "Freshen", "Ledger", "LedgerSQL", "PostgresClient", "TestSupport",
            ], swiftSettings: strict),
        tests("NextJS", ["Freshen", "HTTPClient", "TestSupport"]),
        tests("Kubernetes", ["Freshen", "HTTPClient", "Resolver", "TestSupport"]),
        tests("Metrics", ["Freshen", "HTTPClient", "TestSupport"]),
        tests("FreshenCommand", ["HTTPClient", "TestSupport"]),
        tests("AWS", ["HTTPClient", "TestSupport", "Text"]),
        tests("CloudFront", ["AWS", "Freshen", "HTTPClient", "TestSupport"]),
        tests("S3", ["AWS", "Freshen", "HTTPClient", "LedgerSQL", "TestSupport"]),

        // The whole program, killed at every moment that the domain names.
        .testTarget(
            name: "CrashTests",
            dependencies: ["FreshenCommand", "Freshen", "HTTPClient", "PostgresClient", "TestSupport"],
            swiftSettings: strict),
    ]
)
