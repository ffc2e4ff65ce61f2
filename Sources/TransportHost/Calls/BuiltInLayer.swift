internal import CTransport
internal import GatewayCore
internal import Synchronization

/// A transport that is part of the program, at the bottom of a stack.
final class BuiltInLayer: Layer {
  private struct State {
    var tasks: [UInt64: Task<Void, Never>] = [:]
    var next: UInt64 = 1
    var isEnded = false
  }

  private let transport: any Transport
  private let state = Mutex(State())

  init(_ transport: any Transport) {
    self.transport = transport
  }

  @unsafe func send(_ request: UnsafePointer<cpegate_request>, for call: ForwardedCall) -> UInt64 {
    let request = unsafe RequestReading.copy(request.pointee)
    // The task is made inside the lock, so that it finds itself in the table when it ends.
    let number: UInt64? = state.withLock { state in
      guard !state.isEnded else { return nil }
      let number = state.next
      state.next += 1
      state.tasks[number] = Task { await self.run(request, number, call) }
      return number
    }
    guard let number else {
      call.finish(.failure(.sessionEnds))
      return 0
    }
    return number
  }

  private func run(_ request: TransportRequest, _ number: UInt64, _ call: ForwardedCall) async {
    let outcome: Result<TransportResponse, TransportFailure>
    do throws(TransportFailure) {
      outcome = .success(try await transport.send(request))
    } catch {
      outcome = .failure(error)
    }
    state.withLock { $0.tasks[number] = nil }
    call.finish(outcome)
  }

  func cancel(_ number: UInt64) {
    state.withLock { $0.tasks[number] }?.cancel()
  }

  func endForwards() {
    let tasks = state.withLock { state in
      state.isEnded = true
      return Array(state.tasks.values)
    }
    for task in tasks { task.cancel() }
  }
}
