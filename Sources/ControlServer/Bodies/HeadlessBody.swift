internal import GatewayCore
internal import JSON

/// The body of a headless POST, in the newest vocabulary or the older one (reference: 7.1 and 9.22).
struct HeadlessBody {
  let target: String
  let kind: OperationKind
  let variables: [Variable]

  private static let kinds: [OperationKind] = [.get, .set, .addObject, .deleteObject]
  private static let types = ["integer", "boolean", "string"]

  init(_ value: JSONValue, _ key: DeviceKey, _ form: HeadlessTarget) throws(APIError) {
    target = try HeadlessBody.target(value, key, form)
    guard let word = value.member("operation", or: "operation_type")?.stringValue else {
      throw .field("operation", "This field is required.")
    }
    guard let kind = HeadlessBody.kinds.first(where: { $0.rawValue == word }) else {
      throw .field("operation", "Not a valid choice.")
    }
    self.kind = kind
    guard let list = value.member("variables", or: "parameters"), list.kind == .array, list.count > 0 else {
      throw .field("variables", "Expected a list of at least one variable.")
    }
    guard list.count == 1 || kind == .get || kind == .set else {
      throw .field("variables", "\(kind.rawValue) takes one object.")
    }
    var variables: [Variable] = []
    try list.forEachElement { (_, element) throws(APIError) in
      variables.append(try HeadlessBody.variable(element, kind))
    }
    self.variables = variables
  }

  /// The text that names the device; an id may be a number too.
  private static func target(_ value: JSONValue, _ key: DeviceKey, _ form: HeadlessTarget) throws(APIError) -> String {
    let plain: StaticString = key == .id ? "id" : key == .name ? "name" : "serial_number"
    let prefixed: StaticString = key == .id ? "device_id" : key == .name ? "device_name" : "device_serial"
    // The serial family is told by its pages, so both its members are taken.
    let isPlain = form == .plain && key != .serialNumber
    let isPrefixed = form == .prefixed && key != .serialNumber
    let (first, second) = (isPrefixed ? prefixed : plain, isPlain ? plain : prefixed)
    guard let found = value.member(first, or: second) else { throw .field("\(first)", "This field is required.") }
    guard let text = found.stringValue ?? (key == .id ? found.integerValue.map(String.init) : nil) else {
      throw .field("\(first)", "Not a valid string.")
    }
    return text
  }

  private static func variable(_ value: JSONValue, _ kind: OperationKind) throws(APIError) -> Variable {
    guard let path = value.member("variable_name", or: "name")?.stringValue, !path.isEmpty else {
      throw .field("variables", "variable_name: this field is required.")
    }
    guard kind == .set else { return Variable(path: path) }
    guard let text = value.member("value")?.stringValue else {
      throw .field("variables", "value: a text is required.")
    }
    guard let type = value.member("value_type", or: "type")?.stringValue, types.contains(type) else {
      throw .field("variables", "value_type: expected one of \(types.joined(separator: ", ")).")
    }
    return Variable(path: path, value: text)
  }
}
