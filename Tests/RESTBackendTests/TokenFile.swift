internal import GatewayCore
internal import Synchronization

@testable internal import RESTBackend

/// A token that somebody may change, and how often it was looked at.
final class TokenFile: Sendable {
  private let state: Mutex<(text: String, readings: Int)>

  init(_ text: String) {
    state = Mutex((text, 0))
  }

  var readings: Int { state.withLock { $0.readings } }

  func write(_ text: String) {
    state.withLock { $0.text = text }
  }

  var token: AccessToken {
    AccessToken { [self] () throws(GatewayError) in
      state.withLock { state in
        state.readings += 1
        return state.text
      }
    }
  }
}
