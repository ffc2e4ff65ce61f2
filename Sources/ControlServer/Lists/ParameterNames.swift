/// The parameters that a query names.
struct ParameterNames {
  private let paths: [Substring]?
  private let names: [Substring]?
  private let isPattern: Bool

  init(_ query: Query) {
    paths = query["parameter__variable_name"]?.split(separator: ",")
    names = query["parameter__name"]?.split(separator: ",")
    isPattern = query.flag("wildcard")
  }

  /// All, where nothing is named.
  func contains(_ path: String) -> Bool {
    if let paths, !paths.contains(where: { fits(path[...], $0) }) { return false }
    guard let names else { return true }
    let last = path.split(separator: ".").last ?? ""
    return names.contains { fits(last, $0) }
  }

  private func fits(_ text: Substring, _ pattern: Substring) -> Bool {
    guard isPattern, pattern.utf8.contains(UInt8(ascii: "*")) else { return text == pattern }
    return ParameterNames.matches(text.utf8[...], pattern.utf8[...])
  }

  private static func matches(_ text: Substring.UTF8View, _ pattern: Substring.UTF8View) -> Bool {
    guard let first = pattern.first else { return text.isEmpty }
    guard first == UInt8(ascii: "*") else {
      return text.first == first && matches(text.dropFirst(), pattern.dropFirst())
    }
    var rest = text
    while true {
      if matches(rest, pattern.dropFirst()) { return true }
      guard rest.popFirst() != nil else { return false }
    }
  }
}
