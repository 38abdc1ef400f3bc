// swift-tools-version: 6.2
import PackageDescription

/// The upcoming language features and the warning policy that every target shares.
let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  .enableUpcomingFeature("InferIsolatedConformances"),
  .treatAllWarnings(as: .error),
]

/// One module: its name, the modules of ours that it may import, and the library products it uses.
func module(
  _ name: String, _ modules: [String] = [], _ products: [Target.Dependency] = [],
  path: String? = nil, exclude: [String] = [], resources: [Resource] = [],
  settings: [SwiftSetting] = []
) -> Target {
  .target(
    name: name, dependencies: modules.map { .byName(name: $0) } + products, path: path,
    exclude: exclude, resources: resources, swiftSettings: strict + settings)
}

/// One test suite and what it may import.
func tests(_ name: String, _ modules: [String], _ products: [Target.Dependency] = []) -> Target {
  .testTarget(
    name: name, dependencies: (modules + ["TestSupport"]).map { .byName(name: $0) } + products,
    swiftSettings: strict)
}

let nio: [Target.Dependency] = [
  .product(name: "NIOCore", package: "swift-nio"),
  .product(name: "NIOPosix", package: "swift-nio"),
  .product(name: "NIOHTTP1", package: "swift-nio"),
]
let nioSSL: Target.Dependency = .product(name: "NIOSSL", package: "swift-nio-ssl")
let nioTLS: Target.Dependency = .product(name: "NIOTLS", package: "swift-nio")
let collections: Target.Dependency = .product(
  name: "HashTreeCollections", package: "swift-collections")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let httpClient: Target.Dependency = .product(
  name: "AsyncHTTPClient", package: "async-http-client")
let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let certificates: [Target.Dependency] = [
  .product(name: "X509", package: "swift-certificates"),
  crypto,
  .product(name: "SwiftASN1", package: "swift-asn1"),
]

