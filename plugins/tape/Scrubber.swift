/// Takes secrets out of one request or answer, and counts under which names they stood.
///
/// The same text comes out for the same text with other secrets, so that a request can be found again by what is left.
struct Scrubber {
  let rules: ScrubRules
  /// How often something was taken out, by the name it stood under; never a value.
  var counts: [String: Int] = [:]
  /// What was taken out, to be found where no name tells it: an answer may echo what the request said.
  private(set) var secrets: [String]
  /// Names come again and again.
  private var judged: [String: Judgement] = [:]

  struct Judgement {
    let isSecret: Bool
    /// The path of a hidden parameter.
    let isHidden: Bool
    /// What holds the value beside a parameter's path.
    let isValue: Bool
  }

  /// Stands for a secret inside a text; a JSON value that is one becomes null.
  static let marker = "(redacted)"
  /// The name in ``counts`` for a secret that stood where no name tells it.
  static let echo = "(a secret repeated elsewhere)"

  /// - Parameter secrets: what is known already, such as the token that the request carries.
  init(_ rules: ScrubRules, secrets: [String] = []) {
    self.rules = rules
    self.secrets = secrets
  }

  mutating func count(_ name: String, times: Int = 1) {
    counts[name, default: 0] += times
  }

  /// Remembers what was taken out; what is shorter may be any word.
  mutating func remember(_ secret: String) {
    guard secret.utf8.count >= 6, secret != Scrubber.marker, !secrets.contains(secret) else { return }
    secrets.append(secret)
  }

  mutating func judge(_ name: String) -> Judgement {
    if let known = judged[name] { return known }
    let lower = name.lowercased()
    let judgement = Judgement(
      isSecret: !name.utf8.contains(UInt8(ascii: ".")) && rules.isSecret(name), isHidden: rules.hidesValue(of: name),
      isValue: lower.holds("value") && !lower.holds("type"))
    judged[name] = judgement
    return judgement
  }

  /// Whether a text names a secret, as in `{"name": "password", "value": …}`; a sentence does not.
  func namesSecret(_ text: String) -> Bool {
    if text.utf8.contains(UInt8(ascii: ".")) { return rules.hidesValue(of: text) }
    return text.utf8.count <= 64 && !text.utf8.contains { $0 <= 0x20 } && rules.isSecret(text)
  }

  /// Takes known secrets out of a text: short ones only where they are all of it, as they may be a part of any word.
  mutating func withoutKnownSecrets(_ text: String) -> String {
    var text = text
    for secret in secrets where secret.utf8.count <= text.utf8.count {
      if text == secret {
        count(Scrubber.echo)
        return Scrubber.marker
      }
      guard secret.utf8.count >= 8 else { continue }
      let times = text.replace(secret, by: Scrubber.marker)
      if times > 0 { count(Scrubber.echo, times: times) }
    }
    return text
  }
}
