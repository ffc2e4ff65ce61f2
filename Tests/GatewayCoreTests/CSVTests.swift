internal import GatewayCore
internal import TestSupport
internal import Testing

/// CSV as RFC 4180 has it.
@Suite struct CSVTests {
  private static func rows(_ text: [UInt8], cutAt cut: Int? = nil) throws -> [[String]] {
    var pieces = cut.map { [Array(text[..<$0]), Array(text[$0...])] } ?? [text]
    var reader = CSVReader(ByteSource(more: { pieces.isEmpty ? nil : pieces.removeFirst() }))
    var rows: [[String]] = []
    while let row = try reader.next() { rows.append(row) }
    #expect(reader.row == rows.count)
    return rows
  }

  static let texts: [(text: String, rows: [[String]])] = [
    ("a,b\nc,d\n", [["a", "b"], ["c", "d"]]), ("a,b\r\nc,d", [["a", "b"], ["c", "d"]]), ("", []), ("\n\r\n\n", []),
    ("\u{FEFF}a,b\n", [["a", "b"]]), ("a,,\n", [["a", "", ""]]), (",\n", [["", ""]]), ("\"\"\n", [[""]]),
    ("\"a,b\",\"c\"\"d\"\n", [["a,b", "c\"d"]]), ("\"two\r\nlines\",x\r\n", [["two\r\nlines", "x"]]),
    ("\"\"\"\",\"\n\"\n", [["\"", "\n"]]), (" a , \"b\" \n".replacing("\"", with: ""), [[" a ", " b "]]),
    ("a\n\nb\n", [["a"], ["b"]]), ("a,b\r", [["a", "b"]]), ("é,日本\n", [["é", "日本"]]), ("a\rb,c\n", [["a\rb", "c"]]),
  ]

  @Test(arguments: texts) func theRowsAreRead(_ text: String, _ rows: [[String]]) throws {
    #expect(try CSVTests.rows(Array(text.utf8)) == rows)
  }

  @Test(arguments: texts) func everySplitGivesTheSameRows(_ text: String, _ rows: [[String]]) throws {
    let bytes = Array(text.utf8)
    for cut in 0...bytes.count { #expect(try CSVTests.rows(bytes, cutAt: cut) == rows, "cut at \(cut)") }
  }

  static let broken: [(text: String, row: Int)] = [
    ("a\n\"b", 2), ("a\"b\n", 1), ("x\ny\n\"a\"b\n", 3), ("\"a\" ,b\n", 1), ("x\n\"a\"\"\n", 2),
  ]

  @Test(arguments: broken) func aBrokenRowIsToldByItsNumber(_ text: String, _ row: Int) throws {
    let error = try #require(throws: RowError.self) { try CSVTests.rows(Array(text.utf8)) }
    #expect(error.row == row)
  }

  @Test func whatIsNoTextIsRefused() throws {
    let error = try #require(throws: RowError.self) { try CSVTests.rows([0x61, 0x0A, 0xFF, 0x0A]) }
    #expect(error.row == 2)
  }

  @Test func quotesAreWrittenOnlyWhereTheyAreNeeded() {
    let row = CSVWriter.row(["plain", "", "a,b", "c\"d", "e\nf", " g ", "h\ri"])
    #expect(String(decoding: row, as: UTF8.self) == "plain,,\"a,b\",\"c\"\"d\",\"e\nf\", g ,\"h\ri\"\r\n")
  }

  @Test(arguments: [1, 2] as [UInt64]) func whatIsWrittenIsReadBack(seed: UInt64) throws {
    var numbers = SeededNumbers(seed: seed)
    let alphabet: [Character] = ["a", ",", "\"", "\n", "\r", "\r\n", " ", "é", "😀"]
    for _ in 0..<300 {
      let cells = (0..<Int.random(in: 2...5, using: &numbers)).map { _ in
        String((0..<Int.random(in: 0...6, using: &numbers)).map { _ in alphabet.randomElement(using: &numbers) ?? "x" })
      }
      #expect(try CSVTests.rows(CSVWriter.row(cells)) == [cells])
    }
  }
}
