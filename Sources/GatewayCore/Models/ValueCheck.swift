internal import JSON

/// Says what is wrong with a value for a parameter (reference: section 5 of the path rules).
struct ValueCheck {
  private let node: ModelNode?
  private let template: String
  private let reported: ParameterTree.Node?
  private let quirks: DeviceQuirks

  /// - Parameter match: nil for a parameter that no model has.
  init(_ match: ModelMatch?, _ reported: ParameterTree.Node?, _ quirks: DeviceQuirks = DeviceQuirks(nil)) {
    node = match?.node
    // Only what a device has told needs the name of its place.
    template = reported == nil ? "" : match?.template ?? ""
    self.reported = reported
    self.quirks = quirks
  }

  /// - Parameter given: the type that the caller said.
  func issues(of value: String, given: ValueType?) -> [ModelIssue] {
    // What a device reported is taken back, however odd.
    if let reported, reported.value.map(ExactString.init) == ExactString(value) { return [] }
    let list = node?.list
    // Lists travel as strings, whatever their items are.
    let modelled = list == nil ? node?.type : .string
    let expected = reported?.type ?? modelled
    var issues: [ModelIssue] = []
    if let reported, let modelled, reported.type != modelled {
      issues.append(typeDiffers(reported.type, modelled))
    }
    if let given, let expected, given != expected {
      issues.append(
        .error(
          .wrongType, "expected the type \(expected.rawValue), found \(given.rawValue)", fault: .invalidParameterType))
      return issues
    }
    let type = expected ?? given ?? .string
    guard type.accepts(value) else { return issues + [ValueCheck.badForm(type)] }
    guard let node, reported == nil || reported?.type == modelled else { return issues }
    if let list { return issues + listIssues(value, list, node) }
    return issues + itemIssues(value, node)
  }

  private func typeDiffers(_ reported: ValueType, _ modelled: ValueType) -> ModelIssue {
    let message = "the device reports \(reported.rawValue), the model has \(modelled.rawValue)"
    return quirks.typeLabel(of: template) == reported
      ? ModelIssue(code: .typeDiffers, severity: .info, message: message + ": known of this kind of device")
      : .warning(.typeDiffers, message)
  }

  private static func badForm(_ type: ValueType) -> ModelIssue {
    .error(.badValue, "expected \(type.form)", fault: .invalidParameterValue)
  }

  // MARK: Lists

  private func listIssues(_ value: String, _ list: ListFacts, _ node: ModelNode) -> [ModelIssue] {
    if let length = list.length, !length.contains(value.unicodeScalars.count) {
      return [.error(.badLength, "expected a list of \(length.words) characters", fault: .invalidParameterValue)]
    }
    var items = list.items(of: value)
    if items.count > 1, items.last == "", quirks.quirks.contains(.commaBehindLists) { items.removeLast() }
    guard !items.contains("") else {
      return [.error(.badList, "an empty item: expected one comma between two items", fault: .invalidParameterValue)]
    }
    if let count = list.items, !count.contains(items.count) {
      return [.error(.badList, "expected \(count.words) items, found \(items.count)", fault: .invalidParameterValue)]
    }
    var warnings: [ModelIssue] = []
    for (index, item) in items.enumerated() {
      guard node.type.accepts(item) else {
        return [
          .error(.badList, "item \(index + 1): expected \(node.type.form)", fault: .invalidParameterValue)
        ]
      }
      let issues = itemIssues(item, node)
      if issues.contains(where: { $0.severity == .error }) { return issues }
      // One of each kind is enough, however many items it is about.
      warnings += issues.filter { issue in !warnings.contains { $0.code == issue.code } }
    }
    return warnings
  }

  // MARK: One value

  private func itemIssues(_ value: String, _ node: ModelNode) -> [ModelIssue] {
    if let issue = enumerationIssue(value, node) { return [issue] }
    let lengths = node.lengths
    if !lengths.isEmpty {
      let length = node.type.length(of: value)
      guard lengths.contains(where: { $0.contains(length) }) else {
        let unit = node.type == .string ? "characters" : "bytes"
        return [
          .error(
            .badLength, "expected \(lengths.map(\.words).joined(separator: " or ")) \(unit), found \(length)",
            fault: .invalidParameterValue)
        ]
      }
    }
    let ranges = node.ranges
    guard ranges.isEmpty || ranges.contains(where: { $0.contains(value, node.type) }) else {
      return [
        .error(
          .outOfRange, "expected \(ranges.map(\.words).joined(separator: " or "))", fault: .invalidParameterValue)
      ]
    }
    let patterns = node.patterns
    guard patterns.isEmpty || patterns.contains(where: { ValuePattern.matches(value, $0) }) else {
      let name =
        node.dataType.map { "the form of \($0)" } ?? "a text that matches \(patterns.joined(separator: " or "))"
      return [.error(.badValue, "expected \(name)", fault: .invalidParameterValue)]
    }
    return node.references.contains { $0.kind == .path } ? referenceIssues(value) : []
  }

