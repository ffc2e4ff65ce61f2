extension SearchPath {
  /// - Throws: ``PathError`` with the place of the token that cannot be right, and what was expected there.
  package init(_ text: String) throws(PathError) {
    guard text.unicodeScalars.count <= PathGrammar.longestSearch else {
      throw PathError(PathGrammar.longestSearch, "longer than \(PathGrammar.longestSearch) characters")
    }
    var reader = SearchReader(text)
    self = try reader.path()
  }
}

/// Reads the grammar of search paths from left to right.
private struct SearchReader {
  private let text: [Unicode.Scalar]
  private var at = 0

  init(_ text: String) {
    self.text = Array(text.unicodeScalars)
  }

  private var isAtEnd: Bool { at == text.count }

  // MARK: Tokens

  private func looksAt(_ token: String) -> Bool {
    text[at...].starts(with: token.unicodeScalars)
  }

  private mutating func skip(_ token: String) -> Bool {
    guard looksAt(token) else { return false }
    at += token.unicodeScalars.count
    return true
  }

  private mutating func take(_ token: String) throws(PathError) {
    guard skip(token) else { throw expected(token) }
  }

  private func expected(_ what: String) -> PathError {
    PathError(at, "expected \(what), found \(isAtEnd ? "the end" : "something else")")
  }

  private mutating func name() throws(PathError) -> String {
    guard !isAtEnd, PathGrammar.isNameStart(text[at]) else { throw expected("a name") }
    let start = at
    while !isAtEnd, PathGrammar.isNamePart(text[at]) { at += 1 }
    return String(scalars: text[start..<at])
  }

  private mutating func digits() -> ArraySlice<Unicode.Scalar> {
    let start = at
    while !isAtEnd, PathGrammar.isDigit(text[at]) { at += 1 }
    return text[start..<at]
  }

  private mutating func blanks() {
    while skip(" ") {}
  }

  // MARK: The path

  mutating func path() throws(PathError) -> SearchPath {
    var steps = [SearchPath.Step(name: try name(), follow: nil, rows: nil)]
    try take(".")
    while !isAtEnd {
      let name = try name()
      let follow = try follow()
      if follow == nil, let kind = try leaf() {
        steps.append(SearchPath.Step(name: name, follow: nil, rows: nil))
        return SearchPath(steps: steps, kind: kind)
      }
      try take(".")
      let rows = follow == nil ? try rows() : nil
      if rows != nil { try take(".") }
      steps.append(SearchPath.Step(name: name, follow: follow, rows: rows))
    }
    return SearchPath(steps: steps, kind: .object)
  }

  /// What a name that ends the path is; nil when the path goes on.
  private mutating func leaf() throws(PathError) -> SearchPath.Kind? {
    if isAtEnd { return .parameter }
    let kind: SearchPath.Kind
    if skip("()") {
      kind = .command
    } else if skip("!") {
      kind = .event
    } else {
      return nil
    }
    guard isAtEnd else { throw expected("the end behind a command or event") }
    return kind
  }

  private mutating func follow() throws(PathError) -> SearchPath.Follow? {
    if skip("#") {
      let followed: SearchPath.Follow
      if skip("*") {
        followed = .all
      } else {
        let start = at
        guard let number = PathGrammar.instanceNumber(digits()) else {
          at = start
          throw expected("the number of an item, from 1, or *")
        }
        followed = .item(Int(number))
      }
      try take("+")
      return followed
    }
    return skip("+") ? .item(1) : nil
  }

  private mutating func rows() throws(PathError) -> SearchPath.Rows? {
    if skip("*") || skip("{i}") { return .all }
    if !isAtEnd, PathGrammar.isDigit(text[at]) {
      let start = at
      guard let number = PathGrammar.instanceNumber(digits()) else {
        at = start
        throw expected("an instance number from 1 to 4294967295, without leading zeros")
      }
      return .number(number)
    }
    guard looksAt("[") else { return nil }
    if let alias = try alias() { return alias }
    return .matching(try expression())
  }

