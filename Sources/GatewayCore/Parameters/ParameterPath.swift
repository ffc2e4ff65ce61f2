internal import JSON

/// A name in a device's data model, such as `Device.WiFi.SSID.1.Enable`; at most 256 characters, case-sensitive.
///
/// A path that ends in a dot is partial: it names an object and stands for everything beneath it.
/// - Note: Source: TR-069 Amendment 6, A.3.2; TR-106 Amendment 12.
package struct ParameterPath: Hashable, Sendable {
  package let components: [Component]
  /// Ends in a dot.
  package let isPartial: Bool

  package enum Component: Hashable, Sendable {
    case name(String)
    /// A row by its number.
    case instance(UInt32)
    /// A row by the value of its `Alias`, without the brackets.
    case alias(String)
    /// Any row, in a template or pattern.
    case anyInstance

    package var text: String {
      switch self {
      case .name(let name): name
      case .instance(let number): String(number)
      case .alias(let alias): "[\(alias)]"
      case .anyInstance: "{i}"
      }
    }

    /// Names are the same when their code points are: `String` would take canonically equivalent ones for equal.
    package static func == (left: Component, right: Component) -> Bool {
      switch (left, right) {
      case (.name(let mine), .name(let theirs)), (.alias(let mine), .alias(let theirs)):
        ExactString(mine) == ExactString(theirs)
      case (.instance(let mine), .instance(let theirs)): mine == theirs
      case (.anyInstance, .anyInstance): true
      default: false
      }
    }

    package var isInstance: Bool {
      if case .name = self { return false }
      return true
    }
  }

  init(_ components: [Component], isPartial: Bool) {
    self.components = components
    self.isPartial = isPartial
  }

  /// The path as it is written.
  package var text: String {
    components.map(\.text).joined(separator: ".") + (isPartial ? "." : "")
  }

  package var root: String { components.first?.text ?? "" }

  /// The name of a row ends in its number or alias.
  package var isRow: Bool { isPartial && components.last?.isInstance ?? false }

  /// Who defined the first component that begins with `X_`: an OUI, or a domain with hyphens for its dots.
  package var vendor: String? {
    for case .name(let name) in components where name.hasPrefix("X_") {
      let rest = name.dropFirst(2)
      if let end = rest.firstIndex(of: "_"), end != rest.startIndex { return String(rest[..<end]) }
    }
    return nil
  }
}

extension ParameterPath {
  /// Reads what a person or a script typed, and what is sent: the strict grammar.
  ///
  /// - Throws: ``PathError`` with the place of the first component that cannot be right.
  package init(strict text: String) throws(PathError) {
    if let plain = ParameterPath.plain(text) {
      self = plain
    } else {
      try self.init(strict: text, firstRow: 2)
    }
  }

  /// - Parameter firstRow: the first component that may be a row; the root object is no table.
  private init(strict text: String, firstRow: Int) throws(PathError) {
    let scalars = Array(text.unicodeScalars)
    guard scalars.count <= PathGrammar.longestPath else {
      throw PathError(PathGrammar.longestPath, "longer than \(PathGrammar.longestPath) characters")
    }
    var parts = PathGrammar.split(scalars)
    isPartial = parts.count > 1 && parts.last?.text.isEmpty ?? false
    if isPartial { parts.removeLast() }
    var components: [Component] = []
    for (index, part) in parts.enumerated() {
      let mayBeInstance = index >= firstRow && !(components.last?.isInstance ?? true)
      let isLast = part.position + part.text.count == scalars.count
      let component = try ParameterPath.component(
        part.text, at: part.position, isLast: isLast, mayBeInstance: mayBeInstance)
      components.append(component)
    }
    if !isPartial, components.count < 2 || components.last?.isInstance ?? true {
      throw PathError(scalars.count, "a parameter's path ends in a name, an object's in a dot")
    }
    self.components = components
  }

  /// A right path of ASCII names and numbers, as nearly all are; nil for any other, which is read with more care.
  private static func plain(_ text: String) -> ParameterPath? {
    let bytes = text.utf8
    guard bytes.count <= PathGrammar.longestPath else { return nil }
    var components: [Component] = []
    components.reserveCapacity(12)
    var start = bytes.startIndex
    while true {
      var (end, isName, number, digits) = (start, false, UInt64(0), 0)
      while end < bytes.endIndex, bytes[end] != UInt8(ascii: ".") {
        let byte = bytes[end]
        let isLetter = (0x61...0x7A).contains(byte | 0x20) || byte == UInt8(ascii: "_")
        let isDigit = (0x30...0x39).contains(byte)
        if end == start { isName = isLetter }
        guard isLetter || isDigit || (byte == UInt8(ascii: "-") && isName) else { return nil }
        if !isName {
          guard isDigit, digits < 10, !(end == start && byte == UInt8(ascii: "0")) else { return nil }
          number = number * 10 + UInt64(byte - 0x30)
          digits += 1
        }
        end = bytes.index(after: end)
      }
      guard end > start else { return nil }
      if isName {
        components.append(.name(String(text[start..<end])))
      } else {
        guard components.count >= 2, !(components.last?.isInstance ?? true), number <= PathGrammar.largestInstance
        else { return nil }
        components.append(.instance(UInt32(number)))
      }
      guard end < bytes.endIndex else {
        guard components.count >= 2, isName else { return nil }
        return ParameterPath(components, isPartial: false)
      }
      start = bytes.index(after: end)
      if start == bytes.endIndex { return ParameterPath(components, isPartial: true) }
    }
  }

