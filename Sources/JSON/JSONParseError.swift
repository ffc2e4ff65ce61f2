internal import CJansson

/// Why a text is not JSON that cpegate takes, and where.
///
/// It never repeats the text itself.
package struct JSONParseError: Error, Equatable, Sendable {
  /// What is wrong, for people.
  package let reason: String
  /// Line of the fault, from 1.
  package let line: Int
  /// Offset in bytes from the beginning of the text.
  package let position: Int

  package init(reason: String, line: Int, position: Int) {
    self.reason = reason
    self.line = line
    self.position = position
  }

  /// `byte 17`, and the line as well unless it is the first.
  package var place: String {
    line > 1 ? "line \(line), byte \(position)" : "byte \(position)"
  }
}

extension JSONParseError {
  init(_ failure: json_error_t) {
    var failure = failure
    // Jansson's own sentence quotes the text, which may hold a secret: only its code is used.
    let code = unsafe json_error_code(&failure)
    let reason =
      switch code {
      case json_error_out_of_memory: "not enough memory to read this"
      case json_error_stack_overflow: "nested deeper than \(JSONDocument.maximumDepth) levels"
      case json_error_invalid_utf8: "not valid UTF-8"
      case json_error_premature_end_of_input: "the text ends too early"
      case json_error_end_of_input_expected: "something follows the value"
      case json_error_null_character, json_error_null_byte_in_key: "\\u0000 is not accepted"
      case json_error_duplicate_key: "a member stands twice in one object"
      case json_error_numeric_overflow: "a number beyond signed 64 bits or beyond a double"
      default: "not valid JSON"
      }
    self.init(reason: reason, line: max(1, Int(failure.line)), position: max(0, Int(failure.position)))
  }
}
