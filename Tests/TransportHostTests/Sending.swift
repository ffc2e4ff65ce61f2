internal import GatewayCore
internal import TestSupport

@testable internal import TransportHost

extension TransportHost {
  /// Closes it, which blocks, on a thread of its own.
  func end() async {
    await OwnThread.run { self.close() }
  }

  /// Sends one request by a URL and returns what became of it.
  func outcome(
    _ url: String, _ target: String, timeLimit: Double = 30, maxResponseBytes: Int = 1 << 20
  ) async throws -> Result<TransportResponse, TransportFailure> {
    let transport = try open(TransportURL(url))
    return await transport.outcome(target, timeLimit: timeLimit, maxResponseBytes: maxResponseBytes)
  }
}

extension Transport {
  func outcome(
    _ target: String, timeLimit: Double = 30, maxResponseBytes: Int = 1 << 20
  ) async -> Result<TransportResponse, TransportFailure> {
    do throws(TransportFailure) {
      return .success(
        try await send(TransportRequest(.get, target, timeLimit: timeLimit, maxResponseBytes: maxResponseBytes)))
    } catch {
      return .failure(error)
    }
  }
}

extension Result<TransportResponse, TransportFailure> {
  /// The text of the answer; nil when there is none.
  var text: String? {
    switch self {
    case .success(let response): String(decoding: response.body, as: UTF8.self)
    case .failure: nil
    }
  }

  var failure: TransportFailure? {
    switch self {
    case .success: nil
    case .failure(let failure): failure
    }
  }
}
