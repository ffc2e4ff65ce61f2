/// What can be read from a JSON value, strictly: a wrong type or range is an error that says where and what.
package protocol JSONReadable {
  /// - Throws: ``JSONReadError`` with the steps from `value` to the fault.
  init(reading value: JSONValue) throws(JSONReadError)
}

extension JSONValue {
  /// Reads an object whose member names are all known.
  ///
  /// A member that is null is passed over: for an optional member that is the same as leaving it out, and a required
  /// one is then missing (protocol.md 2).
  /// - Parameter body: is given each member; an error it throws gets the member's name as a step.
  /// - Throws: an unknown name, with the nearest known one, or that this is no object.
  package func readMembers(
    _ known: [StaticString], _ body: (JSONName, JSONValue) throws(JSONReadError) -> Void
  ) throws(JSONReadError) {
    try readMembersAndNulls(known) { (name, value) throws(JSONReadError) in
      if !value.isNull { try body(name, value) }
    }
  }

  /// The same where null has a meaning of its own.
  package func readMembersAndNulls(
    _ known: [StaticString], _ body: (JSONName, JSONValue) throws(JSONReadError) -> Void
  ) throws(JSONReadError) {
    guard kind == .object else { throw .expected("an object", found: kind) }
    var members = members
    while let member = members.next() {
      guard isKnown(member.name, among: known) else { throw .unknownMember(member.name.string, known: known) }
      do throws(JSONReadError) {
        try body(member.name, member.value)
      } catch {
        throw error.below(member.name.string)
      }
    }
  }

  private func isKnown(_ name: JSONName, among known: [StaticString]) -> Bool {
    for candidate in known where name.equals(candidate) { return true }
    return false
  }

  /// Reads an array element by element; an error gets the index as a step.
  package func readElements<Element>(
    _ body: (JSONValue) throws(JSONReadError) -> Element
  ) throws(JSONReadError) -> [Element] {
    guard kind == .array else { throw .expected("an array", found: kind) }
    var elements: [Element] = []
    elements.reserveCapacity(count)
    try forEachElement { (index, element) throws(JSONReadError) in
      do throws(JSONReadError) {
        elements.append(try body(element))
      } catch {
        throw error.below(String(index))
      }
    }
    return elements
  }

  package func readString() throws(JSONReadError) -> String {
    guard let text = stringValue else { throw .expected("a string", found: kind) }
    return text
  }

  /// A string of so many code points.
  package func readString(length: ClosedRange<Int>) throws(JSONReadError) -> String {
    let text = try readString()
    let count = text.unicodeScalars.count
    guard length.contains(count) else {
      throw JSONReadError(
        "expected a string of \(length.lowerBound) to \(length.upperBound) characters, found one of \(count)")
    }
    return text
  }

  package func readBoolean() throws(JSONReadError) -> Bool {
    guard let flag = booleanValue else { throw .expected("true or false", found: kind) }
    return flag
  }

  package func readInteger() throws(JSONReadError) -> Int {
    guard let number = integerValue else { throw .expected("an integer", found: kind) }
    return number
  }

  package func readInteger(in range: ClosedRange<Int>) throws(JSONReadError) -> Int {
    let what =
      range.upperBound == Int.max
      ? "an integer of at least \(range.lowerBound)" : "an integer from \(range.lowerBound) to \(range.upperBound)"
    guard let number = integerValue else { throw .expected(what, found: kind) }
    guard range.contains(number) else { throw JSONReadError("expected \(what), found one outside") }
    return number
  }

  /// A duration or another number that may have a fraction.
  package func readNumber(in range: ClosedRange<Double>) throws(JSONReadError) -> Double {
    let what = "a number from \(range.lowerBound) to \(range.upperBound)"
    guard let number = numberValue else { throw .expected(what, found: kind) }
    guard range.contains(number) else { throw JSONReadError("expected \(what), found one outside") }
    return number
  }

  /// One of a closed set of texts.
  package func readChoice<Choice: RawRepresentable<String> & CaseIterable>(
    _: Choice.Type = Choice.self
  ) throws(JSONReadError) -> Choice {
    let text = stringValue
    guard let choice = text.flatMap(Choice.init(rawValue:)) else {
      let names = Choice.allCases.map(\.rawValue)
      let nearest = text.flatMap { NearestName.of($0, among: names) }.map { "; did you mean \"\($0)\"?" } ?? ""
      let found = text == nil ? kind.described : "another text"
      throw JSONReadError("expected one of \(names.joined(separator: ", ")), found \(found)\(nearest)")
    }
    return choice
  }
}
