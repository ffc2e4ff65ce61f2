internal import EventLoop
internal import GatewayCore
internal import JSON
internal import TestSupport
internal import Testing

@testable internal import Gateway
@testable internal import JSONRPC

/// Events are told in order behind the answer, and merged only while the reader is behind.
@Suite struct EventQueueTests {
  private struct Step: MergingEvent {
    let key: Int
    var text: String

    func merged(with later: Step) -> Step? {
      later.text == "gone" ? nil : Step(key: key, text: text + "+" + later.text)
    }
  }

  /// A session whose output nobody reads until the test does.
  private final class Bench {
    let session: Session
    let queue: EventQueue<Step>
    private let handler: GatewayHandler

    init(maxQueuedBytes: Int = 400) {
      var limits = SessionLimits()
      limits.maxQueuedBytes = maxQueuedBytes
      handler = GatewayHandler(GatewayBench(devices: 1).services)
      session = Session(loop: EventLoop(time: ManualTime()), limits: limits, handler: handler)
      queue = EventQueue(session) { event, sequence, hasGap, session in
        session.notify("test") { params in
          params.member("text")
          params.string("\(sequence) \(event.text)\(hasGap ? " gap" : "")")
        }
      }
    }

    func add(_ key: Int, _ text: String) { queue.add(Step(key: key, text: text)) }

    /// Reads all there is, and returns what was told in it.
    func read() throws -> [String] {
      let lines = session.output.pendingCopy.split(separator: UInt8(ascii: "\n"))
      session.didSend(session.output.pendingBytes)
      session.didFlush()
      return try lines.map { try lookUp("/params/text", in: String(decoding: $0, as: UTF8.self)) ?? "-" }
    }
  }

  @Test func nothingIsToldBeforeTheAnswer() async throws {
    let bench = Bench()
    bench.add(1, "a")
    bench.add(1, "b")
    #expect(try bench.read() == [])
    bench.queue.open()
    #expect(try bench.read() == [#""1 a""#, #""2 b""#])
    bench.add(2, "c")
    #expect(try bench.read() == [#""3 c""#])
  }

  @Test func whatWasEarlierIsToldFirst() async throws {
    let bench = Bench(maxQueuedBytes: 10_000)
    bench.add(1, "new")
    bench.queue.open(after: [Step(key: 1, text: "old"), Step(key: 2, text: "older")])
    #expect(try bench.read() == [#""1 old""#, #""2 older""#, #""3 new""#])
  }

  @Test func eventsOfOneThingAreMergedWithAMarkWhileTheReaderIsBehind() async throws {
    let bench = Bench()
    bench.queue.open()
    while !bench.session.readerIsBehind { bench.add(0, "fill") }
    bench.add(1, "a")
    bench.add(2, "x")
    bench.add(1, "b")
    bench.add(1, "c")
    let filled = try bench.read()
    #expect(filled.allSatisfy { $0.hasSuffix(" fill\"") })
    let next = filled.count + 1
    #expect(try bench.read() == ["\"\(next) a+b+c gap\"", "\"\(next + 1) x\""])
    bench.add(1, "d")
    #expect(try bench.read() == ["\"\(next + 2) d\""])
  }

  @Test func whatCancelsItselfOutIsNotToldButLeavesTheMark() async throws {
    let bench = Bench()
    bench.queue.open()
    while !bench.session.readerIsBehind { bench.add(0, "fill") }
    bench.add(1, "a")
    bench.add(1, "gone")
    bench.add(2, "x")
    let filled = try bench.read().count
    #expect(try bench.read() == ["\"\(filled + 1) x gap\""])
  }

  @Test func behindTheEndNothingIsTold() async throws {
    let bench = Bench()
    bench.queue.open()
    bench.queue.end()
    bench.add(1, "a")
    #expect(try bench.read() == [])
  }
}
