internal import GatewayCore
internal import OperationEngine
internal import Testing

@testable internal import RESTBackend

/// Operations from their submission to their end, over the Control API (protocol.md 7).
@Suite struct EngineTests {
  /// One way to ask for work, and where it is sent.
  struct Work: Sendable, CustomTestStringConvertible {
    let kinds: OperationKinds
    let method: String
    let template: String

    var testDescription: String { kinds.kinds.map(\.rawValue).joined(separator: "+") }
    var isOnce: Bool {
      kinds.kinds.contains { [.reboot, .factory, .deviceFactory, .addObject, .deleteObject].contains($0) }
    }
  }

  static let work: [Work] =
    [OperationKind.reboot, .factory, .deviceFactory, .sync, .reconf].map {
      Work(kinds: OperationKinds($0), method: "PUT", template: "/inventory_device_name_operation/{name}/")
    } + [
      Work(kinds: OperationKinds(several: [.sync, .reboot]), method: "PATCH", template: "/inventory_device/{id}/"),
      Work(kinds: OperationKinds(several: [.sync, .reconf]), method: "PATCH", template: "/inventory_device/{id}/"),
      Work(kinds: OperationKinds(.firmware), method: "PATCH", template: "/inventory_device/{id}/"),
    ]
    + [OperationKind.get, .set, .addObject, .deleteObject].map {
      Work(kinds: OperationKinds($0), method: "POST", template: "/inventory_device_serial_headless_operation/")
    }

  private func submit(_ work: Work, _ bench: RESTEngineBench) async throws -> OperationID {
    let device = try bench.reachable()
    let root = try bench.rest.writable(device).prefix { $0 != "." }
    let variables: [Variable] =
      switch work.kinds.kinds[0] {
      case .get: [Variable(path: try bench.rest.writable(device))]
      case .set: [Variable(path: try bench.rest.writable(device), value: "north", type: .string)]
      case .addObject: [Variable(path: "\(root).Hosts.Host.")]
      case .deleteObject: [Variable(path: "\(root).Hosts.Host.1.")]
      default: []
      }
    return try await bench.submit(
      work.kinds, on: device, image: work.kinds.kinds == [.firmware] ? try bench.otherImage(device) : nil,
      variables: variables)
  }

  // MARK: The plain way

  @Test(
    arguments: work.filter { !$0.kinds.contains(.addObject) && !$0.kinds.contains(.deleteObject) },
    [
      "rich=on", "flags=none", "flags=all", "pending=asked", "empty-pending=absent", "pending-style=boolean",
      "operation-answer=empty", "headless-words=old",
    ])
  func row9_15_acceptedIsNotDone(_ work: Work, _ variant: String) async throws {
    let bench = try RESTEngineBench("rich=on", variant)
    let id = try await submit(work, bench)
    #expect(try await bench.operation(id).state == .accepted)
    await bench.advance(1500)
    let operation = try await bench.operation(id)
    #expect(operation.state == .succeeded, "\(operation.history.map(\.event))")
    #expect(operation.attempts == 1)
    // What was set is read back by a get of our own.
    #expect(bench.rest.count(work.method, work.template) == (work.kinds.kinds == [.set] ? 2 : 1))
    #expect(bench.rest.bodies.count { $0.contains(#""operation":"set""#) } == (work.kinds.kinds == [.set] ? 1 : 0))
  }

  // MARK: Unknown outcomes

