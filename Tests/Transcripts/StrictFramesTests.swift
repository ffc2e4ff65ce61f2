internal import Testing

@Suite struct StrictFramesTests {
  @Test(
    arguments: [
      ("", []), ("{}\n", ["{}"]), ("{}\n[]\n", ["{}", "[]"]), ("{}", nil), ("{}\n\n", nil), ("\n", nil),
      ("{}\n[]", nil),
    ] as [(String, [String]?)])
  func linesEndWithOneLineEndEach(_ output: String, _ frames: [String]?) {
    #expect(StrictFrames.frames(of: Array(output.utf8), withHeaders: false) == frames)
  }

  @Test(
    arguments: [
      ("", []), ("Content-Length: 2\r\n\r\n{}", ["{}"]),
      ("Content-Length: 2\r\n\r\n{}Content-Length: 4\r\n\r\n[\"\"]", ["{}", "[\"\"]"]),
      ("Content-Length: 2\r\n\r\n{}\n", nil), ("Content-Length: 3\r\n\r\n{}", nil),
      ("content-length: 2\r\n\r\n{}", nil),
      ("Content-Length: 02\r\n\r\n{}", nil), ("Content-Length: 2\n\n{}", nil), ("{}\n", nil),
      ("Content-Length: 2\r\nX: y\r\n\r\n{}", nil),
    ] as [(String, [String]?)])
  func bodiesStandBehindTheirLength(_ output: String, _ frames: [String]?) {
    #expect(StrictFrames.frames(of: Array(output.utf8), withHeaders: true) == frames)
  }

  @Test(
    arguments: [
      ("{}", [], false), ("\u{FEFF} \r\nA-b: 1", [], true), ("A b: 1", [], false),
      ("a: 1", ["--framing", "line"], false),
      ("{}", ["--framing", "header"], true), ("a: 1", ["--framing", "auto"], true),
    ] as [(String, [String], Bool)])
  func theFramingOfTheClientIsFoundOut(_ input: String, _ options: [String], _ usesHeaders: Bool) {
    #expect(StrictFrames.usesHeaders(Array(input.utf8), options: options) == usesHeaders)
  }
}
