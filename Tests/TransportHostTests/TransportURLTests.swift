internal import Testing

@testable internal import TransportHost

@Suite struct TransportURLTests {
  @Test func layersStandBeforeTheInnermostScheme() async throws {
    let url = try TransportURL("record+chaos+https://control.example/api/v1//")
    #expect(url.layers == ["record", "chaos"])
    #expect(url.scheme == "https")
    #expect(url.rest == "//control.example/api/v1")
    #expect(url.text == "record+chaos+https://control.example/api/v1")
    #expect(url.host == "control.example")
    #expect(url.isTLS)
    #expect(url.rest(ofLayer: 0) == "chaos+https://control.example/api/v1")
    #expect(url.rest(ofLayer: 1) == "https://control.example/api/v1")
    #expect(url.rest(ofLayer: 2) == "//control.example/api/v1")
  }

  @Test(arguments: [
    ("replay:tape@home+1.jsonl", "replay", "tape@home+1.jsonl"),
    ("exec:python3 -c 'a: b'", "exec", "python3 -c 'a: b'"),
    ("unix:/run/x.sock:/api/v1/", "unix", "/run/x.sock:/api/v1/"), ("sim.two:x", "sim.two", "x"),
  ])
  func whatStandsBehindOtherSchemesIsLeftAsItIs(_ text: String, _ scheme: String, _ rest: String) async throws {
    let url = try TransportURL(text)
    #expect(url.scheme == scheme)
    #expect(url.rest == rest)
    #expect(url.text == text)
    #expect(!url.isTLS)
    #expect(!url.isPlainHTTPBeyondLoopback)
  }

  @Test(arguments: [
    "", "https", "HTTPS://a", "1http://a", "+https://a", "record+://a", "record++https://a", "https:", "https:/a",
    "https://", "https:///api", "https://a:0", "https://a:70000", "https://a:x", "https://[::1", "https://[::1]x",
    "https://a?b", "https://a#b", "https://a b", "https://a\\b", "https://a\nb", "sim:", "http s://a",
  ])
  func whatIsNoURLIsRefused(_ text: String) {
    #expect {
      try TransportURL(text)
    } throws: { error in
      (error as? TransportHostError)?.kind == .invalidURL
    }
  }

  @Test(arguments: [
    "https://user:secret@host/api", "http://secret@host", "record+https://user:secret@host", "sim://user:secret@host",
  ])
  func userInfoIsRefusedAndNotRepeated(_ text: String) {
    #expect {
      try TransportURL(text)
    } throws: { error in
      guard let error = error as? TransportHostError else { return false }
      return error.message.contains("CPEGATE_TOKEN") && !error.message.contains("secret")
    }
  }

  @Test(arguments: [
    ("http://localhost/api", false), ("http://LOCALHOST:80", false), ("http://127.0.0.1:8080", false),
    ("http://127.255.0.3", false), ("chaos+http://[::1]:8080/api", false), ("https://control.example", false),
    ("http://control.example", true), ("chaos+http://10.0.0.1", true), ("http://127.0.0.1.example", true),
    ("http://127.0.0.example", true), ("http://localhost.example", true), ("http://127.0.0.256", true),
    ("http://127.1", true), ("http://[::2]", true), ("record+chaos+http://control.example", true),
  ])
  func plainHTTPBeyondLoopbackIsKnown(_ text: String, _ expected: Bool) async throws {
    #expect(try TransportURL(text).isPlainHTTPBeyondLoopback == expected)
  }

  @Test func anOptionIsReadAndItsValueNeverRepeated() async throws {
    let option = try TransportOption("http.proxy_url=a=b.c")
    #expect(option == TransportOption(module: "http", name: "proxy_url", value: "a=b.c"))
    #expect(try TransportOption("my.own.seed=").value.isEmpty)
    for text in ["seed=secret", ".seed=secret", "chaos.=secret", "chaos.secret", ""] {
      #expect {
        try TransportOption(text)
      } throws: { error in
        guard let error = error as? TransportHostError else { return false }
        return error.kind == .invalidOption && !error.message.contains("secret")
      }
    }
  }
}
