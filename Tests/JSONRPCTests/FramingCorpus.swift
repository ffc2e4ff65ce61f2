internal import JSONRPC

/// Streams in all framings with what they mean (protocol.md 1).
enum FramingCorpus {
  static let noLength = FrameNote.malformed("a header block without one valid Content-Length")
  static let cut = FrameNote.malformed("the input ends inside a message")

  static let lines: [FramingCase] = [
    FramingCase("nothing", .line, "", []),
    FramingCase("two lines", .line, "{}\n[]\n", [.message("{}"), .message("[]")]),
    FramingCase("an unended last line", .line, "{}\n[]", [.message("{}"), .message("[]")]),
    FramingCase("a CR before the LF", .line, "{}\r\n[]\r\n", [.message("{}"), .message("[]")]),
    FramingCase("a CR at the very end", .line, "{}\r", [.message("{}")]),
    FramingCase("only the last CR belongs to the line end", .line, "1\r\r\n", [.message("1\r")]),
    FramingCase("blank lines", .line, "\n \t\r\n{}\n\n\r\n  ", [.message("{}")]),
    FramingCase("blanks around", .line, "  {} \n", [.message("  {} ")]),
    FramingCase("a BOM", .line, "\u{FEFF}{}\n", [.message("{}")]),
    FramingCase("a BOM alone", .line, "\u{FEFF}", []),
    FramingCase("a BOM and a blank line", .line, "\u{FEFF}\n{}\n", [.message("{}")]),
    FramingCase("a second BOM", .line, "\u{FEFF}\u{FEFF}{}\n", [.message("\u{FEFF}{}")]),
    FramingCase("a BOM on the second line", .line, "{}\n\u{FEFF}{}\n", [.message("{}"), .message("\u{FEFF}{}")]),
    FramingCase("half a BOM", .line, [0xEF, 0xBB, 0x0A, 0x31, 0x0A], [.message("\u{FFFD}"), .message("1")]),
    FramingCase("half a BOM at the end", .line, [0xEF, 0xBB], [.message("\u{FFFD}")]),
    FramingCase("a NUL byte", .line, "1\u{0}2\n", [.message("1\u{0}2")]),
    FramingCase("a header", .line, "Content-Length: 2\r\n\r\n{}\n", [.message("Content-Length: 2"), .message("{}")]),
    FramingCase("as long as is allowed", .line, "12345\n12345\r\n12345", longest: 5, five + five + five),
    FramingCase("one byte too long", .line, "123456\n1\n", longest: 5, [.tooLarge, .message("1")]),
    FramingCase("one byte too long, CR", .line, "123456\r\n1\n", longest: 5, [.tooLarge, .message("1")]),
    FramingCase(
      "far too long", .line, String(repeating: "x", count: 50) + "\n1\n", longest: 5, [.tooLarge, .message("1")]),
    FramingCase("too long and unended", .line, "1\n1234567", longest: 5, [.message("1"), .tooLarge]),
    FramingCase("one too long and unended", .line, "123456", longest: 5, [.tooLarge]),
    FramingCase("two too long", .line, "1234567\n1234567\n", longest: 5, [.tooLarge, .tooLarge]),
    FramingCase("blanks too long", .line, "        \n1\n", longest: 5, [.tooLarge, .message("1")]),
  ]
  private static let five = [FrameNote.message("12345")]

