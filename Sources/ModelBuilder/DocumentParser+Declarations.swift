internal import CExpat

/// Document type declarations: refused, or read for entities of short text alone.
extension DocumentParser {
  private static let maximumValue = 256
  private static let maximumSize = 1 << 20

  func watchDeclarations() {
    unsafe XML_SetStartDoctypeDeclHandler(parser) { context, _, system, published, _ in
      unsafe receiver(context).doctype(isExternal: system != nil || published != nil)
    }
    unsafe XML_SetEntityDeclHandler(parser) { context, name, isParameter, value, count, _, _, _, _ in
      let text = unsafe value.map { unsafe UnsafeBufferPointer(start: $0, count: Int(count)) }
      unsafe receiver(context).entity(
        name.map { unsafe String(cString: $0) } ?? "",
        isParameter == 0 ? text.map { unsafe $0.map { UInt8(truncatingIfNeeded: $0) } } : nil)
    }
    // A default of an attribute would be in every element.
    unsafe XML_SetAttlistDeclHandler(parser) { context, _, _, _, _, _ in
      unsafe receiver(context).refuse("a declaration of attributes: a data-model document has none")
    }
  }

  private func doctype(isExternal: Bool) {
    switch entities {
    case .refused:
      refuse("a document type declaration: a data-model document has none, and entities are not read")
    case .shortTexts where isExternal:
      refuse("a document type declaration in another file: none is read")
    case .shortTexts where count > Self.maximumSize:
      refuse("a document type declaration in a document of more than \(Self.maximumSize >> 20) MiB")
    case .shortTexts: break
    }
  }

  /// - Parameter value: nil of an entity that stands for another file, and of one for declarations.
  private func entity(_ name: String, _ value: [UInt8]?) {
    guard let value else { return refuse("an entity that is no text: `\(name)`") }
    if value.count > Self.maximumValue { refuse("an entity of more than \(Self.maximumValue) bytes: `\(name)`") }
    if value.contains(UInt8(ascii: "&")) || value.contains(UInt8(ascii: "<")) {
      refuse("an entity that holds markup or entities: `\(name)`")
    }
  }
}
