extension SearchQuery {
  /// The words of a query, folded as those of ``indexText(of:)`` are; none when it had no word.
  package var foldedWords: [String] {
    words.map { word in
      var text = String.UnicodeScalarView()
      text.append(contentsOf: word)
      return String(text)
    }
  }

  /// All words of a device's texts, folded, each once, with blanks between them: what an index of words is made of.
  package static func indexText(of device: any DeviceRecord) -> String {
    var seen: Set<[Unicode.Scalar]> = []
    var text = String.UnicodeScalarView()
    for field in DeviceField.allCases where field.isSearched {
      guard let value = device[field]?.string else { continue }
      forEachWord(in: value) { word in
        guard seen.insert(word).inserted else { return }
        if !text.isEmpty { text.append(" ") }
        text.append(contentsOf: word)
      }
    }
    return String(text)
  }
}
