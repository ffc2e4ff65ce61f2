internal import Foundation
internal import Testing

/// One golden session: a file of `protocol/transcripts`, whose README tells the format.
struct Transcript: Sendable, CustomTestStringConvertible {
  /// One line of input, and the frames that must come out before the next.
  struct Step: Sendable, Equatable {
    /// The line of the file, as it stands there.
    let line: String
    let input: [UInt8]
    var frames: [String] = []
  }

  let name: String
  private(set) var options: [String] = []
  private(set) var steps: [Step] = []
  /// Lines of the file that belong before each step: remarks, options and blank lines; the last are those at the end.
  private var remarks: [[String]] = [[]]

  var testDescription: String { name }

  /// - Throws: ``Fault`` for a line that means nothing.
  init(name: String, text: String) throws {
    self.name = name
    for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().enumerated() {
      let (sign, rest) = Transcript.cut(String(line))
      switch sign {
      case "", "#":
        remarks[steps.count].append(String(line))
      case "!":
        options += rest.split(separator: " ").map(String.init)
        remarks[steps.count].append(String(line))
      case ">":
        add(Step(line: String(line), input: Array(rest.utf8) + [0x0A]))
      case ">>":
        guard let bytes = Transcript.bytes(rest) else { throw Fault(name: name, line: number + 1) }
        add(Step(line: String(line), input: bytes))
      case "<" where !steps.isEmpty:
        steps[steps.count - 1].frames.append(rest)
      default:
        throw Fault(name: name, line: number + 1)
      }
    }
    guard !steps.isEmpty else { throw Fault(name: name, line: 0) }
  }

  struct Fault: Error {
    let name: String
    let line: Int
  }

  /// The text of the file with other frames in it.
  func text(with frames: [[String]]) -> String {
    var lines: [String] = []
    for (number, step) in steps.enumerated() {
      lines += remarks[number] + [step.line] + frames[number].map { "< " + $0 }
    }
    return (lines + remarks[steps.count]).map { $0 + "\n" }.joined()
  }

  private mutating func add(_ step: Step) {
    steps.append(step)
    remarks.append([])
  }

  private static func cut(_ line: String) -> (sign: String, rest: String) {
    guard let blank = line.firstIndex(of: " ") else { return (line, "") }
    return (String(line[..<blank]), String(line[line.index(after: blank)...]))
  }

  /// Reads a JSON string whose characters are bytes.
  private static func bytes(_ text: String) -> [UInt8]? {
    guard
      let characters = try? JSONSerialization.jsonObject(with: Data(text.utf8), options: .fragmentsAllowed) as? String
    else { return nil }
    let bytes = characters.unicodeScalars.compactMap { UInt8(exactly: $0.value) }
    return bytes.count == characters.unicodeScalars.count ? bytes : nil
  }
}

extension Transcript {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "protocol/transcripts")

  /// The names of all files, without their suffix, such as `2-json-rpc/ids`.
  static let names: [String] = {
    let found = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? []
    return found.filter { $0.hasSuffix(".transcript") }.map { String($0.dropLast(".transcript".count)) }.sorted()
  }()

  static func file(_ name: String) -> URL {
    folder.appending(path: name + ".transcript")
  }

  init(name: String) throws {
    try self.init(name: name, text: String(contentsOf: Transcript.file(name), encoding: .utf8))
  }
}