  /// Brackets without any mark of an expression hold an alias.
  private mutating func alias() throws(PathError) -> SearchPath.Rows? {
    let end = text[at...].firstIndex { "]=<>!~&".unicodeScalars.contains($0) } ?? text.count
    guard end < text.count, text[end] == "]" else { return nil }
    let bracket = text[at...end]
    guard PathGrammar.isAlias(bracket) else {
      throw PathError(at, "expected an alias that begins with a letter, or an expression")
    }
    at = end + 1
    return .alias(String(scalars: bracket.dropFirst().dropLast()))
  }

  // MARK: Expressions

  private mutating func expression() throws(PathError) -> [SearchPath.Term] {
    try take("[")
    var terms = [try term()]
    while skip("&&") { terms.append(try term()) }
    try take("]")
    return terms
  }

  private mutating func term() throws(PathError) -> SearchPath.Term {
    blanks()
    var left = [try operand()]
    while skip(".") { left.append(try operand()) }
    blanks()
    guard let comparison = SearchPath.Comparison.allCases.first(where: { looksAt($0.rawValue) }) else {
      throw expected("one of == != ~= < > <= >=")
    }
    try take(comparison.rawValue)
    blanks()
    let constant = try constant()
    blanks()
    return SearchPath.Term(left: left, comparison: comparison, constant: constant)
  }

  private mutating func operand() throws(PathError) -> SearchPath.Step {
    SearchPath.Step(name: try name(), follow: try follow(), rows: nil)
  }

  private mutating func constant() throws(PathError) -> SearchPath.Constant {
    if skip("\"") {
      guard let end = text[at...].firstIndex(of: "\"") else {
        throw PathError(text.count, "expected \" at the end of a constant, found the end")
      }
      defer { at = end + 1 }
      return .text(SearchReader.unescape(String(scalars: text[at..<end])))
    }
    if skip("true") { return .boolean(true) }
    if skip("false") { return .boolean(false) }
    let start = at
    let end = text[at...].firstIndex { !isConstantPart($0) } ?? text.count
    let word = String(scalars: text[start..<end])
    at = end
    if SearchConstant.isTime(word) { return .time(word) }
    if SearchConstant.isNumber(word) { return .number(word) }
    at = start
    throw expected("a constant: a text in double quotes, a number, true, false or a time")
  }

  private func isConstantPart(_ scalar: Unicode.Scalar) -> Bool {
    PathGrammar.isDigit(scalar) || "+-.:TZ".unicodeScalars.contains(scalar)
  }

  /// Inside quotes, `%22` stands for a quote and `%25` for a percent sign.
  private static func unescape(_ text: String) -> String {
    guard text.contains("%") else { return text }
    var plain = ""
    var rest = text[...]
    while let percent = rest.firstIndex(of: "%") {
      plain += rest[..<percent]
      rest = rest[percent...]
      let escape = rest.prefix(3)
      plain += escape == "%22" ? "\"" : "%"
      rest = rest.dropFirst(escape == "%22" || escape == "%25" ? 3 : 1)
    }
    return plain + rest
  }
}

/// The constants of expressions that stand without quotes.
enum SearchConstant {
  /// An optional sign, digits, and perhaps a fraction.
  static func isNumber(_ text: String) -> Bool {
    var rest = text[...].utf8
    if rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") { rest.removeFirst() }
    let parts = rest.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    return parts.count <= 2
      && parts.allSatisfy { part in !part.isEmpty && part.allSatisfy { (0x30...0x39).contains($0) } }
  }

  /// `YYYY-MM-DDThh:mm:ss`, perhaps a fraction, perhaps an offset.
  static func isTime(_ text: String) -> Bool {
    Timestamp(text) != nil || Timestamp(text + "Z") != nil
  }
}
