internal import GatewayCore

extension ValueType {
  /// One of the three types that the API knows (control-api.md 7.1).
  var vendorName: String {
    if isInteger { return "integer" }
    return self == .boolean ? "boolean" : "string"
  }

  /// The type that upstream's word means: `integer` is one of four, and `string` most of the others.
  init?(vendor: String?, asked: ValueType?) {
    guard let vendor else {
      guard let asked else { return nil }
      self = asked
      return
    }
    if let asked, asked.vendorName == vendor {
      self = asked
    } else {
      self = vendor == "integer" ? .int : ValueType(label: vendor)
    }
  }
}