  private static func component(
    _ text: ArraySlice<Unicode.Scalar>, at position: Int, isLast: Bool, mayBeInstance: Bool
  ) throws(PathError) -> Component {
    if PathGrammar.isName(text) { return .name(String(scalars: text)) }
    if text.isEmpty, isLast { throw PathError(position, "expected a name, found the end") }
    if mayBeInstance, isLast, PathGrammar.isOpenAlias(text) {
      throw PathError(position + text.count, "expected ], found the end")
    }
    let instance: Component? =
      if let number = PathGrammar.instanceNumber(text) {
        .instance(number)
      } else if PathGrammar.isAlias(text) {
        .alias(String(scalars: text.dropFirst().dropLast()))
      } else {
        nil
      }
    guard let instance else { throw PathError(position, reason(against: text)) }
    guard mayBeInstance else {
      throw PathError(position, "an instance identifier stands only after the name of a table")
    }
    return instance
  }

  private static func reason(against text: ArraySlice<Unicode.Scalar>) -> String {
    if text.isEmpty { return "an empty component" }
    if text.elementsEqual("*".unicodeScalars) { return "a wildcard, where one row or name is expected" }
    if text.elementsEqual("{i}".unicodeScalars) { return "a placeholder, which stands only in templates" }
    if text.allSatisfy(PathGrammar.isDigit) { return "instance numbers go from 1 to 4294967295, without leading zeros" }
    return "neither a name nor an instance identifier"
  }

  /// Reads what a device reported: any component that is not empty is a name unless it is all digits.
  ///
  /// Nil only for a path with an empty component.
  package init?(lenient text: String) {
    var parts = text.split(separator: ".", omittingEmptySubsequences: false)
    isPartial = parts.count > 1 && parts.last?.isEmpty ?? false
    if isPartial { parts.removeLast() }
    guard !parts.isEmpty, parts.allSatisfy({ !$0.isEmpty }) else { return nil }
    components = parts.map { part in
      if let number = UInt32(part), part.utf8.allSatisfy({ (0x30...0x39).contains($0) }), part == String(number) {
        return .instance(number)
      }
      return .name(String(part))
    }
  }
}

extension ParameterPath {
  /// The place in the data model: every instance identifier replaced by `{i}`.
  package var template: ParameterPath {
    ParameterPath(components.map { $0.isInstance ? .anyInstance : $0 }, isPartial: isPartial)
  }

  /// Reads a template, in which `{i}` is the only instance identifier.
  ///
  /// Service models begin at the service, which is a table: they are mounted below `Services.` of a root.
  package init(template text: String) throws(PathError) {
    // A template is a path in which every {i} is the same row.
    let marked = text.split(separator: ".", omittingEmptySubsequences: false)
    var position = 0
    for (index, part) in marked.enumerated() {
      if index >= 1, PathGrammar.instanceNumber(part.unicodeScalars) != nil || part.hasPrefix("[") {
        throw PathError(position, "an instance identifier other than {i}")
      }
      position += part.unicodeScalars.count + 1
    }
    let concrete = marked.map { $0 == "{i}" ? "1" : String($0) }.joined(separator: ".")
    let isRoot = marked.first == "Device" || marked.first == "InternetGatewayDevice"
    do throws(PathError) {
      let path = try ParameterPath(strict: concrete, firstRow: isRoot ? 2 : 1)
      self.init(path.components.map { $0.isInstance ? .anyInstance : $0 }, isPartial: path.isPartial)
    } catch {
      let isAtEnd = error.position == concrete.unicodeScalars.count
      if isAtEnd { throw PathError(text.unicodeScalars.count, error.reason) }
      throw PathError(ParameterPath.templatePosition(error.position, in: text), error.reason)
    }
  }

  /// Each `{i}` was read as one digit: places behind it lie two further on.
  private static func templatePosition(_ position: Int, in text: String) -> Int {
    var (place, read) = (0, 0)
    for part in text.split(separator: ".", omittingEmptySubsequences: false) {
      let length = part == "{i}" ? 1 : part.unicodeScalars.count
      if read + length >= position { return place + (part == "{i}" ? 0 : position - read) }
      read += length + 1
      place += part.unicodeScalars.count + 1
    }
    return place
  }
}

extension ParameterPath: Comparable {
  /// Component by component: numbers by their value and before names, names by code point, an object before what lies
  /// below it.
  package static func < (left: ParameterPath, right: ParameterPath) -> Bool {
    for (mine, theirs) in zip(left.components, right.components) where mine != theirs {
      return mine.precedes(theirs)
    }
    return left.components.count < right.components.count
  }
}

extension ParameterPath.Component {
  fileprivate func precedes(_ other: Self) -> Bool {
    switch (self, other) {
    case (.instance(let mine), .instance(let theirs)): mine < theirs
    case (.instance, _): true
    case (_, .instance): false
    default: text.utf8.lexicographicallyPrecedes(other.text.utf8)
    }
  }
}

extension ParameterPath {
  /// Reads a path, or a template with `{i}` for its rows.
  ///
  /// - Throws: ``PathError``.
  package init(strictOrTemplate text: String) throws(PathError) {
    guard text.contains("{i}") else {
      try self.init(strict: text)
      return
    }
    let path = try ParameterPath(template: text)
    self.init(path.components, isPartial: path.isPartial)
  }
}
