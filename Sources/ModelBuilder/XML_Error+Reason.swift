internal import CExpat

extension XML_Error {
  /// What Expat objects to, in our words.
  var reason: String {
    switch self {
    case XML_ERROR_NO_ELEMENTS: "it ends before an element does"
    case XML_ERROR_SYNTAX: "markup that begins no element"
    case XML_ERROR_INVALID_TOKEN: "characters that may not stand here"
    case XML_ERROR_UNCLOSED_TOKEN: "a tag or a comment that is not closed"
    case XML_ERROR_UNCLOSED_CDATA_SECTION: "a CDATA section that is not closed"
    case XML_ERROR_PARTIAL_CHAR: "half a character at its end"
    case XML_ERROR_TAG_MISMATCH: "an end tag that does not match the start tag"
    case XML_ERROR_DUPLICATE_ATTRIBUTE: "an attribute that stands twice"
    case XML_ERROR_JUNK_AFTER_DOC_ELEMENT: "something after the root element"
    case XML_ERROR_UNDEFINED_ENTITY: "an entity that is not defined"
    case XML_ERROR_BAD_CHAR_REF: "a reference to a character that XML does not allow"
    case XML_ERROR_MISPLACED_XML_PI: "an XML declaration that is not at its beginning"
    case XML_ERROR_XML_DECL: "a faulty XML declaration"
    case XML_ERROR_UNKNOWN_ENCODING: "an encoding that is not read"
    case XML_ERROR_INCORRECT_ENCODING: "its encoding is not the declared one"
    case XML_ERROR_UNBOUND_PREFIX: "a namespace prefix that is not declared"
    case XML_ERROR_NO_MEMORY: "no memory to read it"
    default: unsafe XML_ErrorString(self).map { unsafe String(cString: $0) } ?? "error \(rawValue)"
    }
  }
}
