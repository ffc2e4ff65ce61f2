internal import JSON
internal import Testing

@Suite struct RoundTripTests {
  @Test(arguments: UInt64(1)...60)
  func parsingWhatWasWrittenGivesTheSameTextAgain(_ seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    for _ in 0..<25 {
      let text = JSONText { writer in RoundTripTests.write(depth: 5, &random, to: &writer) }
      let again = try reading(text.bytes) { JSONText($0) }
      #expect(again == text)
      let third = try reading(again.bytes) { JSONText($0) }
      #expect(third == text)
    }
  }

  @Test(arguments: UInt64(1)...20)
  func blanksBetweenTokensChangeNothing(_ seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let text = JSONText { writer in RoundTripTests.write(depth: 4, &random, to: &writer) }
    var spaced: [UInt8] = []
    var (isInString, isEscaped) = (false, false)
    for byte in text.bytes {
      let isPunctuation = !isInString && Array("{}[]:,".utf8).contains(byte)
      if isPunctuation { spaced += Array(" \t\r\n".utf8.shuffled(using: &random)) }
      spaced.append(byte)
      if byte == UInt8(ascii: "\""), !isEscaped { isInString.toggle() }
      isEscaped = byte == UInt8(ascii: "\\") && !isEscaped
    }
    #expect(try reading(spaced) { JSONText($0) } == text)
  }

  private static func write(depth: Int, _ random: inout SeededGenerator, to writer: inout JSONWriter) {
    switch Int.random(in: depth > 0 ? 0..<9 : 0..<7, using: &random) {
    case 0: writer.null()
    case 1: writer.boolean(Bool.random(using: &random))
    case 2: writer.integer(Int(bitPattern: UInt(random.next())) >> Int.random(in: 0..<63, using: &random))
    case 3: writer.real(real(&random))
    case 4...6: writer.string(string(&random))
    case 7:
      writer.beginArray()
      for _ in 0..<Int.random(in: 0..<5, using: &random) { write(depth: depth - 1, &random, to: &writer) }
      writer.endArray()
    default:
      writer.beginObject()
      for number in 0..<Int.random(in: 0..<5, using: &random) {
        // The number keeps names apart.
        writer.member(named: "\(number)" + string(&random))
        write(depth: depth - 1, &random, to: &writer)
      }
      writer.endObject()
    }
  }

  private static func real(_ random: inout SeededGenerator) -> Double {
    let number = Double(bitPattern: random.next())
    return number.isFinite ? number : 0.5
  }

  private static func string(_ random: inout SeededGenerator) -> String {
    var text = ""
    for _ in 0..<Int.random(in: 0..<20, using: &random) {
      let range: ClosedRange<UInt32> =
        [0x1...0x7F, 0x80...0x7FF, 0x800...0xD7FF, 0xE000...0x10FFFF]
        .randomElement(using: &random) ?? 0x20...0x7E
      if let scalar = Unicode.Scalar(UInt32.random(in: range, using: &random)) { text.unicodeScalars.append(scalar) }
    }
    return text
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
