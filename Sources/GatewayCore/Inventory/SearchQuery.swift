/// Words that must each begin a word in one of a device's texts, case-folded, accents counting.
///
/// A word is a longest run of letters and digits (Unicode categories L and N).
package struct SearchQuery: Hashable, Sendable {
  /// Folded words.
  ///
  /// Empty: there was none in the query.
  let words: [[Unicode.Scalar]]

  /// Nil for a blank query, which filters nothing.
  package init?(_ text: String) {
    if text.unicodeScalars.allSatisfy(\.properties.isWhitespace) { return nil }
    var words: [[Unicode.Scalar]] = []
    SearchQuery.forEachWord(in: text) { words.append($0) }
    self.words = words
  }

  package func matches(_ device: any DeviceRecord) -> Bool {
    guard !words.isEmpty else { return false }
    var missing = words
    for field in DeviceField.allCases where field.isSearched {
      guard let text = device[field]?.string else { continue }
      SearchQuery.forEachWord(in: text) { word in missing.removeAll { word.starts(with: $0) } }
      if missing.isEmpty { return true }
    }
    return false
  }

  static func forEachWord(in text: String, _ body: ([Unicode.Scalar]) -> Void) {
    var word: [Unicode.Scalar] = []
    for scalar in text.unicodeScalars {
      if isWordScalar(scalar) {
        fold(scalar, into: &word)
      } else if !word.isEmpty {
        body(word)
        word.removeAll(keepingCapacity: true)
      }
    }
    if !word.isEmpty { body(word) }
  }

  private static func isWordScalar(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII {
      return ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) || ("0"..."9").contains(scalar)
    }
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber,
      .letterNumber, .otherNumber:
      return true
    default:
      return false
    }
  }

  /// Unicode's full case folding, made of the mappings the standard library has.
  private static func fold(_ scalar: Unicode.Scalar, into word: inout [Unicode.Scalar]) {
    if scalar.isASCII {
      word.append(("A"..."Z").contains(scalar) ? Unicode.Scalar(UInt8(scalar.value | 0x20)) : scalar)
    } else if scalar == "\u{131}" {
      // The dotless i folds to itself, though its upper case is that of the dotted one.
      word.append(scalar)
    } else {
      let upper = scalar.properties.lowercaseMapping.unicodeScalars.map(\.properties.uppercaseMapping).joined()
      for folded in upper.unicodeScalars { word += folded.properties.lowercaseMapping.unicodeScalars }
    }
  }
}
