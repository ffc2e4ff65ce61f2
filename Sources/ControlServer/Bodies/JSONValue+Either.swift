internal import JSON

extension JSONValue {
  /// The member of the first of two names that is there.
  @_lifetime(copy self)
  func member(_ first: StaticString, or second: StaticString) -> JSONValue? {
    if let found = member(first) { return found }
    return member(second)
  }
}
