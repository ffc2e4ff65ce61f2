internal import TransportModule

/// Decides which requests meet which fault.
///
/// A decision follows from the seed, from what the request is, and from how often it was made before: requests that
/// overtake each other do not change it, and the same run meets the same faults.
struct ChaosPlan: Sendable {
  private let settings: ChaosSettings
  private var requests: [UInt64: Past] = [:]
  /// Beyond so many different requests their past is forgotten, so that memory stays bounded.
  private static let mostRequests = 1 << 18

  private struct Past {
    var count: UInt64 = 0
    var faultsInARow = 0
  }

  init(_ settings: ChaosSettings) {
    self.settings = settings
  }

  /// The fault that this request meets, or nil for none.
  mutating func next(for request: ModuleRequest) -> Fault? {
    let key = ChaosPlan.key(of: request)
    if requests.count >= ChaosPlan.mostRequests, requests[key] == nil { requests.removeAll() }
    var past = requests[key] ?? Past()
    past.count += 1
    let kind: FaultKind?
    var numbers = ChaosNumbers(seed: settings.seed ^ key &+ past.count &* 0xD6E8_FEB8_6659_FD93)
    if past.faultsInARow < settings.maxInARow, numbers.fraction() < settings.rate {
      kind = settings.kinds[numbers.index(below: settings.kinds.count)]
    } else {
      kind = nil
    }
    past.faultsInARow = kind.map { $0.isOnlySlow ? 0 : past.faultsInARow + 1 } ?? 0
    requests[key] = past
    return kind.map { Fault(kind: $0, numbers: numbers) }
  }

  /// FNV-1a over all that makes a request the same one; headers hold tokens and times.
  private static func key(of request: ModuleRequest) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    func add(_ bytes: some Sequence<UInt8>) {
      for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
      hash = hash &* 0x100_0000_01b3
    }
    add(request.method.utf8)
    add(request.target.utf8)
    add(request.body ?? [])
    return hash
  }
}
