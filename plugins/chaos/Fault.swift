/// What is done to one request, decided whole before anything happens.
struct Fault: Sendable {
  let kind: FaultKind
  /// For everything about it that is still to be chosen.
  let numbers: ChaosNumbers
}