  static let headers: [FramingCase] = [
    FramingCase("nothing", .header, "", []),
    FramingCase("two bodies", .header, frame("{}") + frame("[1]"), [.message("{}"), .message("[1]")]),
    FramingCase("other headers", .header, "A: b\r\nContent-Length: 2\r\nContent-Type: x\r\n\r\n{}", [.message("{}")]),
    FramingCase("any case", .header, "cOnTeNt-LENGTH: 2\r\n\r\n{}", [.message("{}")]),
    FramingCase("no blank behind the colon", .header, "Content-Length:2\r\n\r\n{}", [.message("{}")]),
    FramingCase("many blanks", .header, "Content-Length: \t 2 \t\r\n\r\n{}", [.message("{}")]),
    FramingCase("LF alone", .header, "Content-Length: 2\n\n{}", [.message("{}")]),
    FramingCase("a BOM", .header, "\u{FEFF}Content-Length: 2\r\n\r\n{}", [.message("{}")]),
    FramingCase("a body with line ends", .header, frame("[1,\r\n\n2]"), [.message("[1,\r\n\n2]")]),
    FramingCase(
      "blank lines between", .header, frame("{}") + "\r\n\n" + frame("[]"), [.message("{}"), .message("[]")]),
    FramingCase("blank bodies", .header, frame("") + frame(" \r\n\t") + frame("1"), [.message("1")]),
    FramingCase("no length", .header, "A: b\r\n\r\n" + frame("1"), [noLength, .message("1")]),
    FramingCase(
      "two lengths", .header, "Content-Length: 1\r\nContent-Length: 2\r\n\r\n" + frame("1"), [noLength, .message("1")]),
    FramingCase("no digits", .header, "Content-Length:\r\n\r\n" + frame("1"), [noLength, .message("1")]),
    FramingCase("a sign", .header, "Content-Length: +1\r\n\r\n" + frame("1"), [noLength, .message("1")]),
    FramingCase("a minus", .header, "Content-Length: -1\r\n\r\n" + frame("1"), [noLength, .message("1")]),
    FramingCase("a fraction", .header, "Content-Length: 1.0\r\n\r\n" + frame("1"), [noLength, .message("1")]),
    FramingCase(
      "beyond 64 bits", .header, "Content-Length: 99999999999999999999\r\n\r\n" + frame("1"), [noLength, .message("1")]),
    FramingCase(
      "one valid and one bad", .header, "Content-Length: 1\r\nContent-Length: x\r\n\r\n" + frame("1"),
      [noLength, .message("1")]),
    FramingCase("a longer name", .header, "Content-Lengths: 1\r\n\r\n" + frame("1"), [noLength, .message("1")]),
    FramingCase("leading zeros", .header, "Content-Length: 0002\r\n\r\n{}", [.message("{}")]),
    FramingCase("as long as is allowed", .header, frame("12345"), longest: 5, [.message("12345")]),
    FramingCase("too long", .header, frame("123456") + frame("1"), longest: 5, [.tooLarge, .message("1")]),
    FramingCase("too long and cut", .header, "Content-Length: 9\r\n\r\n123", longest: 5, [.tooLarge]),
    FramingCase("cut in the header", .header, frame("1") + "Content-Le", [.message("1"), cut]),
    FramingCase("cut behind the header", .header, "Content-Length: 2\r\n\r\n", [cut]),
    FramingCase("cut in the body", .header, "Content-Length: 2\r\n\r\n{", [cut]),
    FramingCase("blanks at the end", .header, frame("1") + "\r\n \t", [.message("1")]),
    FramingCase("a line of JSON", .header, "{}\n\n" + frame("1"), [noLength, .message("1")]),
  ]

  static let automatic: [FramingCase] = [
    FramingCase("nothing", .auto, "", []),
    FramingCase("blanks", .auto, " \r\n\n\t", []),
    FramingCase("a line", .auto, "{}\n[]\n", [.message("{}"), .message("[]")]),
    FramingCase("a line behind blanks", .auto, "\r\n  \n{}\n", [.message("{}")]),
    FramingCase("a header", .auto, frame("{}"), [.message("{}")]),
    FramingCase("a header behind blanks", .auto, "\r\n \n" + frame("{}"), [.message("{}")]),
    FramingCase("another header first", .auto, "X-y: 1\r\n" + frame("{}"), [.message("{}")]),
    FramingCase("a BOM and a header", .auto, "\u{FEFF}" + frame("{}"), [.message("{}")]),
    FramingCase("a BOM and a line", .auto, "\u{FEFF}{}\n", [.message("{}")]),
    FramingCase("a word", .auto, "nonsense\n{}\n", [.message("nonsense"), .message("{}")]),
    FramingCase("a word at the end", .auto, "nonsense", [.message("nonsense")]),
    FramingCase("a word and a blank before the colon", .auto, "abc :1\n{}\n", [.message("abc :1"), .message("{}")]),
    FramingCase("a colon alone", .auto, ":\n{}\n", [.message(":"), .message("{}")]),
    FramingCase("a quoted name", .auto, "\"a\":1\n", [.message("\"a\":1")]),
    FramingCase("a digit in the name", .auto, "a1: 1\n", [.message("a1: 1")]),
    FramingCase(
      "decided once: lines", .auto, "{}\nContent-Length: 2\n", [.message("{}"), .message("Content-Length: 2")]),
    FramingCase(
      "decided once: headers", .auto, frame("{}") + "[1]\n\n" + frame("1"), [.message("{}"), noLength, .message("1")]),
  ]

  static func frame(_ body: String) -> String {
    "Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
  }
}
