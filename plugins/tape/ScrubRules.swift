internal import GatewayCore

/// Which names hold what no tape may hold: the one list of them, the hidden parameters, and what `tape.scrub` adds.
struct ScrubRules: Sendable {
  /// What `tape.scrub` named, in its order, as the head of a tape keeps it.
  let listed: [String]
  private let members: Set<String>
  private let patterns: [PathPattern]

  /// A name that holds one of these, apart from case, `_` and `-`, is a secret's.
  private static let secretWords = [
    "password", "passwd", "passphrase", "passcode", "secret", "token", "authorization", "apikey", "accesskey",
    "authkey", "privatekey", "sharedkey", "encryptionkey", "authenticationkey", "wepkey", "credential", "cookie",
    "sessionid",
  ]
  /// Too short to be looked for inside other names.
  private static let secretNames: Set<String> = ["pwd", "pass", "pin", "psk", "jwt"]

  /// - Parameter listed: member names, and parameter paths or search paths: what holds a dot is a path.
  /// - Throws: which of them cannot be used, and why.
  init(listed: [String]) throws(TapeError) {
    self.listed = listed
    members = Set(listed.filter { !$0.contains(".") }.map(ScrubRules.plain))
    var patterns: [PathPattern] = []
    for text in listed where text.contains(".") {
      let pattern: PathPattern
      do throws(PathError) {
        pattern = try PathPattern(text)
      } catch {
        throw TapeError("'\(text)': expected a member name or a parameter path: \(error.reason)")
      }
      guard !pattern.needsValues else {
        throw TapeError("'\(text)': expected a path that its names alone decide; use * in place of an expression")
      }
      patterns.append(pattern)
    }
    self.patterns = patterns
  }

  /// Whether a member, field or header of that name holds a secret.
  func isSecret(_ name: String) -> Bool {
    let plain = ScrubRules.plain(name)
    guard !plain.isEmpty else { return false }
    return members.contains(plain) || ScrubRules.secretNames.contains(plain)
      || ScrubRules.secretWords.contains { plain.holds($0) }
  }

  /// Whether the value of that parameter is kept back; false for what is no path.
  ///
  /// A parameter that no published model marks is judged by its last name: a vendor's own more strictly.
  func hidesValue(of path: String) -> Bool {
    guard let dot = path.utf8.lastIndex(of: UInt8(ascii: ".")) else { return false }
    if HiddenParameters.contains(path) { return true }
    if !patterns.isEmpty {
      let item = [PathItem(path: path)]
      if patterns.contains(where: { !$0.matches(among: item).isEmpty }) { return true }
    }
    guard !path.utf8.contains(where: { $0 <= 0x20 }) else { return false }
    let last = String(path[path.index(after: dot)...])
    let isStandard =
      (path.hasPrefix("Device.") || path.hasPrefix("InternetGatewayDevice.")) && !path.holds(".X_")
    guard isStandard else { return isSecret(last) }
    // `PasswordRequired` is none; what the models mark was found above.
    let plain = ScrubRules.plain(last)
    return ScrubRules.secretWords.contains { plain.hasSuffix($0) }
  }

  private static func plain(_ name: String) -> String {
    String(decoding: name.lowercased().utf8.filter { ScrubRules.isLetterOrDigit($0) }, as: UTF8.self)
  }

  private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
    (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte >= 0x80
  }
}
