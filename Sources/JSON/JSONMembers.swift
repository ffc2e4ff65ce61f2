internal import CJansson

/// Walks the members of an object in the order of the text.
@safe package struct JSONMembers: ~Escapable {
  private let object: UnsafeMutablePointer<json_t>?
  private var iterator: UnsafeMutableRawPointer?

  /// - Precondition: `object` is an object, or nil for no members, that lives as long as the result may.
  @_lifetime(immortal)
  init(_ object: UnsafeMutablePointer<json_t>?) {
    unsafe self.object = object
    unsafe iterator = object.flatMap { unsafe json_object_iter($0) }
  }

  /// The next member, or nil behind the last.
  @_lifetime(copy self)
  package mutating func next() -> JSONMember? {
    guard let here = unsafe iterator, let object = unsafe object, let key = unsafe json_object_iter_key(here),
      let value = unsafe json_object_iter_value(here)
    else { return nil }
    unsafe iterator = json_object_iter_next(object, here)
    let member = unsafe JSONMember(
      name: JSONName(key, count: json_object_iter_key_len(here)), value: JSONValue(value))
    return unsafe _overrideLifetime(member, copying: self)
  }
}

/// One member of an object, on loan.
package struct JSONMember: ~Escapable {
  package let name: JSONName
  package let value: JSONValue

  @_lifetime(copy name, copy value)
  init(name: JSONName, value: JSONValue) {
    self.name = name
    self.value = value
  }
}