  private func enumerationIssue(_ value: String, _ node: ModelNode) -> ModelIssue? {
    let enumeration = node.enumeration
    guard !enumeration.isEmpty else { return nil }
    if let known = enumeration.first(where: { ExactString($0.value) == ExactString(value) }) {
      guard !known.isSettable else { return nil }
      return .error(
        .notSettable, "a device reports this and nobody can set it; \(ValueCheck.choices(enumeration))",
        fault: .invalidParameterValue)
    }
    if value.hasPrefix("X_") { return .warning(.vendor, "a vendor's value, which the model does not list") }
    let settable = enumeration.filter(\.isSettable).map(\.value)
    let nearest = NearestName.of(value, among: settable).map { "; did you mean \($0)?" } ?? ""
    return .error(
      .notInEnumeration, ValueCheck.choices(enumeration) + nearest, fault: .invalidParameterValue)
  }

  private static func choices(_ enumeration: [EnumerationValue]) -> String {
    let settable = enumeration.filter { $0.isSettable && $0.status != .deleted }.map(\.value)
    let shown = settable.prefix(12).joined(separator: ", ")
    return "expected one of \(shown)" + (settable.count > 12 ? " and \(settable.count - 12) more" : "")
  }

  private func referenceIssues(_ value: String) -> [ModelIssue] {
    if value.isEmpty { return [] }
    if value.hasPrefix(".") {
      return [
        .error(
          .badReference, "expected a full path: relative ones are not allowed", fault: .invalidParameterValue)
      ]
    }
    let target = value.hasSuffix(".") ? String(value.dropLast()) : value
    guard (try? ParameterPath(strict: target + ".")) != nil else {
      return [.error(.badReference, "expected the path of an object or a parameter", fault: .invalidParameterValue)]
    }
    let isUsual = target == value || quirks.quirks.contains(.dottedReferences)
    return isUsual ? [] : [.warning(.trailingDot, "a reference has no dot at its end: it is sent without")]
  }
}

extension ListFacts {
  /// The items of a list, without the blanks around them; none of the empty text.
  func items(of value: String) -> [String] {
    if value.isEmpty { return [] }
    var items: [String] = []
    let bytes = value.utf8
    var (start, end, depth) = (bytes.startIndex, bytes.startIndex, 0)
    while true {
      let isAtEnd = end == bytes.endIndex
      if isAtEnd || bytes[end] == UInt8(ascii: ",") && depth <= 0 {
        var item = value[start..<end]
        while item.utf8.first == UInt8(ascii: " ") { item = item.dropFirst() }
        while item.utf8.last == UInt8(ascii: " ") { item = item.dropLast() }
        items.append(String(item))
        if isAtEnd { return items }
        start = bytes.index(after: end)
      } else if isNested {
        depth += bytes[end] == UInt8(ascii: "[") ? 1 : bytes[end] == UInt8(ascii: "]") ? -1 : 0
      }
      end = bytes.index(after: end)
    }
  }
}

extension ValueType {
  /// How a value of the type is written, for people.
  var form: String {
    switch self {
    case .string: "text without control characters"
    case .boolean: "true, false, 1 or 0"
    case .int: "a whole number from -2147483648 to 2147483647"
    case .unsignedInt: "a whole number from 0 to 4294967295"
    case .long: "a whole number of 64 bits"
    case .unsignedLong: "a whole number from 0 to 18446744073709551615"
    case .decimal: "a number without an exponent"
    case .dateTime: "a UTC time such as 2030-01-31T12:00:00Z"
    case .base64: "base64, in groups of four characters"
    case .hexBinary: "pairs of hexadecimal digits"
    }
  }

  /// Characters of a text, bytes of binary data.
  func length(of value: String) -> Int {
    let letters = value.utf8.filter { !" \t\r\n".utf8.contains($0) }
    switch self {
    case .hexBinary: return letters.count / 2
    case .base64: return letters.count * 3 / 4 - letters.count { $0 == UInt8(ascii: "=") }
    default: return value.unicodeScalars.count
    }
  }
}

extension Bounds {
  func contains(_ count: Int) -> Bool {
    count >= minimum.flatMap { Int($0) } ?? 0 && count <= maximum.flatMap { Int($0) } ?? Int.max
  }

  /// - Parameter text: a lexical form of the type.
  func contains(_ text: String, _ type: ValueType) -> Bool {
    let trimmed = type.canonical(text)
    if type == .decimal {
      guard let number = Double(trimmed) else { return false }
      return number >= minimum.flatMap { Double($0) } ?? -.infinity
        && number <= maximum.flatMap { Double($0) } ?? .infinity
    }
    guard let number = Int128(trimmed) else { return false }
    let least = minimum.flatMap { Int128($0) }
    guard number >= least ?? .min, number <= maximum.flatMap({ Int128($0) }) ?? .max else { return false }
    // Steps count from the least number.
    guard let least, let step = step.flatMap({ Int128($0) }), step > 0 else { return true }
    return (number - least) % step == 0
  }

  /// For people: `1 to 32`, `at most 64`, `0 to 240 in steps of 16`.
  var words: String {
    span + (step.map { " in steps of \($0)" } ?? "")
  }

  private var span: String {
    switch (minimum, maximum) {
    case (let minimum?, let maximum?): minimum == maximum ? minimum : "\(minimum) to \(maximum)"
    case (nil, let maximum?): "at most \(maximum)"
    case (let minimum?, nil): "at least \(minimum)"
    case (nil, nil): "any number of"
    }
  }
}
