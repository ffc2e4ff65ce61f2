internal import JSON

extension Scrubber {
  /// Deeper JSON than this is scrubbed as text: a line of a tape must stay readable, and recursion bounded.
  static let maximumDepth = 200

  /// A copy of a JSON value without secrets; nil when it is nested too deep for that.
  mutating func json(_ value: JSONValue) -> JSONText? {
    let (known, before) = (secrets.count, counts)
    var writer = JSONWriter()
    guard copy(value, to: &writer, depth: 0) else { return nil }
    guard secrets.count > known else { return JSONText(writer) }
    // What a name told to be a secret may have stood in a text before that name.
    counts = before
    var again = JSONWriter()
    guard copy(value, to: &again, depth: 0) else { return nil }
    return JSONText(again)
  }

  private mutating func copy(_ value: JSONValue, to writer: inout JSONWriter, depth: Int) -> Bool {
    guard depth < Scrubber.maximumDepth else { return false }
    switch value.kind {
    case .object: return copyObject(value, to: &writer, depth: depth)
    case .array: return copyArray(value, to: &writer, depth: depth)
    case .string: writer.string(string(value.stringValue ?? ""))
    case .null, .boolean, .integer, .real: writer.copy(value)
    }
    return true
  }

  private mutating func copyObject(_ object: JSONValue, to writer: inout JSONWriter, depth: Int) -> Bool {
    let hasValue = hasValueMember(object)
    let hidden = hasValue ? hiddenPath(namedBy: object, depth: 2) : nil
    var isWhole = true
    writer.beginObject()
    var members = object.members
    while let member = members.next() {
      let name = member.name.string
      let judgement = judge(name)
      // It is written anew behind the others.
      if hidden != nil, name == "redacted" { continue }
      writer.member(named: name)
      if judgement.isValue, let hidden {
        takeOut(member.value, named: hidden)
        writer.null()
      } else if judgement.isHidden || (judgement.isSecret && member.value.kind != .boolean) {
        // A path is a member's name in a map of paths and values.
        takeOut(member.value, named: name)
        writer.null()
      } else {
        isWhole = copy(member.value, to: &writer, depth: depth + 1) && isWhole
      }
    }
    if hidden != nil {
      writer.member("redacted")
      writer.boolean(true)
    }
    writer.endObject()
    return isWhole
  }

  private mutating func hasValueMember(_ object: JSONValue) -> Bool {
    var members = object.members
    while let member = members.next() {
      if judge(member.name.string).isValue { return true }
    }
    return false
  }

  private mutating func copyArray(_ array: JSONValue, to writer: inout JSONWriter, depth: Int) -> Bool {
    var isWhole = true
    var hidden: String?
    writer.beginArray()
    array.forEachElement { _, element in
      let text = element.stringValue
      let isPath = text.map { $0.hasPrefix("Device.") || $0.hasPrefix("InternetGatewayDevice.") } ?? false
      if let path = hidden, !isPath, element.kind != .object, element.kind != .array {
        // `[path, value]`
        takeOut(element, named: path)
        writer.null()
      } else {
        isWhole = copy(element, to: &writer, depth: depth + 1) && isWhole
      }
      hidden = text.flatMap { rules.hidesValue(of: $0) ? $0 : nil }
    }
    writer.endArray()
    return isWhole
  }

  /// The secret or hidden parameter that an object is about: named by a member, by a member's member, or in a list of names.
  private func hiddenPath(namedBy value: JSONValue, depth: Int) -> String? {
    guard depth >= 0 else { return nil }
    if let text = value.stringValue { return namesSecret(text) ? text : nil }
    var found: String?
    var members = value.members
    while found == nil, let member = members.next() {
      switch member.value.kind {
      case .string: found = hiddenPath(namedBy: member.value, depth: 0)
      // Not those of rows, which are judged by themselves.
      case .object: if depth == 2 { found = hiddenPath(namedBy: member.value, depth: 1) }
      case .array:
        member.value.forEachElement { _, element in
          if found == nil, element.kind == .string { found = hiddenPath(namedBy: element, depth: 0) }
        }
      case .null, .boolean, .integer, .real: break
      }
    }
    return found
  }

  private mutating func takeOut(_ value: JSONValue, named name: String) {
    guard !value.isNull else { return }
    count(reportName(name))
    rememberStrings(of: value, depth: 0)
  }

  private mutating func rememberStrings(of value: JSONValue, depth: Int) {
    guard depth < Scrubber.maximumDepth else { return }
    if let text = value.stringValue { return remember(text) }
    value.forEachElement { _, element in rememberStrings(of: element, depth: depth + 1) }
    var members = value.members
    while let member = members.next() { rememberStrings(of: member.value, depth: depth + 1) }
  }

  /// A text in JSON: perhaps JSON itself, perhaps a sentence that names a secret.
  private mutating func string(_ text: String) -> String {
    if let first = text.utf8.first, first == UInt8(ascii: "{") || first == UInt8(ascii: "[") {
      let before = counts
      if let document = try? JSONDocument(parsing: Array(text.utf8).span),
        let inner = document.read({ root in json(root) })
      {
        return counts == before ? text : inner.string
      }
    }
    return self.text(text)
  }

  /// Rows are not told apart in the report, which would grow with the fleet.
  func reportName(_ name: String) -> String {
    let clipped = JSONReadError.clip(name)
    guard name.utf8.count <= 256, name.utf8.contains(UInt8(ascii: ".")) else { return clipped }
    return name.split(separator: ".", omittingEmptySubsequences: false)
      .map { $0.utf8.allSatisfy { (0x30...0x39).contains($0) } && !$0.isEmpty ? "{i}" : String($0) }
      .joined(separator: ".")
  }
}
