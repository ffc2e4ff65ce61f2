internal import GatewayCore
internal import TestSupport
internal import Testing
internal import TransportHost

/// No secret is ever in the file, whatever shape it comes in, and a replay finds requests without them.
@Suite(.disabled(if: ThreadSanitizer.isWatching)) struct TapeScrubTests {
  private let folder = TemporaryFolder()
  private var tape: String { "\(folder.path)/tape.jsonl" }

  /// Stands for every secret in the shapes below.
  private static let secret = "hunter2-S3cr3t-Zq"

  private func recorder(
    _ more: [String] = [], answer: @escaping @Sendable (TransportRequest) -> String = { _ in "{}" }
  ) throws -> LayerBench {
    try LayerBench("record+https://control.example/api/v1", ["tape.file=\(tape)"] + more) {
      (request, _) throws(TransportFailure) in .json(answer(request))
    }
  }

  /// `@` stands for the secret.
  static let bodies = [
    #"{"password":"@"}"#,
    #"{"name":"a","Password":"@","nested":{"deep":[{"userPassword":"@"}]}}"#,
    #"{"access_token":"@","refresh-token":"@","apiKey":"@","client_secret":"@","Authorization":"Bearer @"}"#,
    #"{"credentials":{"user":"u","pw":"@"},"tokens":["@",["@"]]}"#,
    #"{"variable_name":"Device.ManagementServer.Password","value":"@","value_type":"string"}"#,
    #"{"value":"@","path":"Device.WiFi.AccessPoint.1.Security.KeyPassphrase"}"#,
    #"{"serial_number":"s","operation":"set","variables":[{"variable_name":"Device.Users.User.3.Password","value":"@"}]}"#,
    #"{"results":[{"parameter":{"id":3,"variable_name":"Device.PPP.Interface.1.Password"},"value":"@","new_value":"@"}]}"#,
    #"[{"name":"InternetGatewayDevice.LANDevice.1.WLANConfiguration.2.KeyPassphrase","value":["@",{"x":"@"}]}]"#,
    #"{"values":{"device.users.user.1.password":"@"}}"#,
    #"{"names":["Device.Users.User.1.Password"],"values":["@"]}"#,
    #"{"pair":["Device.Users.User.1.Password","@"]}"#,
    #"{"path":"Device.X_ACME_Web.AdminPassword","value":"@"}"#,
    #"{"log":"set Device.ManagementServer.Password to @ at last"}"#,
    #"{"log":"password: @"}"#,
    #"{"log":"tried 'Authorization: Bearer @'"}"#,
    #"{"json":"{\"password\":\"@\",\"a\":1}"}"#,
    #"{"json":"broken {\"password\":\"@\",\"a\":1"}"#,
    #"{"password":"@","password":"@"}"#,
    #"{"password":"@""#,
    #"{"password" : "a\"@"}"#,
    "name=cpe&password=@&type=3",
    "name=cpe&pass%77ord=@",
    "variable_name=Device.Users.User.1.Password&value=@",
    "user: bob\npassword = @\nid: 7",
    "<error><password>@</password></error>",
    "\u{0}password=@",
    #"{"fields":[{"name":"password","value":"@"},{"key":"apiToken","old_value":"@"}]}"#,
    #"<input name="password" value="@">"#,
    "{\"credentials\": {\n  \"pw\": \"@\"\n}, broken",
    "{password:@,a=b}",
    "q=password%3D@&limit=3",
    "login failed: password=@&x;y",
    #"{"WEPKey":"@","pre_shared_key":"@","PIN":"@"}"#,
  ]

  @Test(arguments: bodies) func noShapeOfASecretGetsOntoTheTape(_ shape: String) async throws {
    let body = shape.replacing(Self.secret)
    let bench = try recorder { _ in body }
    _ = try await bench.send(.post, "/x/", body)
    bench.close()
    let text = try #require(folder.text(of: "tape.jsonl"))
    #expect(!text.contains(Self.secret), "\(text)")
    // Told in the report, by name and number.
    let end = try #require(folder.lines(of: "tape.jsonl").last)
    #expect(try !names("/end/scrubbed", in: end).isEmpty)
    // And another secret of that shape finds the answer.
    let again = try LayerBench("replay:\(tape)")
    _ = try await again.send(.post, "/x/", shape.replacing("another-one"))
  }

  /// A text that stands before the name that makes it secret, and one that an earlier request has said.
  @Test func aSecretIsFoundBeforeItsNameAndAfterItsRequest() async throws {
    let path = "Device.WiFi.AccessPoint.1.Security.KeyPassphrase"
    let told =
      #"{"error":"bad value \#(Self.secret)","variables":[{"variable_name":"\#(path)","value":"\#(Self.secret)"}]}"#
    let bench = try recorder { request in
      request.method == .post ? told : #"{"error":"still bad: \#(Self.secret)"}"#
    }
    _ = try await bench.send(.post, "/x/", "{}")
    _ = try await bench.get("/y/")
    bench.close()
    let text = try #require(folder.text(of: "tape.jsonl"))
    #expect(!text.contains(Self.secret), "\(text)")
    #expect(text.contains("bad value (redacted)") && text.contains("still bad: (redacted)"))
  }

  /// An answer that ends early is no JSON any more; what there is of its secrets stays off the tape all the same.
  @Test(arguments: bodies) func noBeginningOfAShapeGetsOntoTheTape(_ shape: String) async throws {
    let body = Array(shape.replacing(Self.secret).utf8)
    let bench = try LayerBench("record+https://control.example/api/v1", ["tape.file=\(tape)"]) {
      (_, number) throws(TransportFailure) in TransportResponse(status: 200, body: Array(body.prefix(number)))
    }
    for _ in body { _ = try await bench.get("/x/") }
    bench.close()
    for line in folder.lines(of: "tape.jsonl") { #expect(!line.contains(Self.secret.prefix(8)), "\(line)") }
  }

  @Test(arguments: ["password=@", "x=1&access_token=@&y=2", "variable_name=Device.Users.User.1.Password&value=@"])
  func neitherDoesThatOfAQuery(_ query: String) async throws {
    let bench = try recorder()
    _ = try await bench.get("/x/?" + query.replacing(Self.secret))
    bench.close()
    #expect(try !#require(folder.text(of: "tape.jsonl")).contains(Self.secret))
    let again = try LayerBench("replay:\(tape)")
    _ = try await again.get("/x/?" + query.replacing("other"))
  }

  @Test func headersOfTheRequestAreNeverWrittenNorWhatEchoesThem() async throws {
    let bench = try recorder { _ in #"{"detail":"no such key \#(Self.secret)","id":1}"# }
    _ = try await bench.send(
      .post, "/x/", #"{"password":"pass-\#(Self.secret)"}"#,
      headers: [
        HeaderField("Authorization", "Bearer \(Self.secret)"), HeaderField("Cookie", "session=\(Self.secret)"),
        HeaderField("Content-Type", "application/json"),
      ])
    bench.close()
    let line = folder.lines(of: "tape.jsonl")[1]
    #expect(!line.contains(Self.secret) && !line.contains("session") && !line.contains("Bearer"))
    #expect(try lookUp("/answer/json/detail", in: line) == #""no such key (redacted)""#)
    #expect(try lookUp("/request/headers", in: line) == #"{"Content-Type":"application/json"}"#)
  }

  @Test func whatARequestKeepsSecretIsTakenOutOfAnAnswerThatRepeatsIt() async throws {
    let bench = try recorder { _ in #"{"note":"you sent \#(Self.secret)","short":"abcdef","word":"abcdefg"}"# }
    _ = try await bench.send(.post, "/x/", #"{"password":"\#(Self.secret)","token":"abcdef"}"#)
    bench.close()
    let line = folder.lines(of: "tape.jsonl")[1]
    #expect(
      try lookUp("/answer/json", in: line)
        == #"{"note":"you sent (redacted)","short":"(redacted)","word":"abcdefg"}"#)
  }

  @Test func valuesOfHiddenParametersAreToldAsEverywhere() async throws {
    let bench = try recorder { _ in
      #"[{"variable_name":"Device.Users.User.1.Password","value":"x","type":"string"},{"path":"Device.A.B","value":"y"}]"#
    }
    _ = try await bench.get("/x/")
    bench.close()
    let (first, other) = (#""Device.Users.User.1.Password""#, #"{"path":"Device.A.B","value":"y"}"#)
    #expect(
      try lookUp("/answer/json", in: folder.lines(of: "tape.jsonl")[1])
        == #"[{"variable_name":\#(first),"value":null,"type":"string","redacted":true},\#(other)]"#)
    #expect(
      try lookUp("/end/scrubbed", in: folder.lines(of: "tape.jsonl")[2]) == #"{"Device.Users.User.{i}.Password":1}"#)
  }

  @Test func whatIsNoSecretStays() async throws {
    let body =
      #"{"name":"a","username":"u","password_set":true,"description":"Basic settings of a password-less device","n":1}"#
    let bench = try recorder { _ in body }
    _ = try await bench.get("/inventory_device/?parameter__variable_name=Device.Users.User.1.Password&limit=3")
    bench.close()
    let lines = folder.lines(of: "tape.jsonl")
    #expect(try lookUp("/answer/json", in: lines[1]) == body)
    #expect(
      try lookUp("/request/target", in: lines[1])
        == #""/inventory_device/?parameter__variable_name=Device.Users.User.1.Password&limit=3""#)
    #expect(try lookUp("/end/scrubbed", in: lines[2]) == "{}")
  }

  @Test func aParameterThatOnlySoundsLikeASecretStays() async throws {
    let body = #"{"path":"Device.UserInterface.PasswordRequired","value":"true"}"#
    let bench = try recorder { _ in body }
    _ = try await bench.get("/x/")
    bench.close()
    #expect(try lookUp("/answer/json", in: folder.lines(of: "tape.jsonl")[1]) == body)
  }

  @Test func namesAndPathsOfTheUserAreScrubbedToo() async throws {
    let option = "tape.scrub=customer_id, Device.WiFi.SSID.*.SSID"
    let bench = try recorder([option]) { _ in
      #"{"customer_id":"c-1","path":"Device.WiFi.SSID.4.SSID","value":"home","SSID":"kept"}"#
    }
    _ = try await bench.send(.post, "/x/?customer_id=c-1", #"{"Customer-ID":"c-1"}"#)
    bench.close()
    let lines = folder.lines(of: "tape.jsonl")
    #expect(try lookUp("/scrub", in: lines[0]) == #"["customer_id","Device.WiFi.SSID.*.SSID"]"#)
    #expect(!lines[1].contains("c-1") && !lines[1].contains("home") && lines[1].contains("kept"))
    // The tape itself says what a replay has to leave out.
    let again = try LayerBench("replay:\(tape)")
    _ = try await again.send(.post, "/x/?customer_id=c-2", #"{"Customer-ID":"c-2"}"#)
  }

  @Test(arguments: ["Device.Users.User[Enable==true].Password", "Device..Password"])
  func aPathThatCannotBeUsedIsRefused(_ path: String) async throws {
    let bench = try recorder(["tape.scrub=\(path)"])
    let failure = try #require(await bench.failure(of: TransportRequest(.get, "/x/")))
    #expect(!failure.mayHaveArrived)
    #expect(failure.message.contains("tape.scrub") && failure.message.contains(path))
    #expect(bench.upstream.received.isEmpty)
  }

  @Test func upstreamGetsEverythingAsItWasSent() async throws {
    let bench = try recorder { _ in #"{"password":"\#(Self.secret)"}"# }
    let answer = try await bench.send(.put, "/x/?token=t", #"{"password":"\#(Self.secret)"}"#)
    bench.close()
    let received = try #require(bench.upstream.received.first)
    #expect(received.target == "/x/?token=t")
    #expect(received.body.map { String(decoding: $0, as: UTF8.self) } == #"{"password":"\#(Self.secret)"}"#)
    #expect(answer.text == #"{"password":"\#(Self.secret)"}"#)
  }

  @Test func theReportIsLoggedWithoutValues() async throws {
    let bench = try recorder()
    for _ in 0..<3 { _ = try await bench.send(.post, "/x/", #"{"password":"\#(Self.secret)"}"#) }
    bench.close()
    #expect(bench.logged(.info).contains { $0.contains("3 exchanges recorded; scrubbed: password 3 times") })
    #expect(!bench.logged(.info).contains { $0.contains(Self.secret) })
  }
}

extension String {
  /// The text with `@` replaced.
  fileprivate func replacing(_ secret: String) -> String {
    split(separator: "@", omittingEmptySubsequences: false).joined(separator: secret)
  }
}
