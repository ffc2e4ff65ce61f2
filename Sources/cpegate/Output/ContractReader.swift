internal import JSON

/// Tells methods for people, from the OpenRPC document.
enum ContractReader {
  /// - Parameter name: nil for a line on each method.
  static func text(of name: String?) throws -> String {
    let document: JSONDocument
    do throws(JSONParseError) {
      document = try JSONDocument(parsing: Contract.document.bytes.span)
    } catch {
      throw ExitFailure(status: 70, message: "the contract that is compiled in cannot be read: \(error.reason)")
    }
    return document.read { root in
      var text = ""
      root.member("methods")?.forEachElement { _, method in
        let methodName = method.member("name")?.stringValue ?? ""
        if let name {
          if methodName == name { text += whole(method) }
        } else {
          text += "\(methodName.padded(to: 24)) \(method.member("summary")?.stringValue ?? "")\n"
        }
      }
      return text
    }
  }

  private static func whole(_ method: JSONValue) -> String {
    var text = "\(method.member("name")?.stringValue ?? "")\n  \(method.member("summary")?.stringValue ?? "")\n"
    if let description = method.member("description")?.stringValue { text += "\n  \(description)\n" }
    text += "\nPARAMS\n"
    var hasParams = false
    method.member("params")?.forEachElement { _, param in
      hasParams = true
      text += line(param)
    }
    if !hasParams { text += "  none\n" }
    text += "\nRESULT\n"
    if let schema = method.member("result")?.member("schema"), let properties = schema.member("properties") {
      var members = properties.members
      while let member = members.next() {
        text +=
          "  \(member.name.string.padded(to: 18)) \(type(of: member.value).padded(to: 22)) \(member.value.member("description")?.stringValue ?? "")\n"
      }
    } else {
      text += "  {}\n"
    }
    return text + examples(method)
  }

  private static func line(_ param: JSONValue) -> String {
    let name = param.member("name")?.stringValue ?? ""
    let isRequired = param.member("required")?.booleanValue ?? false
    let type = if let schema = param.member("schema") { type(of: schema) } else { "" }
    let description = param.member("description")?.stringValue ?? ""
    return "  \((name + (isRequired ? "" : "?")).padded(to: 18)) \(type.padded(to: 22)) \(description)\n"
  }

  private static func type(of schema: JSONValue) -> String {
    if let reference = schema.member("$ref")?.stringValue {
      return reference.split(separator: "/").last.map(String.init) ?? ""
    }
    if let type = schema.member("type") {
      var types: [String] = []
      if let one = type.stringValue { types = [one] }
      type.forEachElement { _, element in types += [element.stringValue ?? ""] }
      return types.joined(separator: " or ")
    }
    return schema.member("enum") != nil
      ? "enumeration" : schema.member("oneOf") != nil || schema.member("anyOf") != nil ? "one of several" : "any"
  }

  private static func examples(_ method: JSONValue) -> String {
    var text = ""
    method.member("examples")?.forEachElement { index, example in
      guard index == 0 else { return }
      let params = JSONText { writer in
        writer.beginObject()
        example.member("params")?.forEachElement { _, param in
          writer.member(named: param.member("name")?.stringValue ?? "")
          if let value = param.member("value") { writer.copy(value) } else { writer.null() }
        }
        writer.endObject()
      }
      text += "\nEXAMPLE\n  cpegate call \(method.member("name")?.stringValue ?? "") '\(params.string)'\n"
    }
    return text
  }
}

extension String {
  /// With blanks behind it up to a width.
  func padded(to width: Int) -> String {
    count < width ? self + String(repeating: " ", count: width - count) : self
  }
}
