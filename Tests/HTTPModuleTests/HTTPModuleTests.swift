internal import GatewayCore
internal import TestSupport
internal import Testing
internal import TransportHost

/// The module `http`, as it is built beside the tests, through the host of the gateway.
///
/// What it makes of servers that lie is told by `Tests/EndToEnd/test_http_module.py`.
@Suite(.disabled(if: ThreadSanitizer.isWatching)) struct HTTPModuleTests {
  private func host(_ options: [TransportOption] = []) -> TransportHost {
    TransportHost(places: ModulePlaces(pluginDirectory: nil, executable: "/proc/self/exe"), options: options) { _, _ in
    }
  }

  private func failure(_ transport: any Transport, _ request: TransportRequest) async -> TransportFailure? {
    do throws(TransportFailure) {
      _ = try await transport.send(request)
      return nil
    } catch {
      return error
    }
  }

  @Test func aRequestAndItsAnswerPassBothWays() async throws {
    let server = CannedServer("HTTP/1.1 201 Created\r\nX-One: a\r\nContent-Length: 2\r\n\r\n{}")
    defer { server.stop() }
    let host = host()
    let transport = try host.open(TransportURL("http://127.0.0.1:\(server.port)/api/v1"))
    var request = TransportRequest(.post, "/inventory_device/")
    request.headers = [HeaderField("Authorization", "Bearer x"), HeaderField("Content-Type", "application/json")]
    request.body = Array(#"{"name":"a"}"#.utf8)
    let response = try await transport.send(request)
    #expect(response.status == 201)
    #expect(response.header("x-one") == "a")
    #expect(response.body == Array("{}".utf8))
    let head = try #require(server.requests.first).split(separator: "\r\n")
    #expect(head.first == "POST /api/v1/inventory_device/ HTTP/1.1")
    #expect(head.contains("Authorization: Bearer x"))
    #expect(head.contains("Content-Length: 12"))
    host.close()
  }

  @Test func whereNobodyListensNothingWasSent() async throws {
    let host = host()
    // The port of the discard service, which no machine offers any more.
    let transport = try host.open(TransportURL("http://127.0.0.1:9/api/v1"))
    let failure = try #require(await failure(transport, TransportRequest(.post, "/x")))
    #expect(failure.mayHaveArrived == false)
    #expect(failure.reason == .connect)
    host.close()
  }

  @Test func whatCameBeforeTheEndIsKept() async throws {
    let server = CannedServer("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc")
    defer { server.stop() }
    let host = host()
    let transport = try host.open(TransportURL("http://127.0.0.1:\(server.port)"))
    let failure = try #require(await failure(transport, TransportRequest(.post, "/x")))
    #expect(failure.mayHaveArrived)
    #expect(failure.reason == .closed)
    #expect(failure.status == 200)
    #expect(failure.body == Array("abc".utf8))
    host.close()
  }

  @Test func aLimitOfTheRequestReachesTheModule() async throws {
    let server = CannedServer("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc")
    defer { server.stop() }
    let host = host()
    let transport = try host.open(TransportURL("http://127.0.0.1:\(server.port)"))
    let failure = try #require(await failure(transport, TransportRequest(.get, "/x", maxResponseBytes: 2)))
    #expect(failure.reason == .tooLarge)
    let silent = CannedServer(nil)
    defer { silent.stop() }
    let other = try host.open(TransportURL("http://127.0.0.1:\(silent.port)"))
    let late = try #require(await self.failure(other, TransportRequest(.post, "/x", timeLimit: 0.1)))
    #expect(late.reason == .timedOut)
    #expect(late.mayHaveArrived)
    host.close()
  }

  @Test func aWrongOptionFailsTheRequestWithItsName() async throws {
    let host = host([TransportOption(module: "http", name: "max_connections", value: "many")])
    let transport = try host.open(TransportURL("http://127.0.0.1:9/"))
    let failure = try #require(await failure(transport, TransportRequest(.get, "/x")))
    #expect(failure.message.contains("http.max_connections: expected a whole number from 1 to 10000, found 'many'"))
    #expect(failure.mayHaveArrived == false)
    host.close()
  }
}
