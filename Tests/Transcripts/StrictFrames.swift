/// Takes output apart as the contract describes it, and takes nothing else (protocol.md 1).
enum StrictFrames {
  /// Whether the client speaks with headers, found out by itself from its first bytes unless the options force it.
  static func usesHeaders(_ input: [UInt8], options: [String]) -> Bool {
    if let place = options.firstIndex(of: "--framing"), place + 1 < options.count, options[place + 1] != "auto" {
      return options[place + 1] == "header"
    }
    let text = input.starts(with: [0xEF, 0xBB, 0xBF]) ? input.dropFirst(3) : input[...]
    let firstWord = text.drop { $0 <= 0x20 }.prefix { $0 == 0x2D || (0x61...0x7A).contains($0 | 0x20) }
    return !firstWord.isEmpty && firstWord.endIndex < input.endIndex && input[firstWord.endIndex] == 0x3A
  }

  /// The frames of some output, or nil when it is not made of whole frames.
  static func frames(of output: [UInt8], withHeaders: Bool) -> [String]? {
    withHeaders ? bodies(output) : lines(output)
  }

  private static func lines(_ output: [UInt8]) -> [String]? {
    guard !output.isEmpty else { return [] }
    guard output.last == 0x0A else { return nil }
    let lines = output.dropLast().split(separator: 0x0A, omittingEmptySubsequences: false)
    let texts = lines.compactMap { String(validating: $0, as: UTF8.self) }
    return texts.count == lines.count && texts.allSatisfy { !$0.isEmpty } ? texts : nil
  }

  private static func bodies(_ output: [UInt8]) -> [String]? {
    var bodies: [String] = []
    var rest = output[...]
    while !rest.isEmpty {
      let head = Array("Content-Length: ".utf8)
      guard rest.starts(with: head), let end = rest.firstIndex(of: 0x0D) else { return nil }
      let digits = String(decoding: rest[(rest.startIndex + head.count)..<end], as: UTF8.self)
      guard let length = Int(digits), String(length) == digits, rest[end...].starts(with: Array("\r\n\r\n".utf8)),
        rest.endIndex - (end + 4) >= length,
        let body = String(validating: rest[(end + 4)..<(end + 4 + length)], as: UTF8.self)
      else { return nil }
      bodies.append(body)
      rest = rest[(end + 4 + length)...]
    }
    return bodies
  }
}
