internal import GatewayCore
internal import JSON

/// Params as they may be told later: without passwords and hidden parameter values.
enum Redaction {
  /// Longer params are told by their length: an import may bring thousands of devices.
  private static let longest = 16 * 1024

  /// - Parameter params: nil for none.
  /// - Parameter hides: whether the value of a parameter is told to nobody.
  static func text(of params: JSONValue?, _ hides: (String) -> Bool) -> JSONText {
    let text = JSONText { writer in
      guard let params else {
        writer.beginObject()
        return writer.endObject()
      }
      copy(params, hides, to: &writer)
    }
    guard text.bytes.count > longest else { return text }
    return JSONText { writer in
      writer.beginObject()
      writer.member("omitted_bytes")
      writer.integer(text.bytes.count)
      writer.endObject()
    }
  }

  private static func copy(_ value: JSONValue, _ hides: (String) -> Bool, to writer: inout JSONWriter) {
    switch value.kind {
    case .object: copyObject(value, hides, to: &writer)
    case .array:
      writer.beginArray()
      value.forEachElement { _, element in copy(element, hides, to: &writer) }
      writer.endArray()
    case .null, .boolean, .integer, .real, .string: writer.copy(value)
    }
  }

  private static func copyObject(_ object: JSONValue, _ hides: (String) -> Bool, to writer: inout JSONWriter) {
    let path = object.member("path")?.stringValue ?? object.member("variable_name")?.stringValue
    let hidesValue = path.map(hides) ?? false
    writer.beginObject()
    var members = object.members
    while let member = members.next() {
      writer.member(named: member.name.string)
      let isSecret = member.name.equals("password") || (hidesValue && member.name.equals("value"))
      // A map of paths and values, as `mock.set_device` takes it.
      let isHidden = member.value.kind == .string && hides(member.name.string)
      if isSecret || isHidden {
        writer.string("(redacted)")
      } else {
        copy(member.value, hides, to: &writer)
      }
    }
    writer.endObject()
  }
}
