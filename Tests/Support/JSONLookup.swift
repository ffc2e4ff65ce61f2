internal import JSON

/// The JSON text of what a JSON Pointer leads to; nil when there is nothing.
package func lookUp(_ pointer: String, in text: String) throws -> String? {
  let document = try JSONDocument(parsing: Array(text.utf8).span)
  let steps = pointer.split(separator: "/").map(String.init)
  return document.read { root in find(steps[...], from: root) }
}

/// The texts of an array of strings, or the names of an object's members, at a JSON Pointer.
package func names(_ pointer: String, in text: String) throws -> [String] {
  guard let part = try lookUp(pointer, in: text) else { return [] }
  let document = try JSONDocument(parsing: Array(part.utf8).span)
  return document.read { root in
    var found: [String] = []
    root.forEachElement { _, element in if let text = element.stringValue { found.append(text) } }
    var members = root.members
    while let member = members.next() { found.append(member.name.string) }
    return found
  }
}

private func find(_ steps: ArraySlice<String>, from value: JSONValue) -> String? {
  guard let step = steps.first else { return JSONText(value).string }
  if let index = Int(step), let element = value.element(index) { return find(steps.dropFirst(), from: element) }
  var members = value.members
  while let member = members.next() {
    if member.name.string == step { return find(steps.dropFirst(), from: member.value) }
  }
  return nil
}
