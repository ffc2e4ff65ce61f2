internal import CExpat

/// Reads the bytes of a document into elements, with Expat; leaves out what no rule reads.
///
/// Prose, bibliographies, profiles and the parts of other protocols are skipped while reading.
@safe final class DocumentParser {
  /// What no rule reads, whatever it holds.
  private static let skippedNames: Set<String> = [
    "abbreviations", "bibliography", "command", "description", "event", "glossary", "profile", "template",
  ]
  /// A data model needs seven levels.
  private static let maximumDepth = 64
  /// The largest published document has 57 000 that are kept.
  private static let maximumElements = 1_000_000
  /// Between a namespace and a name, in what Expat gives us.
  private static let separator = UInt8(ascii: " ")

  private let file: String
  let entities: EntityRule
  /// The size of the document.
  let count: Int
  let parser: XML_Parser
  private var open: [RawElement] = []
  private var root: RawElement?
  private var namespace = ""
  private var skippedLevels = 0
  private var keptElements = 0
  private var carriesForumNotice = false
  private var refusal: ModelDocumentError?

  static func parse(
    _ bytes: [UInt8], file: String, entities: EntityRule = .refused
  ) throws(ModelDocumentError) -> RawDocument {
    guard bytes.count <= ModelFile.maximumSize else {
      throw ModelDocumentError(file: file, reason: "larger than \(ModelFile.maximumSize >> 20) MiB")
    }
    guard let parser = unsafe XML_ParserCreateNS(nil, XML_Char(separator)) else {
      throw ModelDocumentError(file: file, reason: "no memory to read it")
    }
    defer { unsafe XML_ParserFree(parser) }
    return try unsafe DocumentParser(file: file, entities: entities, count: bytes.count, parser: parser).parse(bytes)
  }

  private init(file: String, entities: EntityRule, count: Int, parser: XML_Parser) {
    self.file = file
    self.entities = entities
    self.count = count
    unsafe self.parser = parser
  }

  private func parse(_ bytes: [UInt8]) throws(ModelDocumentError) -> RawDocument {
    unsafe XML_SetUserData(parser, Unmanaged.passUnretained(self).toOpaque())
    unsafe XML_SetElementHandler(
      parser, { unsafe receiver($0).start($1, $2) }, { context, _ in unsafe receiver(context).end() })
    unsafe XML_SetCommentHandler(parser) { unsafe receiver($0).comment($1) }
    watchDeclarations()
    let status = unsafe bytes.withUnsafeBytes { bytes in
      unsafe XML_Parse(parser, bytes.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(bytes.count), 1)
    }
    if let refusal { throw refusal }
    guard status == XML_STATUS_OK, let root else {
      let reason = unsafe XML_GetErrorCode(parser).reason
      throw ModelDocumentError(file: file, line: line, reason: "not XML: \(reason)")
    }
    return RawDocument(root: root, carriesForumNotice: carriesForumNotice)
  }

  private var line: Int { unsafe Int(XML_GetCurrentLineNumber(parser)) }

  func refuse(_ reason: String) {
    if refusal == nil { refusal = ModelDocumentError(file: file, line: line, reason: reason) }
    unsafe _ = XML_StopParser(parser, XML_Bool(XML_FALSE))
  }

  fileprivate func comment(_ text: UnsafePointer<XML_Char>?) {
    guard let text = unsafe text else { return }
    let notice = unsafe String(cString: text)
    let phrases = ["Copyright", "Broadband Forum", "Redistribution and use in source and binary forms"]
    if phrases.allSatisfy({ notice.contains($0) }) { carriesForumNotice = true }
  }

  fileprivate func start(
    _ name: UnsafePointer<XML_Char>?, _ attributes: UnsafeMutablePointer<UnsafePointer<XML_Char>?>?
  ) {
    guard refusal == nil else { return }
    if skippedLevels > 0 {
      skippedLevels += 1
      return
    }
    guard open.count < Self.maximumDepth else {
      return refuse("elements nested deeper than \(Self.maximumDepth) levels")
    }
    guard let name = unsafe name else { return }
    let (space, local) = split(unsafe String(cString: name))
    if open.isEmpty {
      guard isRoot(space: space, local: local) else { return }
      // Notices stand before the root; what is said inside does not speak for the document.
      unsafe XML_SetCommentHandler(parser, nil)
      namespace = space
    } else if !space.isEmpty && space != namespace || Self.skippedNames.contains(local) {
      skippedLevels = 1
      return
    }
    keptElements += 1
    guard keptElements <= Self.maximumElements else { return refuse("more than \(Self.maximumElements) elements") }
    open.append(RawElement(name: local, line: line, attributes: unsafe read(attributes)))
  }

  fileprivate func end() {
    guard refusal == nil else { return }
    if skippedLevels > 0 {
      skippedLevels -= 1
      return
    }
    guard let element = open.popLast() else { return }
    if open.isEmpty { root = element } else { open[open.count - 1].children.append(element) }
  }

  private func isRoot(space: String, local: String) -> Bool {
    let expected = "urn:broadband-forum-org:cwmp:datamodel-"
    let isModel = space.hasPrefix(expected) && !space.hasPrefix(expected + "report")
    if local == "document" && isModel { return true }
    refuse(
      "not a data-model document: the root element is `\(local)` of \(space.isEmpty ? "no namespace" : "`\(space)`"), "
        + "expected `document` of `\(expected)…`")
    return false
  }

  private func read(_ attributes: UnsafeMutablePointer<UnsafePointer<XML_Char>?>?) -> [(name: String, value: String)] {
    guard var next = unsafe attributes else { return [] }
    var found: [(name: String, value: String)] = []
    while let name = unsafe next.pointee, let value = unsafe (next + 1).pointee {
      unsafe next += 2
      let (space, local) = split(unsafe String(cString: name))
      if space.isEmpty {
        found.append((local, unsafe String(cString: value)))
      } else if local == "version" && space.contains("datamodel-report") {
        found.append((RawElement.reportVersion, unsafe String(cString: value)))
      }
    }
    return found
  }

  /// The namespace, empty where there is none, and the name.
  private func split(_ name: String) -> (space: String, local: String) {
    guard let cut = name.utf8.lastIndex(of: Self.separator) else { return ("", name) }
    return (String(name[..<cut]), String(name[name.utf8.index(after: cut)...]))
  }
}

/// The parser that Expat's callbacks are for: alive as long as Expat is, which it outlives.
func receiver(_ context: UnsafeMutableRawPointer?) -> DocumentParser {
  guard let context = unsafe context else { preconditionFailure("Expat lost its user data") }
  return unsafe Unmanaged<DocumentParser>.fromOpaque(context).takeUnretainedValue()
}
