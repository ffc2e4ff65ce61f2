extension Scrubber {
  /// A text without secrets: what stands behind a secret's name and `=`, `:` or `>`, behind the path of a hidden
  /// parameter, behind `Bearer`, and what is known from elsewhere.
  mutating func text(_ source: String) -> String {
    let source = withoutKnownSecrets(source)
    let bytes = Array(source.utf8)
    var kept: [UInt8] = []
    var (copied, at) = (0, 0)
    while at < bytes.count {
      guard TextScan.isWord(bytes[at]) else {
        at += 1
        continue
      }
      let end = TextScan.endOfWord(in: bytes, from: at)
      let word = String(decoding: bytes[at..<end], as: UTF8.self)
      at = end
      guard let value = secretRange(behind: word, in: bytes, at: end), !value.isEmpty else { continue }
      let secret = String(decoding: bytes[value], as: UTF8.self)
      if secret != Scrubber.marker {
        count(reportName(word))
        remember(secret)
      }
      kept += bytes[copied..<value.lowerBound] + Array(Scrubber.marker.utf8)
      (copied, at) = (value.upperBound, value.upperBound)
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
      let isHidden = hidden != nil && Scrubber.isValueName(name)
      guard isSecret(name) || rules.hidesValue(of: name) || isHidden else {
        return pair.name + "=" + withoutKnownSecrets(value)
      }
      if value != Scrubber.marker, !value.isEmpty {
        count(reportName(isHidden ? hidden ?? name : name))
        remember(PercentText.decode(value))
      }
      return pair.name + "=" + Scrubber.marker
    }.joined(separator: "&")
  }

  /// Where the secret stands that follows a word, if one does.
  private mutating func secretRange(behind word: String, in bytes: [UInt8], at end: Int) -> Range<Int>? {
    let isHiddenPath = rules.hidesValue(of: word)
    let lower = word.lowercased()
    if lower == "bearer" || lower == "basic" {
      let value = TextScan.word(in: bytes, behindBlanksAt: end)
      // Shorter, it is more likely a sentence.
      return value.count >= 12 ? value : nil
    }
    guard isHiddenPath || isSecret(String(word.split(separator: ".").last ?? "")) else { return nil }
    return TextScan.value(in: bytes, behindNameAt: end) ?? (isHiddenPath ? TextScan.rest(in: bytes, at: end) : nil)
  }
}
