extension Scrubber {
  /// A text without secrets: what stands behind a secret's name and `=`, `:` or `>`, behind the path of a hidden
  /// parameter, behind `Bearer`, and what is known from elsewhere.
  ///
  /// What is broken or of no known format is scrubbed rather too much than too little.
  mutating func text(_ source: String) -> String {
    let source = withoutKnownSecrets(source)
    // Without one of these, nothing stands behind a name.
    guard source.utf8.contains(where: { TextScan.separates($0) }) else { return source }
    let bytes = Array(source.utf8)
    let words = TextScan.words(of: bytes)
    let namesSecret = words.contains { isSecretWord($0.text) }
    let isBrokenJSON = bytes.first == UInt8(ascii: "{") || bytes.first == UInt8(ascii: "[")
    guard namesSecret || isBrokenJSON || words.contains(where: { Scrubber.isScheme($0.text) }) else { return source }
    var kept: [UInt8] = []
    var copied = 0
    for word in words where word.range.lowerBound >= copied {
      guard let value = secretRange(behind: word, in: bytes), !value.isEmpty else { continue }
      let secret = String(decoding: bytes[value], as: UTF8.self)
      if secret != Scrubber.marker {
        count(reportName(word.text))
        remember(secret)
      }
      kept += bytes[copied..<value.lowerBound] + Array(Scrubber.marker.utf8)
      copied = value.upperBound
    }
    guard copied > 0 else { return source }
    return String(decoding: kept + bytes[copied...], as: UTF8.self)
  }

  /// Path and query of a URL without secrets; also a body of fields as forms send it.
  mutating func target(_ target: String) -> String {
    guard let mark = target.firstIndex(of: "?") else { return withoutKnownSecrets(target) }
    return withoutKnownSecrets(String(target[...mark])) + fields(String(target[target.index(after: mark)...]))
  }

  /// `name=value&name=value` without secrets.
  mutating func fields(_ text: String) -> String {
    let pairs = text.split(separator: "&", omittingEmptySubsequences: false).map { pair in
      let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      return (name: String(halves[0]), value: halves.count > 1 ? String(halves[1]) : nil)
    }
    let hidden = pairs.lazy.compactMap { $0.value.map(PercentText.decode) }.first { rules.hidesValue(of: $0) }
    return pairs.map { pair in
      guard let value = pair.value else { return pair.name }
      let name = PercentText.decode(pair.name)
      let judgement = judge(name)
      let isHidden = hidden != nil && judgement.isValue
      let decoded = PercentText.decode(value)
      guard judgement.isSecret || judgement.isHidden || isHidden else {
        return pair.name + "=" + (self.text(decoded) == decoded ? value : Scrubber.marker)
      }
      if value != Scrubber.marker, !value.isEmpty {
        count(reportName(isHidden ? hidden ?? name : name))
        remember(decoded)
      }
      return pair.name + "=" + Scrubber.marker
    }.joined(separator: "&")
  }

  /// Where the secret stands that follows a word, if one does.
  ///
  /// Only asked in a text that is about secrets, or broken: there everything that is called a value may be one.
  private mutating func secretRange(behind word: TextScan.Word, in bytes: [UInt8]) -> Range<Int>? {
    let end = word.range.upperBound
    if Scrubber.isScheme(word.text) {
      let value = TextScan.word(in: bytes, behindBlanksAt: end)
      // Shorter, it is more likely a sentence.
      return value.count >= 12 ? value : nil
    }
    guard isSecretWord(word.text) || judge(word.text).isValue else { return nil }
    if let value = TextScan.value(in: bytes, behindNameAt: end) { return value }
    guard judge(word.text).isHidden else { return nil }
    return TextScan.nextString(in: bytes, behindQuoteAt: end) ?? TextScan.rest(in: bytes, at: end)
  }

  private mutating func isSecretWord(_ word: String) -> Bool {
    let judgement = judge(word)
    return judgement.isSecret || judgement.isHidden
  }

  /// Of `Authorization`.
  private static func isScheme(_ word: String) -> Bool {
    let word = word.lowercased()
    return word == "bearer" || word == "basic"
  }
}
