internal import CJansson

/// A value inside a ``JSONDocument``, read in place: nothing is copied until it is asked for.
///
/// It cannot leave the scope of its document; what is to be kept is copied out (``string(_:)``, ``JSONText``).
@safe package struct JSONValue: ~Escapable {
  private let node: UnsafeMutablePointer<json_t>

  /// - Precondition: `node` lives at least as long as the lifetime the caller gives the result.
  @_lifetime(immortal)
  init(_ node: UnsafeMutablePointer<json_t>) {
    unsafe self.node = node
  }

  /// `{}`, outside any document.
  package static var emptyObject: JSONValue {
    @_lifetime(immortal)
    get { unsafe JSONValue(emptyObjectNode) }
  }

  // unsafe: made once, never changed and never released.
  private nonisolated(unsafe) static let emptyObjectNode: UnsafeMutablePointer<json_t> = {
    guard let node = unsafe json_object() else { preconditionFailure("no memory for an empty object") }
    return unsafe node
  }()

  package var kind: JSONKind {
    switch unsafe cjansson_typeof(node) {
    case JSON_OBJECT: .object
    case JSON_ARRAY: .array
    case JSON_STRING: .string
    case JSON_INTEGER: .integer
    case JSON_REAL: .real
    case JSON_TRUE, JSON_FALSE: .boolean
    default: .null
    }
  }

  package var isNull: Bool {
    kind == .null
  }

  /// The value when it is `true` or `false`.
  package var booleanValue: Bool? {
    switch unsafe cjansson_typeof(node) {
    case JSON_TRUE: true
    case JSON_FALSE: false
    default: nil
    }
  }

  /// The value when it is an integer.
  package var integerValue: Int? {
    kind == .integer ? unsafe Int(json_integer_value(node)) : nil
  }

  /// The value when it is an integer or a real.
  package var numberValue: Double? {
    kind == .integer || kind == .real ? unsafe json_number_value(node) : nil
  }

  /// The value when it is a string, on loan.
  package var utf8Value: JSONName? {
    @_lifetime(copy self)
    get {
      guard kind == .string, let start = unsafe json_string_value(node) else { return nil }
      return unsafe _overrideLifetime(JSONName(start, count: json_string_length(node)), copying: self)
    }
  }

  /// A copy of the value when it is a string.
  package var stringValue: String? {
    utf8Value?.string
  }

  /// How many members or elements there are; 0 for a scalar.
  package var count: Int {
    switch kind {
    case .object: unsafe json_object_size(node)
    case .array: unsafe json_array_size(node)
    default: 0
    }
  }

  /// The elements of an array, in order; nothing for any other kind.
  package func forEachElement<Failure: Error>(
    _ body: (_ index: Int, _ element: JSONValue) throws(Failure) -> Void
  ) throws(Failure) {
    guard kind == .array else { return }
    for index in 0..<count {
      guard let element = unsafe json_array_get(node, index) else { continue }
      try body(index, unsafe JSONValue(element))
    }
  }

  /// The members of an object, in the order of the text; none for any other kind.
  package var members: JSONMembers {
    @_lifetime(copy self)
    get { unsafe _overrideLifetime(JSONMembers(kind == .object ? node : nil), copying: self) }
  }

  /// The member of that name, or nil when this is no object or has none.
  @_lifetime(copy self)
  package func member(_ name: StaticString) -> JSONValue? {
    let found = name.withUTF8Buffer { bytes in
      unsafe json_object_getn(
        node, UnsafeRawPointer(bytes.baseAddress)?.assumingMemoryBound(to: CChar.self), bytes.count)
    }
    guard let found = unsafe found else { return nil }
    return unsafe _overrideLifetime(JSONValue(found), copying: self)
  }

  /// The element at that place of an array, or nil.
  @_lifetime(copy self)
  package func element(_ index: Int) -> JSONValue? {
    guard let found = unsafe json_array_get(node, index) else { return nil }
    return unsafe _overrideLifetime(JSONValue(found), copying: self)
  }
}
