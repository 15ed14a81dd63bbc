// swift-tools-version: 6.2

import PackageDescription

/// One set of settings for every target of ours: warnings are errors, and the proposals that make
/// visibility and existentials explicit are on.
let house: [SwiftSetting] = [
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),  // SE-0335
  .enableUpcomingFeature("InternalImportsByDefault"),  // SE-0409
  .enableUpcomingFeature("MemberImportVisibility"),  // SE-0444
]

let package = Package(
  name: "settled",
  products: [
    .executable(name: "settled", targets: ["settled"])
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-configuration", from: "1.4.0", traits: []),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
  ],
  targets: [
    .systemLibrary(name: "CLibPQ", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
    .target(
      name: "Postgres", dependencies: ["CLibPQ"], swiftSettings: house + [.strictMemorySafety()]),
    .target(name: "Policy", swiftSettings: house),
    .target(
      name: "SQL", path: "sql",
      resources: [.embedInCode("migrations"), .embedInCode("statements")],
      swiftSettings: house),
    .target(name: "Store", dependencies: ["Policy", "Postgres", "SQL"], swiftSettings: house),
    .systemLibrary(
      name: "CSystemd", pkgConfig: "libsystemd", providers: [.apt(["libsystemd-dev"])]),
    .target(
      name: "Systemd", dependencies: ["CSystemd"], swiftSettings: house + [.strictMemorySafety()]),
    .target(
      name: "Log",
      dependencies: ["Policy", "Systemd", .product(name: "Logging", package: "swift-log")],
      swiftSettings: house),
    .target(
      name: "Worker",
      dependencies: [
        "Log", "Policy", "Postgres", "Store", "Systemd",
        .product(name: "Logging", package: "swift-log"),
      ],
      swiftSettings: house),
    .executableTarget(
      name: "settled",
      dependencies: [
        "Log", "Policy", "Postgres", "Store", "Systemd", "Worker",
        .product(name: "Logging", package: "swift-log"),
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Configuration", package: "swift-configuration"),
      ],
      swiftSettings: house),
    .target(
      name: "TestCluster", dependencies: ["Postgres"], path: "Tests/TestCluster",
      swiftSettings: house),
    .testTarget(
      name: "PostgresTests", dependencies: ["Postgres", "TestCluster"], swiftSettings: house),
    .target(
      name: "TestModel", dependencies: ["Policy", "Postgres"], path: "Tests/TestModel",
      swiftSettings: house),
    .testTarget(
      name: "PolicyTests", dependencies: ["Policy", "TestModel"], swiftSettings: house),
    .testTarget(
      name: "LogTests",
      dependencies: ["Log", "Policy", "Systemd", .product(name: "Logging", package: "swift-log")],
      swiftSettings: house),
    .testTarget(
      name: "SchemaTests", dependencies: ["Policy", "Postgres", "SQL", "Store", "TestCluster"],
      swiftSettings: house),
    .testTarget(
      name: "WorkerTests",
      dependencies: [
        "Log", "Policy", "Postgres", "SQL", "Store", "Worker", "TestCluster", "TestModel",
        .product(name: "InMemoryLogging", package: "swift-log"),
        .product(name: "Logging", package: "swift-log"),
      ],
      swiftSettings: house),
    .executableTarget(
      name: "Bench",
      dependencies: [
        "Postgres", "TestCluster",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      path: "Tests/Bench",
      resources: [
        .embedInCode("by_hand.sql"), .embedInCode("limit.sql"), .embedInCode("outcome.sql"),
        .embedInCode("load_approvals.sql"), .embedInCode("expect_approvals.sql"),
        .embedInCode("load_settlements.sql"), .embedInCode("expect_settlements.sql"),
        .embedInCode("age_agenda.sql"),
        .embedInCode("load_platform.sql"), .embedInCode("load_idle.sql"),
        .embedInCode("load_latency.sql"), .embedInCode("load_giant.sql"),
      ],
      swiftSettings: house),
    .executableTarget(
      name: "Torture",
      dependencies: [
        "Policy", "Postgres", "SQL", "Store", "Worker", "TestCluster", "TestModel",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      path: "Tests/Torture", resources: [.embedInCode("sql")], swiftSettings: house),
    .testTarget(
      name: "ProgramTests", dependencies: ["Postgres", "Store", "TestCluster", "settled"],
      swiftSettings: house),
  ]
)
