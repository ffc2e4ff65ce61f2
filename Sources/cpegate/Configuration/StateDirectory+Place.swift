internal import GatewayCore
internal import Glibc
internal import TransportHost

extension StateDirectory {
  /// Where the state of an upstream is kept when nothing is said (protocol.md 7).
  ///
  /// - Throws: ``ExitFailure`` where the user has no home.
  static func place(profile: String?, url: TransportURL) throws(ExitFailure) -> String {
    try home() + "/cpegate/" + (profile.map { name(of: $0) } ?? name(of: url))
  }

  private static func home() throws(ExitFailure) -> String {
    if let state = absolute("XDG_STATE_HOME") { return state }
    guard let home = absolute("HOME") else {
      throw .configuration(
        "there is no place for the state directory, as neither HOME nor XDG_STATE_HOME is an absolute path: "
          + "name one by --state-dir, or say --state-dir none")
    }
    return home + "/.local/state"
  }

  /// The value of a variable that is an absolute path; another counts for nothing, as its specification says.
  private static func absolute(_ variable: String) -> String? {
    guard let value = getenv(variable).map({ String(cString: $0) }), value.hasPrefix("/") else { return nil }
    return value
  }

  // MARK: Names

  private static let longestName = 64

  /// The profile itself, where that can be the name of a folder.
  private static func name(of profile: String) -> String {
    let plain = plain(profile)
    return plain == profile ? plain : distinct(plain, profile)
  }

  /// Host and path, and a digest that two URLs do not share.
  private static func name(of url: TransportURL) -> String {
    distinct(plain(url.rest), url.text)
  }

  /// Letters, digits and a few signs, runs of anything else being one hyphen; never hidden, never `.` or `..`.
  private static func plain(_ text: String) -> String {
    let isPlain = { (character: Character) in
      character.isASCII && (character.isLetter || character.isNumber || character == "." || character == "_")
    }
    let words = text.split { !isPlain($0) && $0 != "-" }.joined(separator: "-")
    return String(words.drop { $0 == "." || $0 == "-" }.prefix(longestName))
  }

  private static func distinct(_ plain: String, _ text: String) -> String {
    let digits = String(FNV1a.hash64(text.utf8), radix: 16)
    let digest = String(repeating: "0", count: 16 - digits.count) + digits
    return plain.isEmpty ? digest : "\(plain)-\(digest.prefix(8))"
  }
}
