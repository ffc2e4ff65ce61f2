internal import JSONRPC
internal import Testing

/// What a frame reader told, with the bytes of each message copied out.
enum FrameNote: Equatable, Sendable {
  case message(String)
  case tooLarge
  case malformed(String)
}

/// Feeds `pieces` to a reader one after another, asking for all events in between, ends it, and returns the events.
func notes(of pieces: [[UInt8]], framing: Framing, longest: Int) -> [FrameNote] {
  var reader = FrameReader(framing: framing, longest: longest)
  var notes: [FrameNote] = []
  for piece in pieces {
    reader.append(piece.span)
    take(&reader, &notes)
  }
  reader.end()
  take(&reader, &notes)
  return notes
}

private func take(_ reader: inout FrameReader, _ notes: inout [FrameNote]) {
  while let event = reader.next() {
    switch event {
    case .message(let range):
      let text = reader.read(range) { bytes in String(decoding: bytes.indices.map { bytes[$0] }, as: UTF8.self) }
      notes.append(.message(text))
    case .tooLarge: notes.append(.tooLarge)
    case .malformed(let reason): notes.append(.malformed(reason))
    }
  }
}

/// A stream, and the events it must give however it is split.
struct FramingCase: Sendable, CustomTestStringConvertible {
  let name: String
  let framing: Framing
  let longest: Int
  let bytes: [UInt8]
  let notes: [FrameNote]

  init(_ name: String, _ framing: Framing, _ text: String, longest: Int = 1000, _ notes: [FrameNote]) {
    self.init(name, framing, Array(text.utf8), longest: longest, notes)
  }

  init(_ name: String, _ framing: Framing, _ bytes: [UInt8], longest: Int = 1000, _ notes: [FrameNote]) {
    self.name = name
    self.framing = framing
    self.longest = longest
    self.bytes = bytes
    self.notes = notes
  }

  var testDescription: String { "\(framing.rawValue): \(name)" }
}
