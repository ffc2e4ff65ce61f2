package import JSON

/// One parameter with its value, as an operation carries it.
package struct Variable: Hashable, Sendable {
  package let path: String
  /// As CWMP writes it; nil where none is needed, or where it is told to nobody.
  package var value: String?
  package var type: ValueType?

  package init(path: String, value: String? = nil, type: ValueType? = nil) {
    self.path = path
    self.value = value
    self.type = type
  }

  package static func == (left: Variable, right: Variable) -> Bool {
    ExactString(left.path) == ExactString(right.path)
      && left.value.map(ExactString.init) == right.value.map(ExactString.init)
      && left.type == right.type
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(ExactString(path))
    hasher.combine(value.map(ExactString.init))
  }

  /// Its data model hides the value: it is told as null.
  package var isRedacted: Bool { HiddenParameters.contains(path) }

  /// The members of the variable's object.
  package func writeMembers(to writer: inout JSONWriter) {
    let isRedacted = isRedacted
    writer.member("path")
    writer.string(path)
    if value != nil || isRedacted {
      writer.member("value")
      writer.stringOrNull(isRedacted ? nil : value)
    }
    if let type {
      writer.member("type")
      writer.string(type.rawValue)
    }
    if isRedacted {
      writer.member("redacted")
      writer.boolean(true)
    }
  }

  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writeMembers(to: &writer)
    writer.endObject()
  }
}

/// A variable as a client wrote it, before the device's own types are filled in.
package struct RequestedVariable: Hashable, Sendable {
  package let path: ExactString
  package let value: ExactString?
  package let type: ValueType?
  /// What the JSON value suggests, for a parameter of which nothing better is known.
  package let suggestedType: ValueType?

  package init(path: String, value: String? = nil, type: ValueType? = nil, suggestedType: ValueType? = nil) {
    self.path = ExactString(path)
    self.value = value.map { ExactString($0) }
    self.type = type
    self.suggestedType = suggestedType
  }

  /// Whether a value came as a number or as its text makes no difference.
  package static func == (left: RequestedVariable, right: RequestedVariable) -> Bool {
    left.path == right.path && left.value == right.value && left.type == right.type
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(path)
    hasher.combine(value)
    hasher.combine(type)
  }
}

extension RequestedVariable: JSONReadable {
  private static let members: [StaticString] = ["path", "value", "type", "variable_name", "value_type"]

  /// The vendor's spellings `variable_name` and `value_type` are taken too.
  package init(reading value: JSONValue) throws(JSONReadError) {
    var path: String?
    var text: String?
    var type: ValueType?
    var suggested: ValueType?
    try value.readMembers(RequestedVariable.members) { (name, value) throws(JSONReadError) in
      switch name {
      case "path", "variable_name":
        guard path == nil else { throw JSONReadError("path and variable_name are the same: expected one of them") }
        path = try value.readString()
      case "value": (text, suggested) = try RequestedVariable.cwmpForm(of: value)
      default: type = try RequestedVariable.type(of: value)
      }
    }
    guard let path else { throw .missing("path") }
    self.init(path: path, value: text, type: type, suggestedType: suggested)
  }

  /// A value alone, in CWMP's form.
  package static func text(of value: JSONValue) throws(JSONReadError) -> String {
    try cwmpForm(of: value).0
  }

  /// Numbers and booleans in the form CWMP writes them in.
  private static func cwmpForm(of value: JSONValue) throws(JSONReadError) -> (String, ValueType) {
    if let text = value.stringValue { return (text, .string) }
    if let flag = value.booleanValue { return (flag ? "true" : "false", .boolean) }
    if let number = value.integerValue { return (String(number), Int32(exactly: number) != nil ? .int : .long) }
    if let number = value.numberValue { return (decimal(number), .decimal) }
    throw .expected("a string, a number or a boolean", found: value.kind)
  }

  /// A real without an exponent, which CWMP's decimals do not have.
  private static func decimal(_ number: Double) -> String {
    if let whole = Int(exactly: number) { return String(whole) }
    let text = number.description
    guard let exponentAt = text.firstIndex(where: { $0 == "e" || $0 == "E" }),
      let exponent = Int(text[text.index(after: exponentAt)...])
    else { return text }
    let sign = number < 0 ? "-" : ""
    let mantissa = text[..<exponentAt].filter { $0 != "-" }
    let whole = mantissa.prefix { $0 != "." }
    let digits = mantissa.filter { $0 != "." }
    let point = whole.count + exponent
    if point <= 0 { return sign + "0." + String(repeating: "0", count: -point) + digits }
    if point >= digits.count { return sign + digits + String(repeating: "0", count: point - digits.count) }
    return sign + digits.prefix(point) + "." + digits.dropFirst(point)
  }

  /// A CWMP type, or one of the three that the vendor knows; its `integer` leaves open which of the four is meant.
  package static func type(of value: JSONValue) throws(JSONReadError) -> ValueType? {
    if value.stringValue == "integer" { return nil }
    return try value.readChoice(ValueType.self)
  }
}
