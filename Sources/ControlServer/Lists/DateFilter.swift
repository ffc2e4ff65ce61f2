internal import GatewayCore

/// The spellings of times in queries (reference: 1.6).
enum DateFilter {
  /// A missing offset is read as UTC, a missing time as midnight.
  static func read(_ text: String) -> Timestamp? {
    var text = text
    if text.utf8.count == 10 { text += "T00:00:00Z" }
    if let place = text.index(text.startIndex, offsetBy: 10, limitedBy: text.endIndex), place < text.endIndex,
      text[place] == " "
    {
      text.replaceSubrange(place...place, with: "T")
    }
    return Timestamp(text) ?? Timestamp(text + "Z")
  }
}
