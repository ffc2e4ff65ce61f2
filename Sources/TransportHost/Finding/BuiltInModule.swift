/// A module that comes with cpegate: which schemes it serves is known without opening it.
struct BuiltInModule: Sendable {
  /// As in `--transport-option NAME.OPTION=VALUE`.
  let name: String
  let schemes: [String]
  /// Those of them that stand before a `+`.
  let wrapping: [String]

  var file: String { "libcpegate-\(name).so" }

  static let all = [
    BuiltInModule(name: "chaos", schemes: ["chaos"], wrapping: ["chaos"]),
    BuiltInModule(name: "exec", schemes: ["exec"], wrapping: []),
    BuiltInModule(name: "http", schemes: ["http", "https", "unix"], wrapping: []),
    BuiltInModule(name: "tape", schemes: ["record", "replay"], wrapping: ["record"]),
  ]

  static let schemes = all.flatMap(\.schemes)

  /// Behind these stands a file, a socket or a command, in which nothing has the form of a URL.
  static let opaqueSchemes: Set = ["exec", "replay", "unix"]

  static func serving(_ scheme: String) -> BuiltInModule? {
    all.first { $0.schemes.contains(scheme) }
  }
}
