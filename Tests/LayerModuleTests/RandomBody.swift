/// Bodies made of pieces that mean something to whoever scrubs them, in no order that makes sense.
enum RandomBody {
  private static let pieces = [
    "{", "}", "[", "]", ",", ":", "\"", "\\", "=", "&", "?", "%", "%3D", "\n", "\t", " ", "<", ">", "(redacted)",
    "null",
    "1.5", "\"password\":\"", "\"value\":", "value=", "token", "Bearer abcdefghijklmnop", "Basic ", "\u{0}", "\u{E9}",
    "Device.Users.User.1.Password", "\"variable_name\":\"Device.ManagementServer.Password\"", "\"redacted\":true",
    "{\"a\":1}", "\\u0041", "\\u0000", ".", "*", "'", ";",
    "{\"path\":\"Device.Users.User.1.Password\",\"value\":\"secret\"}",
  ]

  static func make(_ numbers: inout some RandomNumberGenerator) -> [UInt8] {
    var body: [UInt8] = []
    for _ in 0..<Int.random(in: 0...12, using: &numbers) {
      if Int.random(in: 0..<30, using: &numbers) == 0 {
        body.append(UInt8.random(in: 0...255, using: &numbers))
      } else {
        body += Array(pieces[Int.random(in: 0..<pieces.count, using: &numbers)].utf8)
      }
    }
    return body
  }
}
