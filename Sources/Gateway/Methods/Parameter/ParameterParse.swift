internal import GatewayCore
internal import JSON
internal import JSONRPC

/// `parameter.parse`: takes a path apart, by the strict grammar.
struct ParameterParse: Method {
  static let name: StaticString = "parameter.parse"
  static let traits: MethodTraits = []

  struct Params: MethodParams {
    static let members: [StaticString] = ["path"]
    static let required: [StaticString] = ["path"]
    let path: String

    init(reading value: JSONValue) throws(JSONReadError) {
      var path: String?
      try value.readMembers(Params.members) { (_, value) throws(JSONReadError) in path = try value.readString() }
      guard let path else { throw .missing("path") }
      self.path = path
    }
  }

  static func touch(_ params: Params, _ services: GatewayServices) -> Touch { .nothing }

  static func run(_ params: Params, in context: MethodContext, into result: inout JSONWriter) async throws {
    let path: ParameterPath
    do throws(PathError) {
      path = try ParameterPath(strict: params.path)
    } catch {
      throw GatewayError(error, pointer: "/path")
    }
    result.member("kind")
    let match = path.isPartial ? ParameterCheck(context.services.models()).match(of: path) : nil
    let isTable = match.map { $0.node.kind == .table && !$0.isRow } ?? false
    result.string(isTable ? "table" : path.isPartial ? "object" : "parameter")
    result.member("root")
    result.string(path.root)
    result.member("segments")
    result.beginArray()
    for component in path.components { result.string(component.text) }
    result.endArray()
    if let vendor = path.vendor {
      result.member("vendor")
      result.string(vendor)
    }
  }
}
