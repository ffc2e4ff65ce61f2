internal import JSONRPC
internal import Testing

@Suite struct FramingSplitTests {
  static let corpus = FramingCorpus.lines + FramingCorpus.headers + FramingCorpus.automatic

  @Test(arguments: corpus)
  func theWholeInputGivesItsEvents(_ sample: FramingCase) {
    #expect(notes(of: [sample.bytes], framing: sample.framing, longest: sample.longest) == sample.notes)
  }

  @Test(arguments: corpus)
  func everySplitIntoTwoGivesTheSameEvents(_ sample: FramingCase) {
    for cut in 0...sample.bytes.count {
      let pieces = [Array(sample.bytes[..<cut]), Array(sample.bytes[cut...])]
      #expect(
        notes(of: pieces, framing: sample.framing, longest: sample.longest) == sample.notes, "split at byte \(cut)")
    }
  }

  @Test(arguments: corpus)
  func byteByByteGivesTheSameEvents(_ sample: FramingCase) {
    #expect(
      notes(of: sample.bytes.map { [$0] }, framing: sample.framing, longest: sample.longest) == sample.notes)
  }

  /// Every stream of lines or of headers means the same when the framing is not told.
  @Test(arguments: FramingCorpus.lines.filter { !$0.name.contains("header") })
  func linesAreFoundOutByThemselves(_ sample: FramingCase) {
    // Blanks in front are dropped before the framing is decided, whatever their length.
    let expected = sample.name == "blanks too long" ? [.message("1")] : sample.notes.map(withoutBlanksInFront)
    let found = notes(of: [sample.bytes], framing: .auto, longest: sample.longest).map(withoutBlanksInFront)
    #expect(found == expected)
  }

  private func withoutBlanksInFront(_ note: FrameNote) -> FrameNote {
    guard case .message(let text) = note else { return note }
    return .message(String(text.drop { $0 == " " }))
  }

  @Test(arguments: UInt64(1)...30)
  func anySplitIntoManyGivesTheSameEvents(_ seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    for sample in FramingSplitTests.corpus {
      var pieces: [[UInt8]] = []
      var rest = sample.bytes[...]
      while !rest.isEmpty {
        let size = Int.random(in: 1...min(7, rest.count), using: &random)
        pieces.append(Array(rest.prefix(size)))
        rest = rest.dropFirst(size)
      }
      #expect(notes(of: pieces, framing: sample.framing, longest: sample.longest) == sample.notes, "\(sample.name)")
    }
  }
}

/// Random numbers that a seed decides (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) {
    state = seed
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
