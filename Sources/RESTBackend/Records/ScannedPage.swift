internal import GatewayCore
internal import JSON

/// The text of an answer with records of shape A in it, and where in it their values stand.
final class ScannedPage: Sendable {
  let text: [UInt8]
  /// Of each record as many as the schema of ``RecordScanner`` has members.
  let pieces: [TextPiece]

  init(_ text: [UInt8], _ pieces: [TextPiece]) {
    self.text = text
    self.pieces = pieces
  }
}
