internal import GatewayCore
internal import JSON

/// Takes secrets out of texts that are told.
enum Secrets {
  /// The text with `…` where the secret stood, in clear or as JSON writes it.
  ///
  /// A text that is as long as a detail may be was perhaps cut within the secret: then its end goes too.
  static func removing(_ secret: String, from text: String) -> String {
    guard !secret.isEmpty else { return text }
    let written = JSONText { $0.string(secret) }.bytes.dropFirst().dropLast()
    var bytes = Array(text.utf8)
    let isPerhapsCut = bytes.count > APIProblem.mostDetail - 16
    for form in [Array(secret.utf8), Array(written)] {
      bytes = replacing(form, in: bytes)
      if isPerhapsCut { bytes = withoutCut(form, bytes) }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static let mark = Array("…".utf8)

  private static func replacing(_ form: [UInt8], in bytes: [UInt8]) -> [UInt8] {
    var rest = bytes[...]
    var told: [UInt8] = []
    while let first = rest.first {
      if rest.starts(with: form) {
        told += mark
        rest = rest.dropFirst(form.count)
      } else {
        told.append(first)
        rest = rest.dropFirst()
      }
    }
    return told
  }

  private static func withoutCut(_ form: [UInt8], _ bytes: [UInt8]) -> [UInt8] {
    let told = bytes.suffix(mark.count) == mark[...] ? bytes.dropLast(mark.count) : bytes[...]
    for count in stride(from: min(form.count - 1, told.count), to: 0, by: -1)
    where told.suffix(count) == form.prefix(count) {
      return told.dropLast(count) + mark
    }
    return bytes
  }
}

extension GatewayError {
  /// The same error without a secret that upstream may have repeated.
  func without(_ secret: String?) -> GatewayError {
    guard let secret else { return self }
    var error = self
    error.message = Secrets.removing(secret, from: message)
    error.detail = detail.map { Secrets.removing(secret, from: $0) }
    error.fields = fields.map { field in
      FieldProblem(name: field.name, messages: field.messages.map { Secrets.removing(secret, from: $0) })
    }
    return error
  }
}
