package import JSON

/// What a check against the data models found.
package struct ModelIssue: Equatable, Sendable {
  /// Stable names, for programs.
  package enum Code: String, CaseIterable, Sendable {
    case syntax
    case tooLong = "too_long"
    case unknown
    case otherRoot = "other_root"
    case wrongForm = "wrong_form"
    case readOnly = "read_only"
    /// The type given is not the parameter's.
    case wrongType = "wrong_type"
    /// No lexical form of its type.
    case badValue = "bad_value"
    case outOfRange = "out_of_range"
    case badLength = "bad_length"
    case notInEnumeration = "not_in_enumeration"
    case notSettable = "not_settable"
    case badList = "bad_list"
    case badReference = "bad_reference"
    /// The device reports another type than the model has.
    case typeDiffers = "type_differs"
    case deleted
    case vendor
    case trailingDot = "trailing_dot"
    case risk
  }

  package enum Severity: String, Sendable {
    case error
    case warning
    case info
  }

  package let code: Code
  package let severity: Severity
  /// For people; it names names and never values.
  package let message: String
  /// Code points from 0, into the path.
  package var position: Int?
  /// The whole corrected path.
  package var suggestion: String?
  /// What a device would answer.
  package var fault: CWMPFault?

  package static func error(
    _ code: Code, _ message: String, position: Int? = nil, suggestion: String? = nil,
    fault: CWMPFault = .invalidParameterName
  ) -> ModelIssue {
    ModelIssue(
      code: code, severity: .error, message: message, position: position, suggestion: suggestion, fault: fault)
  }

  package static func warning(_ code: Code, _ message: String) -> ModelIssue {
    ModelIssue(code: code, severity: .warning, message: message)
  }

  /// - Parameter path: told where the issues of several paths stand in one list.
  package func write(to writer: inout JSONWriter, path: String? = nil) {
    writer.beginObject()
    if let path {
      writer.member("path")
      writer.string(path)
    }
    writer.member("code")
    writer.string(code.rawValue)
    writer.member("severity")
    writer.string(severity.rawValue)
    writer.member("message")
    writer.string(message)
    if let position {
      writer.member("position")
      writer.integer(position)
    }
    if let suggestion {
      writer.member("suggestion")
      writer.string(suggestion)
    }
    if let fault {
      writer.member("fault")
      writer.integer(fault.rawValue)
    }
    writer.endObject()
  }
}
