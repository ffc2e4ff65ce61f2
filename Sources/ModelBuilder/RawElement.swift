/// An element of a document: its name, its attributes and the elements in it, without text.
struct RawElement {
  /// Without a prefix: elements of other namespaces are not kept.
  let name: String
  let line: Int
  /// Those without a prefix, and the version for report tools under ``reportVersion``.
  let attributes: [(name: String, value: String)]
  var children: [RawElement] = []

  /// What stands in for `version` in documents of before 2014.
  static let reportVersion = "dmr:version"

  /// The value of an attribute without white space around it; nil when it is not there.
  subscript(name: String) -> String? {
    guard let value = verbatim(name) else { return nil }
    guard let first = value.utf8.first, let last = value.utf8.last, isBlank(first) || isBlank(last) else {
      return value
    }
    var text = value.utf8.drop(while: isBlank)
    while let last = text.last, isBlank(last) { text.removeLast() }
    return String(Substring(text))
  }

  /// The value of an attribute to the last blank.
  func verbatim(_ name: String) -> String? {
    for attribute in attributes where attribute.name == name { return attribute.value }
    return nil
  }

  func children(named name: String) -> some Sequence<RawElement> {
    children.lazy.filter { $0.name == name }
  }

  func first(_ name: String) -> RawElement? {
    children.first { $0.name == name }
  }
}

private func isBlank(_ byte: UInt8) -> Bool {
  byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
}
