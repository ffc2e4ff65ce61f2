// swift-tools-version: 6.3
import PackageDescription

/// Every Swift target: warnings are errors, and the upcoming features named in the house style are on.
let strict: [SwiftSetting] = [
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("ImmutableWeakCaptures"),
  .enableUpcomingFeature("InferIsolatedConformances"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  // Views into a parsed document that cannot outlive it (`JSONValue`) are written with `@_lifetime`.
  .enableExperimentalFeature("Lifetimes"),
  // Release builds leave out the checks of overlapping access to class members at run time: on the path of a request
  // they cost a tenth of it. Debug builds, which the tests run, keep them.
  .unsafeFlags(["-enforce-exclusivity=unchecked"], .when(configuration: .release)),
]

/// Targets that touch C or raw memory: every unsafe expression is marked.
let strictMemory: [SwiftSetting] = strict + [.strictMemorySafety()]

/// A release executable brings Swift with it: it runs where no toolchain is installed, and starts without looking for one.
let standalone = LinkerSetting.unsafeFlags(
  [
    "-use-ld=lld", "-static-stdlib", "-Xlinker", "--start-group", "-lFoundation", "-lFoundationEssentials",
    "-lFoundationInternationalization", "-l_FoundationICU", "-l_FoundationCollections", "-l_FoundationCShims",
    "-lCoreFoundation", "-lswiftSynchronization", "-lswift_StringProcessing", "-lswift_RegexParser", "-Xlinker",
    "--end-group",
  ], .when(configuration: .release))

/// A transport module brings Swift with it too, and exports its entry and nothing else.
let transportModule: [LinkerSetting] = [
  .unsafeFlags(["-Xlinker", "--version-script=\(Context.packageDirectory)/plugins/exports.map"]),
  .unsafeFlags(
    ["-static-stdlib", "-Xlinker", "--exclude-libs", "-Xlinker", "ALL"], .when(configuration: .release)),
]

let package = Package(
  name: "cpegate",
  products: [
    .executable(name: "control-sim", targets: ["control-sim"]),
    .executable(name: "cpegate", targets: ["cpegate"]),
    .library(name: "cpegate-chaos", type: .dynamic, targets: ["ChaosModule"]),
    .library(name: "cpegate-exec", type: .dynamic, targets: ["ExecModule"]),
    .library(name: "cpegate-http", type: .dynamic, targets: ["HTTPModule"]),
    .library(name: "cpegate-tape", type: .dynamic, targets: ["TapeModule"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
  ],
  targets: [
    .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
    .systemLibrary(name: "CExpat", pkgConfig: "expat", providers: [.apt(["libexpat1-dev"])]),
    .systemLibrary(name: "CJansson", pkgConfig: "jansson", providers: [.apt(["libjansson-dev"])]),
    .target(
      name: "CJanssonArena",
      dependencies: [
        "CJansson"
      ],
      cSettings: [.unsafeFlags(["-Wall", "-Wextra", "-Werror"])]
    ),
    .target(
      name: "CDataModels",
      exclude: ["README.md", "data-models.table"],
      cSettings: [.unsafeFlags(["-Wall", "-Wextra", "-Werror", "-Wno-c23-extensions"])]
    ),
    .target(
      name: "COpenRPC",
      cSettings: [.unsafeFlags(["-Wall", "-Wextra", "-Werror", "-Wno-c23-extensions"])]
    ),
    .target(
      name: "CacheBackend",
      dependencies: [
        "CSQLite",
        "GatewayCore",
        "JSON",
        .product(name: "GRDB", package: "GRDB.swift"),
      ],
      swiftSettings: strictMemory
    ),
    .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
    .systemLibrary(name: "CLibMD", pkgConfig: "libmd", providers: [.apt(["libmd-dev"])]),
    .systemLibrary(name: "CLinux"),
    .target(name: "CTransport", cSettings: [.unsafeFlags(["-Wall", "-Wextra", "-Werror"])]),
    .target(
      name: "ChaosModule",
      dependencies: [
        "TransportModule"
      ],
      path: "plugins/chaos",
      exclude: ["README.md"],
      swiftSettings: strictMemory,
      linkerSettings: transportModule
    ),
    .target(
      name: "ControlServer",
      dependencies: [
        "EventLoop",
        "GatewayCore",
        "JSON",
        "Simulator",
      ],
      swiftSettings: strict
    ),
    .executableTarget(
      name: "control-sim",
      dependencies: [
        "CLinux",
        "ControlServer",
        "EventLoop",
        "GatewayCore",
        "JSON",
        "Simulator",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict,
      linkerSettings: [standalone]
    ),
    .executableTarget(
      name: "cpegate",
      dependencies: [
        "CacheBackend",
        "CDataModels",
        "CLinux",
        "COpenRPC",
        "EventLoop",
        "Gateway",
        "GatewayCore",
        "JSON",
        "JSONRPC",
        "MockBackend",
        "ModelBuilder",
        "OperationEngine",
        "RESTBackend",
        "Simulator",
        "TransportHost",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Logging", package: "swift-log"),
      ],
      swiftSettings: strict,
      linkerSettings: [standalone]
    ),
    .target(
      name: "EventLoop",
      dependencies: [
        .product(name: "HeapModule", package: "swift-collections")
      ],
      swiftSettings: strictMemory
    ),
    .target(
      name: "ExecModule",
      dependencies: [
        "CLinux",
        "JSON",
        "TransportModule",
      ],
      path: "plugins/exec",
      exclude: ["README.md"],
      swiftSettings: strictMemory,
      linkerSettings: transportModule
    ),
    .target(
      name: "Gateway",
      dependencies: [
        "CLibMD",
        "CLinux",
        "EventLoop",
        "GatewayCore",
        "JSON",
        "JSONRPC",
        "MockBackend",
        "OperationEngine",
        "Simulator",
      ],
      swiftSettings: strict
    ),
    .target(
      name: "GatewayCore",
      dependencies: [
        "JSON"
      ],
      swiftSettings: strict
    ),
    .target(
      name: "HTTPModule",
      dependencies: [
        "CCurl",
        "CLinux",
        "TransportModule",
      ],
      path: "plugins/http",
      exclude: ["README.md"],
      swiftSettings: strictMemory,
      linkerSettings: transportModule
    ),
    .target(
      name: "JSON",
      dependencies: [
        "CJansson",
        "CJanssonArena",
      ],
      swiftSettings: strictMemory
    ),
    .target(
      name: "JSONRPC",
      dependencies: [
        "CLinux",
        "EventLoop",
        "JSON",
        .product(name: "DequeModule", package: "swift-collections"),
      ],
      swiftSettings: strictMemory
    ),
    .target(
      name: "MockBackend",
      dependencies: [
        "GatewayCore",
        "JSON",
        "Simulator",
      ],
      swiftSettings: strict
    ),
    .target(
      name: "ModelBuilder",
      dependencies: [
        "CExpat",
        "GatewayCore",
      ],
      swiftSettings: strictMemory
    ),
    .target(
      name: "OperationEngine",
      dependencies: [
        "GatewayCore",
        "JSON",
        .product(name: "HeapModule", package: "swift-collections"),
      ],
      swiftSettings: strict
    ),
    .target(
      name: "RESTBackend",
      dependencies: [
        "GatewayCore",
        "JSON",
        .product(name: "DequeModule", package: "swift-collections"),
      ],
      swiftSettings: strict
    ),
    .target(
      name: "Simulator",
      dependencies: [
        "EventLoop",
        "GatewayCore",
        "JSON",
      ],
      swiftSettings: strict
    ),
    .target(
      name: "TapeModule",
      dependencies: [
        "GatewayCore",
        "JSON",
        "TransportModule",
      ],
      path: "plugins/tape",
      exclude: ["README.md"],
      swiftSettings: strictMemory,
      linkerSettings: transportModule
    ),
    .target(
      name: "TestSupport",
      dependencies: [
        "ControlServer",
        "EventLoop",
        "GatewayCore",
        "JSON",
      ],
      path: "Tests/Support",
      swiftSettings: strict
    ),
    .target(
      name: "TransportHost",
      dependencies: [
        "CTransport",
        "GatewayCore",
        "JSON",
      ],
      swiftSettings: strictMemory
    ),
    .target(
      name: "TransportModule",
      dependencies: [
        "CTransport"
      ],
      path: "plugins/kit",
      swiftSettings: strictMemory
    ),
    .testTarget(
      name: "CacheBackendTests",
      dependencies: [
        "CacheBackend",
        "EventLoop",
        "GatewayCore",
        "JSON",
        "MockBackend",
        "Simulator",
        "TestSupport",
        .product(name: "GRDB", package: "GRDB.swift"),
      ],
      swiftSettings: strict
    ),
    .testTarget(
      name: "Conformance",
      dependencies: [
        "CacheBackend",
        "ControlServer",
        "EventLoop",
        "GatewayCore",
        "JSON",
        "MockBackend",
        "RESTBackend",
        "Simulator",
        "TestSupport",
        "TransportHost",
      ],
      swiftSettings: strict
    ),
    .testTarget(
      name: "ControlServerTests",
      dependencies: [
        "ControlServer",
        "EventLoop",
        "GatewayCore",
        "JSON",
        "Simulator",
        "TestSupport",
      ],
      swiftSettings: strict
    ),
    .testTarget(
      name: "EventLoopTests",
      dependencies: [
        "EventLoop",
        "TestSupport",
      ],
      swiftSettings: strict
    ),
    .testTarget(
      name: "GatewayCoreTests",
      dependencies: [
        "CDataModels",
        "GatewayCore",
        "JSON",
        "TestSupport",
      ],
      swiftSettings: strict
    ),
    .testTarget(
      name: "GatewayTests",
      dependencies: [
        "EventLoop",
        "Gateway",
        "GatewayCore",
        "JSON",
        "JSONRPC",
        "MockBackend",
        "OperationEngine",
        "Simulator",
        "TestSupport",
      ],
      swiftSettings: strict
    ),
    .testTarget(
      name: "HTTPModuleTests",
      dependencies: [
        "GatewayCore",
        "TestSupport",
        "TransportHost",
      ],
      swiftSettings: strict
    ),
    .testTarget(
      name: "JSONRPCTests",
      dependencies: [
        "EventLoop",
        "JSON",
        "JSONRPC",
        "TestSupport",
      ],
      swiftSettings: strict
    ),
    .testTarget(
      name: "JSONTests",
      dependencies: [
        "JSON",
        "TestSupport",
      ],
      swiftSettings: strict
    ),
    .testTarget(
      name: "LayerModuleTests",
      dependencies: [
        "GatewayCore",
        "JSON",
        "TestSupport",
        "TransportHost",
      ],
      swiftSettings: strict
    ),
    .testTarget(
      name: "ModelBuilderTests",
      dependencies: [
        "CDataModels",
        "GatewayCore",
        "ModelBuilder",
        "TestSupport",
      ],
      swiftSettings: strict
    ),
    .testTarget(
      name: "OperationEngineTests",
      dependencies: [
        "EventLoop",
        "GatewayCore",
        "JSON",
        "MockBackend",
        "OperationEngine",
        "Simulator",
        "TestSupport",
      ],
      swiftSettings: strict
    ),
    .testTarget(
      name: "RESTBackendTests",
      dependencies: [
        "ControlServer",
        "EventLoop",
        "GatewayCore",
        "JSON",
        "OperationEngine",
        "RESTBackend",
        "Simulator",
        "TestSupport",
      ],
      swiftSettings: strict
    ),
    .testTarget(
      name: "SimulatorTests",
      dependencies: [
        "EventLoop",
        "GatewayCore",
        "JSON",
        "Simulator",
        "TestSupport",
      ],
      swiftSettings: strict
    ),
    .testTarget(
      name: "TransportHostTests",
      dependencies: [
        "CTransport",
        "GatewayCore",
        "JSON",
        "TestSupport",
        "TransportHost",
      ],
      swiftSettings: strict
    ),
    .testTarget(
      name: "Transcripts",
      dependencies: [
        "EventLoop",
        "JSON",
        "JSONRPC",
        "TestSupport",
        "cpegate",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict
    ),
  ],
  swiftLanguageModes: [.v6]
)
