internal import JSON

/// What makes two requests the same one: all of it that is no secret, apart from headers.
struct RequestKey: Hashable {
  let method: String
  private let exactTarget: ExactString
  let body: [UInt8]

  var target: String { exactTarget.text }

  init(method: String, target: String, body: [UInt8]) {
    self.method = method
    exactTarget = ExactString(target)
    self.body = body
  }
}
