internal import GatewayCore
internal import JSON
internal import Testing

@testable internal import RESTBackend

/// Names and serial numbers with characters that mean something in a URL: the right bytes, and the right device.
@Suite struct NameTests {
  /// Each with how it stands in a path; nil where it cannot.
  static let names: [(text: String, segment: String?)] = [
    ("a b", "a%20b"), (" a ", "%20a%20"), ("50%", "50%25"), ("%2F", "%252F"), ("a%20b", "a%2520b"), ("a+b", "a%2Bb"),
    ("a?b=c&d", "a%3Fb%3Dc%26d"), ("a#b", "a%23b"), ("a;b,c", "a%3Bb%2Cc"), ("a:b@c", "a%3Ab%40c"),
    ("~a-b_c.d", "~a-b_c.d"),
    ("...", "..."), (".a", ".a"), ("\"q\"'", "%22q%22%27"), ("<a>", "%3Ca%3E"), ("ü", "%C3%BC"),
    ("u\u{308}", "u%CC%88"),
    ("日本", "%E6%97%A5%E6%9C%AC"), ("🛰", "%F0%9F%9B%B0"), ("a\tb", "a%09b"), ("A", "A"), ("a", "a"),
    ("a/b", nil), ("/", nil), (".", nil), ("..", nil), ("../3", nil), ("a\\b", nil),
  ]

  @Test(arguments: names) func byName(_ text: String, _ segment: String?) async throws {
    let bench = try RESTBench("encoded-slash=off")
    try bench.change(30, .name, .text(ExactString(text)))
    let selector = DeviceSelector.name(ExactString(text))
    #expect(try await bench.get(selector).id == 30)
    if let segment {
      #expect(bench.sent == ["GET /inventory_device_name/\(segment)/"])
    } else {
      #expect(bench.sent == ["GET /inventory_device/?limit=100&offset=0", "GET /inventory_device/30/"])
    }
    try bench.forget()
    try await bench.update(selector, #"{"description":"this one"}"#)
    #expect(try bench.stored(30)[.description] == .text("this one"))
    let place = segment.map { "/inventory_device_name/\($0)/" } ?? "/inventory_device/30/"
    #expect(bench.sent == ["GET \(place)", "PATCH \(place)"])
    try bench.forget()
    try await bench.send(OperationKinds(.sync), on: 30)
    #expect(try bench.stored(30)[.sync] == .boolean(true))
    #expect(
      bench.sent == [segment.map { "PUT /inventory_device_name_operation/\($0)/" } ?? "PATCH /inventory_device/30/"])
    try await bench.backend.delete(selector)
    #expect((1...60).filter { (try? bench.stored($0)) == nil } == [30])
  }

  @Test(arguments: names) func bySerialNumber(_ text: String, _ segment: String?) async throws {
    let bench = try RESTBench("encoded-slash=off", "serial-shape=A")
    try bench.change(30, .serialNumber, .text(ExactString(text)))
    let selector = DeviceSelector.serialNumber(ExactString(text))
    #expect(try await bench.get(selector).id == 30)
    #expect(bench.sent.last == (segment.map { "GET /inventory_device_serial/\($0)/" } ?? "GET /inventory_device/30/"))
    try await bench.update(selector, #"{"description":"this one"}"#)
    #expect(try bench.stored(30)[.description] == .text("this one"))
    try await bench.send(OperationKinds(.get), on: 30, variables: [Variable(path: "Device.")])
    #expect(try await bench.backend.transactions(TransactionQuery()).map(\.serialNumber) == [text])
  }

  /// They look the same and are two names.
  @Test func equivalentCharactersAreNotTheSame() async throws {
    let bench = try RESTBench()
    try bench.change(7, .name, .text("caf\u{E9}"))
    try bench.change(8, .name, .text("cafe\u{301}"))
    #expect(try await bench.get(.name(ExactString("caf\u{E9}"))).id == 7)
    #expect(try await bench.get(.name(ExactString("cafe\u{301}"))).id == 8)
    #expect(bench.backend.knownID(of: .name(ExactString("caf\u{E9}"))) == 7)
  }

  @Test func anEmptyNameIsNobodys() async throws {
    let bench = try RESTBench()
    for selector in [DeviceSelector.name(ExactString("")), .serialNumber(ExactString("")), .uuid(ExactString(""))] {
      #expect(try await refusal { try await bench.get(selector) }.kind == .notFound)
      #expect(try await refusal { try await bench.backend.delete(selector) }.kind == .notFound)
    }
    #expect(bench.sent.isEmpty)
  }

  @Test func aNameThatCannotStandInAPathAndIsNobodys() async throws {
    let bench = try RESTBench()
    #expect(try await refusal { try await bench.get(.name(ExactString("../3"))) }.kind == .notFound)
    #expect(bench.sent == ["GET /inventory_device/?limit=100&offset=0"])
  }
}
