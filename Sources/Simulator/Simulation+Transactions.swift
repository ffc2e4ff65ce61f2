package import GatewayCore
internal import Synchronization

/// Headless work that is taken at once and done when the device is there.
extension Simulation {
  /// Takes headless work and returns its number.
  ///
  /// - Parameter delay: seconds more than the half to two after which a device that is there does it; one that is not
  ///   does it at its next session.
  package func takeTransaction(
    _ kind: OperationKind, _ variables: [Variable], on device: Int, delay: Double = 0
  ) throws(GatewayError) -> Int {
    guard let life = state(of: device)?.life else { throw .noSuchDevice(.id(device)) }
    let now = clock.now
    let number = transactions.withLock { $0.add(kind, variables, on: device, at: now) }
    attempt(number, of: device, after: life.delay(at: now) + delay)
    return number
  }

  /// The transactions of all devices that upstream still knows, oldest first.
  package func allTransactions() -> [HeadlessTransaction] {
    transactions.withLock { $0.all }
  }

  package func transaction(_ number: Int) -> HeadlessTransaction? {
    transactions.withLock { $0[number] }
  }

  /// Tells one observer of every transaction that is done.
  package func watchTransactions(_ observer: @escaping @Sendable (HeadlessTransaction) -> Void) {
    transactions.withLock { $0.observer = observer }
  }

  private func attempt(_ number: Int, of device: Int, after seconds: Double) {
    _ = clock.schedule(at: clock.now.advanced(bySeconds: seconds), for: device) { [weak self] in
      self?.runTransaction(number)
    }
  }

  private func runTransaction(_ number: Int) {
    let begun = transactions.withLock { transactions -> (HeadlessTransaction, isBehind: Bool)? in
      transactions[number].map { ($0, transactions.isBehindAnother(number)) }
    }
    // A fleet that was made anew, or a device that is gone, has nothing to do with it any more.
    guard let (transaction, isBehind) = begun, let life = state(of: transaction.device)?.life else { return }
    // The one before it sets it off.
    guard !isBehind else { return }
    do throws(GatewayError) {
      finish(number, try perform(transaction.kind, transaction.variables, on: transaction.device))
    } catch {
      guard error.kind == .deviceUnavailable else { return finish(number, .failed(error)) }
      let next = life.informs.next(after: clock.now)
      attempt(number, of: transaction.device, after: next.seconds(since: clock.now))
    }
  }

  private func finish(_ number: Int, _ outcome: HeadlessOutcome) {
    let now = clock.now
    let told = transactions.withLock { transactions in
      transactions[number]?.outcome = outcome
      transactions[number]?.finished = now
      if case .failed = outcome {
        transactions[number]?.status = .failed
      } else {
        transactions[number]?.status = .completed
      }
      return (transactions[number], transactions.observer)
    }
    guard let transaction = told.0 else { return }
    told.1?(transaction)
    if let next = transactions.withLock({ $0.next(of: transaction.device) }) {
      attempt(next, of: transaction.device, after: 0.5)
    }
  }
}
