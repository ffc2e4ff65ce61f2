internal import GatewayCore
internal import JSON
internal import JSONRPC

/// `parameter.models`: which data models are known.
struct ParameterModels: Method {
  typealias Params = NoParams
  static let name: StaticString = "parameter.models"
  static let traits: MethodTraits = []

  static func touch(_ params: NoParams, _ services: GatewayServices) -> Touch { .nothing }

  static func run(_ params: NoParams, in context: MethodContext, into result: inout JSONWriter) async throws {
    result.member("models")
    result.beginArray()
    for model in context.services.models().models {
      result.beginObject()
      for (name, text) in [
        ("id" as StaticString, model.id), ("name", model.name), ("version", model.version), ("source", model.source),
        ("licence", model.licence),
      ] {
        result.member(name)
        result.string(text)
      }
      result.member("parameters")
      result.integer(model.parameterCount)
      result.endObject()
    }
    result.endArray()
  }
}
