internal import TransportModule

/// A request that has no connection yet.
struct WaitingRequest {
  let call: UInt64
  let request: ModuleRequest
  let deadline: Instant
}

/// Requests in the order in which they came.
struct WaitingLine {
  private var requests: [WaitingRequest?] = []
  /// Those before it are taken.
  private var head = 0

  var isEmpty: Bool { head == requests.count }

  mutating func append(_ request: WaitingRequest) {
    requests.append(request)
  }

  mutating func takeFirst() -> WaitingRequest? {
    while head < requests.count {
      let taken = requests[head].take()
      head += 1
      if head == requests.count {
        requests.removeAll(keepingCapacity: true)
        head = 0
      } else if head >= 1024, head * 2 > requests.count {
        requests.removeFirst(head)
        head = 0
      }
      if let taken { return taken }
    }
    return nil
  }

  /// Takes those out that `isMeant` says.
  mutating func takeAll(where isMeant: (WaitingRequest) -> Bool) -> [WaitingRequest] {
    var taken: [WaitingRequest] = []
    for index in head..<requests.count {
      guard let request = requests[index], isMeant(request) else { continue }
      taken.append(request)
      requests[index] = nil
    }
    return taken
  }

  /// The earliest of their deadlines.
  var earliestDeadline: Instant {
    requests[head...].reduce(.distantFuture) { min($0, $1?.deadline ?? .distantFuture) }
  }
}
