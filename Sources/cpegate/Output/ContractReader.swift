internal import JSON

/// Tells methods for people, from the OpenRPC document.
enum ContractReader {
  /// - Parameter name: nil for a line on each method.
  /// - Parameter prefix: only methods whose names begin so have a line.
  static func text(of name: String?, prefix: String? = nil) throws -> String {
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
          if methodName == name { text += whole(method) + types(of: method, in: root) + examples(method) }
        } else {
          if prefix.map({ methodName.hasPrefix($0) }) ?? true {
            text += "\(methodName.padded(to: 24)) \(method.member("summary")?.stringValue ?? "")\n"
          }
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
    return text
  }

  /// What the types are that a method's params and result name: their members, or their values.
  private static func types(of method: JSONValue, in root: JSONValue) -> String {
    var names: [String] = []
    method.member("params")?.forEachElement { _, param in
      if let schema = param.member("schema") { collect(schema, into: &names) }
    }
    if let properties = method.member("result")?.member("schema")?.member("properties") {
      var members = properties.members
      while let member = members.next() { collect(member.value, into: &names) }
    }
    var text = ""
    guard let schemas = root.member("components")?.member("schemas") else { return text }
    var components = schemas.members
    while let component = components.next() {
      let name = component.name.string
      guard names.contains(name) else { continue }
      let schema = component.value
      var words: [String] = []
      if let properties = schema.member("properties") {
        var members = properties.members
        while let member = members.next() { words.append(member.name.string) }
      } else {
        words = choices(of: schema)
      }
      guard !words.isEmpty else { continue }
      text += "  \(name.padded(to: 18)) " + words.wrapped(indent: 21) + "\n"
    }
    return text.isEmpty ? "" : "\nTYPES\n" + text
  }

  private static func collect(_ schema: JSONValue, into names: inout [String]) {
    if let name = schema.member("$ref")?.stringValue?.split(separator: "/").last.map(String.init) {
      if !names.contains(name) { names.append(name) }
    }
    if let items = schema.member("items") { collect(items, into: &names) }
    schema.member("oneOf")?.forEachElement { _, one in collect(one, into: &names) }
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
    let choices = choices(of: schema)
    if !choices.isEmpty { return choices.joined(separator: "|") }
    if let items = schema.member("items"), schema.member("type")?.stringValue == "array" {
      return "[\(type(of: items))]"
    }
    if let type = schema.member("type") {
      var types: [String] = []
      if let one = type.stringValue { types = [one] }
      type.forEachElement { _, element in types += [element.stringValue ?? ""] }
      return types.joined(separator: " or ")
    }
    return schema.member("oneOf") != nil || schema.member("anyOf") != nil ? "one of several" : "any"
  }

  private static func choices(of schema: JSONValue) -> [String] {
    var choices: [String] = []
    schema.member("enum")?.forEachElement { _, value in choices.append(value.stringValue ?? "…") }
    return choices
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

extension [String] {
  /// The words in lines of at most 100 columns, those behind the first indented.
  fileprivate func wrapped(indent: Int) -> String {
    var text = ""
    var column = indent
    for word in self {
      if column > indent, column + word.count >= 100 {
        text += "\n" + String(repeating: " ", count: indent)
        column = indent
      }
      text += (column > indent ? " " : "") + word
      column += word.count + 1
    }
    return text
  }
}
