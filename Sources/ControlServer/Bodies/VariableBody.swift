internal import GatewayCore
internal import JSON

/// One parameter with its value, as the variables and settings families take it.
struct VariableBody {
  let variable: Variable

  init(_ value: JSONValue) throws(APIError) {
    guard let path = value.member("variable_name")?.stringValue else {
      throw .field("variable_name", "This field is required.")
    }
    guard let given = value.member("value") else { throw .field("value", "This field is required.") }
    do throws(JSONReadError) {
      variable = Variable(path: path, value: try RequestedVariable.text(of: given))
    } catch {
      throw .field("value", error.reason)
    }
  }

  static func write(_ variable: Variable, to writer: inout JSONWriter) {
    writer.beginObject()
    writer.member("variable_name")
    writer.string(variable.path)
    writer.member("value")
    writer.stringOrNull(variable.value)
    writer.endObject()
  }
}
