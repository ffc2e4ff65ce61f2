internal import EventLoop
internal import JSON
internal import TestSupport

@testable internal import JSONRPC

/// Makes calls that do nothing, for tests of the gate alone.
struct GateCalls {
  /// A call that does nothing, and may mean another thing by the time it starts.
  final class Body: CallBody, @unchecked Sendable {
    // @unchecked: used on the test's thread only.
    var touch: Touch

    init(_ touch: Touch) {
      self.touch = touch
    }

    func invoke(_ call: Call, into result: inout JSONWriter) async throws(RPCError) {}
  }

  private let session = Session(loop: EventLoop(time: ManualTime()), limits: SessionLimits(), handler: TestHandler())

  func call(_ sequence: Int, _ touch: Touch) -> Call {
    Call(Body(touch), id: .integer(sequence), session: session, batch: nil, sequence: sequence, startedAt: 0)
  }

  /// Stores calls in turn, each holding when the gate is open for it and waiting when it is not.
  ///
  /// Returns the calls and which of them wait.
  func fill(_ gate: inout OrderGate, _ touches: [Touch]) -> (calls: [Call], waiting: [Int]) {
    var calls: [Call] = []
    var waiting: [Int] = []
    for (sequence, touch) in touches.enumerated() {
      let call = call(sequence, touch)
      calls.append(call)
      if gate.isOpen(for: touch) {
        gate.hold(call, touch)
      } else {
        gate.block(call, touch)
        waiting.append(sequence)
      }
    }
    return (calls, waiting)
  }
}
