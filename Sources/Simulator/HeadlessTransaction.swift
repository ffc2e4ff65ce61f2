package import GatewayCore

/// One piece of headless work that upstream took, and what has become of it.
package struct HeadlessTransaction: Sendable {
  package enum Status: String, Sendable {
    case scheduled
    case completed
    case failed
  }

  /// From 1, in the order in which they were taken.
  package let number: Int
  package let device: Int
  package let kind: OperationKind
  package let variables: [Variable]
  package let created: Timestamp
  package internal(set) var status = Status.scheduled
  package internal(set) var finished: Timestamp?
  /// What came of it; `running` until then.
  package internal(set) var outcome = HeadlessOutcome.running(isListed: true)
}

/// The transactions that upstream still knows, oldest first.
struct HeadlessTransactions: Sendable {
  private(set) var all: [HeadlessTransaction] = []
  private var last = 0
  var observer: (@Sendable (HeadlessTransaction) -> Void)?
  private static let kept = 8192

  mutating func add(_ kind: OperationKind, _ variables: [Variable], on device: Int, at now: Timestamp) -> Int {
    last += 1
    all.append(HeadlessTransaction(number: last, device: device, kind: kind, variables: variables, created: now))
    if all.count > HeadlessTransactions.kept { all.removeFirst(HeadlessTransactions.kept / 2) }
    return last
  }

  subscript(number: Int) -> HeadlessTransaction? {
    get { place(of: number).map { all[$0] } }
    set { if let place = place(of: number), let newValue { all[place] = newValue } }
  }

  /// Whether one of the same device was taken before and is not done.
  func isBehindAnother(_ number: Int) -> Bool {
    guard let device = self[number]?.device else { return false }
    return all.contains { $0.device == device && $0.number < number && $0.finished == nil }
  }

  /// The first of a device that is not done.
  func next(of device: Int) -> Int? {
    all.first { $0.device == device && $0.finished == nil }?.number
  }

  mutating func removeAll() {
    all = []
  }

  /// They are numbered without gaps.
  private func place(of number: Int) -> Int? {
    guard let first = all.first?.number, number >= first, number - first < all.count else { return nil }
    return number - first
  }
}
