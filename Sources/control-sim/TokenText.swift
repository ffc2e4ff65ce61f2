internal import ControlServer

/// What is wrong with the text of a token; the token itself is never told.
struct TokenError: Error {
  let reason: String
}

extension ControlToken {
  /// `TEXT[;organizations=1,2][;rights=full|read|none]`.
  init(parsing text: String) throws(TokenError) {
    let parts = text.split(separator: ";", omittingEmptySubsequences: false)
    guard let first = parts.first, !first.isEmpty else { throw TokenError(reason: "expected a text, found none") }
    self.init(String(first))
    for part in parts.dropFirst() {
      let halves = part.split(separator: "=", maxSplits: 1)
      switch halves.first {
      case "organizations":
        let numbers = (halves.dropFirst().first ?? "").split(separator: ",").map { Int($0) }
        guard !numbers.isEmpty, !numbers.contains(nil) else {
          throw TokenError(reason: "organizations takes numbers with commas between them")
        }
        organizations = Set(numbers.compactMap { $0 })
      case "rights":
        guard let rights = halves.dropFirst().first.flatMap({ Rights(rawValue: String($0)) }) else {
          throw TokenError(reason: "rights takes full, read or none")
        }
        self.rights = rights
      default: throw TokenError(reason: "expected organizations= or rights= behind a semicolon")
      }
    }
  }
}