// The architecture, one line a module, lowest first: a module may import only what its line names.
let package = Package(
  name: "sluice",
  products: [.executable(name: "sluice", targets: ["sluice"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    .package(url: "https://github.com/apple/swift-asn1", exact: "1.7.4"),
    .package(url: "https://github.com/apple/swift-certificates", exact: "1.21.1"),
    .package(url: "https://github.com/apple/swift-collections", exact: "1.6.0"),
    .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
    .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
    .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
    .package(url: "https://github.com/apple/swift-nio-http2", exact: "1.46.0"),
    .package(url: "https://github.com/apple/swift-nio-ssl", exact: "2.37.6"),
    .package(url: "https://github.com/apple/swift-protobuf", exact: "1.39.0", traits: []),
    .package(url: "https://github.com/apple/swift-system", exact: "1.8.1"),
    .package(url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1"),
    .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
    .package(url: "https://github.com/swift-server/async-http-client", exact: "1.37.0"),
    .package(
      url: "https://github.com/swiftlang/swift-subprocess", exact: "1.0.2", traits: []),
  ],
  targets: [
    .systemLibrary(name: "CNcursesSystem", providers: [.apt(["libncurses-dev"])]),
    .target(
      name: "CNcurses", dependencies: ["CNcursesSystem"],
      linkerSettings: [.linkedLibrary("ncursesw")]),
    // Text for people in their language; English is what is in the code.
    module(
      "Language", [], [.product(name: "Yams", package: "Yams")],
      resources: [
        "common", "console", "panes", "screens", "state", "diagnosis", "actions", "trace",
        "faults-policies", "faults-services", "faults-pods", "faults-ingresses", "faults-gateway",
        "network",
      ].map { .embedInCode("Resources/french-\($0).yaml") }),
    module("Topology", [], [collections]),
    module("Screen", ["Language"]),
    module("Routing", ["Language", "Topology"], [collections]),
    module("Traffic", ["Topology", "Routing"], [collections, crypto]),
    module("Diagnosis", ["Language", "Topology", "Routing", "Traffic"], [collections]),
    module("Actions", ["Language", "Topology", "Routing", "Traffic"]),
    module(
      "State", ["Language", "Topology", "Routing", "Traffic", "Diagnosis", "Actions"],
      [collections]),
    module(
      "Panes",
      ["Language", "Topology", "Screen", "Routing", "Traffic", "Diagnosis", "Actions", "State"]),
    module(
      "Kubernetes", ["Topology", "Routing"],
      [
        .product(name: "Yams", package: "Yams"),
        .product(name: "Subprocess", package: "swift-subprocess"),
        .product(name: "SystemPackage", package: "swift-system"),
        .product(name: "SwiftProtobuf", package: "swift-protobuf"), httpClient, nioSSL, logging,
      ] + nio, exclude: ["Wire/objects.proto", "Wire/generate"]),
    module(
      "Probing", ["Topology", "Traffic"],
      [
        httpClient, nioSSL, nioTLS, logging, .product(name: "NIOHTTP2", package: "swift-nio-http2"),
        .product(name: "NIOHPACK", package: "swift-nio-http2"),
      ] + nio),
    module(
      "Playground", ["Topology", "Routing", "Diagnosis"],
      [
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "HummingbirdTLS", package: "hummingbird"), nioSSL, logging, collections,
      ] + nio + certificates),
    // What scripts read: the lists of `sluice get`, as JSON and as tables.
    module("Reporting", ["Language", "Topology", "Routing", "Traffic", "Diagnosis"]),
    module("Curses", ["Screen", "CNcurses"]),
    module(
      "Themes", ["Screen"], [.product(name: "Yams", package: "Yams")], path: "themes",
      resources: [
        "default", "dark", "light", "cvd-dark", "cvd-light", "hc-dark", "hc-light", "mono", "amber",
        "green",
      ].map { .embedInCode("\($0).yaml") }),
    .executableTarget(
      name: "sluice",
      dependencies: [
        "Language", "Topology", "Screen", "Routing", "Traffic", "Diagnosis", "Actions", "State",
        "Panes", "Reporting", "Kubernetes", "Probing", "Playground", "Curses", "Themes", logging,
        .product(name: "ArgumentParser", package: "swift-argument-parser"), httpClient,
        .product(name: "Subprocess", package: "swift-subprocess"),
        .product(name: "SystemPackage", package: "swift-system"),
      ] + nio,
      resources: [
        .embedInCode("Resources/shop.yaml"), .embedInCode("Resources/traefik-kinds.yaml"),
      ], swiftSettings: strict),
    // Prints the figures of speed beside their targets; not part of the tests, since no time is certain.
    .executableTarget(
      name: "sluice-benchmark",
      dependencies: [
        "Topology", "Routing", "Traffic", "Diagnosis", "Actions", "State", "Kubernetes",
      ],
      path: "Tests/Benchmarks",
      exclude: ["Peer"], swiftSettings: strict),
    // Feeds the readers of hostile input for as long as one likes; a little of it is among the tests.
    .executableTarget(
      name: "sluice-fuzz",
      dependencies: [
        "Language", "Topology", "Routing", "Traffic", "Diagnosis", "State", "Kubernetes",
      ],
      path: "Tests/Fuzzing", swiftSettings: strict),
    .executableTarget(
      name: "terminal-probe", dependencies: ["Screen", "Curses", "Themes"],
      path: "Tests/TerminalProbe", swiftSettings: strict),
    module("TestSupport", ["Topology", "Screen", "Routing", "Traffic"], path: "Tests/TestSupport"),
    tests("LanguageTests", ["Language", "Screen", "State", "Panes"]),
    tests("TopologyTests", ["Topology"]),
    tests("ScreenTests", ["Screen", "Themes"]),
    tests("RoutingTests", ["Language", "Topology", "Routing"]),
    tests("TrafficTests", ["Topology", "Routing", "Traffic"]),
    tests(
      "DiagnosisTests", ["Language", "Topology", "Routing", "Traffic", "Diagnosis", "Reporting"]),
    tests("ActionsTests", ["Language", "Topology", "Routing", "Traffic", "Actions"]),
    tests(
      "StateTests", ["Language", "Topology", "Routing", "Traffic", "Diagnosis", "Actions", "State"]),
    tests(
      "PanesTests",
      [
        "Language", "Topology", "Screen", "Routing", "Traffic", "Diagnosis", "Actions", "State",
        "Panes",
        "Themes",
      ]),
    tests(
      "KubernetesTests",
      ["Topology", "Routing", "Traffic", "Diagnosis", "Reporting", "Kubernetes", "Playground"],
      nio + [nioSSL, .product(name: "SwiftProtobuf", package: "swift-protobuf")]),
    tests("ProbingTests", ["Topology", "Routing", "Traffic", "Probing"], nio + [httpClient]),
    tests(
      "PlaygroundTests",
      [
        "Language", "Topology", "Routing", "Traffic", "Diagnosis", "Actions", "State", "Kubernetes",
        "Probing", "Playground",
      ],
      nio + [nioSSL, httpClient]),
    tests("ProgramTests", ["Topology", "Screen", "sluice", "terminal-probe"]),
    tests("FuzzingTests", ["sluice-fuzz"]),
    // Runs only where .ci/cluster has started a real control plane.
    tests(
      "ClusterTests",
      [
        "Language", "Topology", "Routing", "Diagnosis", "Traffic", "Kubernetes", "Probing",
        "sluice",
      ],
      nio + [nioSSL, collections, httpClient]),
    tests("ConventionTests", []),
  ]
)