  @Test(
    arguments: work.filter(\.isOnce),
    [
      #""action":"close""#, #""action":"hang""#, #""action":"cut""#, #""status":500"#, #""status":408"#,
    ]) func whatHappensOnceIsNeverSentAgain(_ work: Work, _ fault: String) async throws
  {
    for acted in [true, false] {
      let bench = try RESTEngineBench("rich=on")
      try bench.rest.fault(#""method":"\#(work.method)",\#(fault),"acted":\#(acted)"#)
      let id = try await submit(work, bench)
      await bench.advance(2500)
      let operation = try await bench.operation(id)
      #expect(operation.history.contains { $0.event == .outcomeUnknown })
      #expect(operation.state.isEnd)
      #expect(bench.rest.count(work.method, work.template) == 1)
      if !acted { #expect(operation.state == .unconfirmed) }
      if acted, !work.kinds.isHeadless { #expect(operation.state == .succeeded, "\(operation.history.map(\.event))") }
    }
  }

  @Test(arguments: work.filter { !$0.isOnce && $0.kinds.kinds != [.firmware] }, [true, false])
  func whatMayBeRepeatedIs(_ work: Work, _ acted: Bool) async throws {
    let bench = try RESTEngineBench("rich=on")
    try bench.rest.fault(#""method":"\#(work.method)","action":"close","acted":\#(acted)"#)
    let id = try await submit(work, bench)
    await bench.advance(2000)
    let operation = try await bench.operation(id)
    #expect(operation.state == .succeeded, "\(operation.history.map(\.event))")
    #expect(bench.rest.count(work.method, work.template) >= 2)
  }

  @Test(arguments: [true, false]) func firmwareIsResentOnlyWhenItWasNotTaken(_ acted: Bool) async throws {
    let bench = try RESTEngineBench()
    try bench.rest.fault(#""method":"PATCH","action":"close","acted":\#(acted)"#)
    let id = try await bench.submit(
      OperationKinds(.firmware), on: bench.reachable(), image: bench.otherImage(bench.reachable()))
    await bench.advance(2000)
    #expect(try await bench.operation(id).state == .succeeded)
    #expect(bench.rest.count("PATCH", "/inventory_device/{id}/") == (acted ? 1 : 2))
  }

  // MARK: Not now

  /// Whoever says "again at once" is not asked without end.
  @Test func aRetryAfterOfNothingIsNoLeaveToHurry() async throws {
    let bench = try RESTEngineBench()
    try bench.rest.fault(#""method":"PUT","status":429,"retry_after":0,"times":100"#)
    let id = try await bench.submit(OperationKinds(.sync), on: bench.reachable())
    await bench.advance(20)
    #expect((2...6).contains(bench.rest.count("PUT", "/inventory_device_name_operation/{name}/")))
    #expect(try await bench.operation(id).waitingFor?.reason == .rateLimit)
  }

  @Test(arguments: ["409", "422"]) func row9_14_anOfflineDeviceIsWaitedFor(_ status: String) async throws {
    let bench = try RESTEngineBench("conflict=\(status)")
    let device = try bench.reachable()
    try bench.rest.reach(device, false)
    await bench.advance(2000)
    let id = try await bench.submit(OperationKinds(.reboot), on: device)
    let waiting = try await bench.operation(id)
    #expect(waiting.state == .waiting)
    #expect(waiting.waitingFor?.reason == .deviceOffline)
    #expect(waiting.attempts == 0)
    try bench.rest.reach(device, true)
    await bench.advance(3000)
    #expect(try await bench.operation(id).state == .succeeded)
  }

  @Test(arguments: [429, 503]) func aRateIsWaitedForAsLongAsItSays(_ status: Int) async throws {
    let bench = try RESTEngineBench()
    try bench.rest.fault(#""method":"PUT","status":\#(status),"retry_after":120"#)
    let id = try await bench.submit(OperationKinds(.sync), on: bench.reachable())
    #expect(try await bench.operation(id).waitingFor?.reason == .rateLimit)
    await bench.advance(119)
    #expect(bench.rest.count("PUT", "/inventory_device_name_operation/{name}/") == 1)
    await bench.advance(1000)
    #expect(bench.rest.count("PUT", "/inventory_device_name_operation/{name}/") == 2)
    #expect(try await bench.operation(id).state == .succeeded)
  }

  @Test func aRefusedTokenStopsTheDispatchUntilOneWorks() async throws {
    let file = TokenFile("old-token")
    let bench = try RESTEngineBench(token: file.token)
    var ids: [OperationID] = []
    for device in 1...6 { ids.append(try await bench.submit(OperationKinds(.sync), on: device)) }
    await bench.advance(60)
    #expect(bench.rest.sent.count < 20)
    #expect(bench.rest.upstream.requests.allSatisfy { $0.method == .get })
    var reasons: [WaitingFor.Reason] = []
    for id in ids {
      let operation = try await bench.operation(id)
      #expect(operation.attempts == 0)
      #expect(!operation.state.isEnd)
      if let reason = operation.waitingFor?.reason { reasons.append(reason) }
    }
    // The one that looks whether the token works, and whoever asked before that was known.
    #expect(!reasons.isEmpty)
    #expect(reasons.allSatisfy { $0 == .unauthorized })
    file.write("control-sim")
    await bench.advance(3000)
    #expect(bench.rest.count("PUT", "/inventory_device_name_operation/{name}/") >= 6)
  }

  @Test func whatUpstreamRefusesFails() async throws {
    let bench = try RESTEngineBench()
    for status in [400, 403, 418] {
      try bench.rest.fault(#""method":"PUT","status":\#(status)"#)
      let id = try await bench.submit(OperationKinds(.sync), on: bench.reachable())
      let operation = try await bench.operation(id)
      #expect(operation.state == .failed)
      #expect(operation.error?.httpStatus == status)
    }
    #expect(bench.rest.count("PUT", "/inventory_device_name_operation/{name}/") == 3)
  }

  @Test func anUnreachableUpstreamIsNoAttempt() async throws {
    let bench = try RESTEngineBench()
    bench.rest.upstream.fail(.put, times: 3, hasArrived: false, .connect, "connection refused")
    let id = try await bench.submit(OperationKinds(.reboot), on: bench.reachable())
    #expect(try await bench.operation(id).waitingFor?.reason == .upstreamDown)
    await bench.advance(2000)
    let operation = try await bench.operation(id)
    #expect(operation.state == .succeeded)
    #expect(operation.attempts == 1)
  }
}
