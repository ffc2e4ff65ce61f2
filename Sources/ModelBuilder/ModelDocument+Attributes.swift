internal import GatewayCore

/// Attributes as what they mean; all throw ``ModelDocumentError`` for a value that means nothing.
extension ModelDocument {
  /// An attribute that has to be there and not empty.
  func required(_ name: String, of element: RawElement) throws(ModelDocumentError) -> String {
    guard let value = element[name], !value.isEmpty else {
      throw error(element, "`\(element.name)` without the attribute `\(name)`")
    }
    return value
  }

  func flag(_ name: String, of element: RawElement) throws(ModelDocumentError) -> Bool? {
    guard let value = element[name] else { return nil }
    switch value {
    case "true", "1": return true
    case "false", "0": return false
    default: throw error(element, "`\(name)` of `\(element.name)`: expected true or false, found `\(value)`")
    }
  }

  func status(of element: RawElement) throws(ModelDocumentError) -> ModelStatus? {
    guard let value = element["status"] else { return nil }
    switch value {
    case "current": return .current
    case "deprecated": return .deprecated
    case "obsoleted": return .obsoleted
    case "deleted": return .deleted
    default: throw error(element, "an unknown status: `\(value)`")
    }
  }

  func access(of element: RawElement) throws(ModelDocumentError) -> Access? {
    guard let value = element["access"] else { return nil }
    guard let access = Access(rawValue: value) else { throw error(element, "an unknown access: `\(value)`") }
    return access
  }

  /// The version that brought it; empty where the document does not say.
  func version(of element: RawElement) -> String {
    element["version"] ?? element[RawElement.reportVersion] ?? ""
  }

  /// A number as it is written, nil where there is none or where it is `unbounded`.
  func number(_ name: String, of element: RawElement) throws(ModelDocumentError) -> String? {
    guard let value = element[name], value != "unbounded" else { return nil }
    let digits = value.utf8.drop { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "+") }
    let isNumber =
      value.utf8.count - digits.count <= 1 && digits.contains { $0 != UInt8(ascii: ".") }
      && digits.count { $0 == UInt8(ascii: ".") } <= 1
      && digits.allSatisfy { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 || $0 == UInt8(ascii: ".") }
    guard isNumber else {
      throw error(element, "`\(name)` of `\(element.name)`: expected a number, found `\(value)`")
    }
    return value
  }

  /// Both ends of a span of numbers; nil when neither is there.
  func bounds(
    of element: RawElement, _ minimum: String, _ maximum: String, step: String? = nil
  ) throws(ModelDocumentError) -> Bounds? {
    let low = try number(minimum, of: element)
    let high = try number(maximum, of: element)
    guard low != nil || high != nil else { return nil }
    guard let step else { return Bounds(low, high) }
    return Bounds(low, high, step: try number(step, of: element))
  }
}
