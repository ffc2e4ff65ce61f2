internal import GatewayCore
internal import Testing

/// How the end of an operation shows, row by row (protocol.md 7).
@Suite struct EvidenceTableTests {
  private static let start = Timestamp(milliseconds: 1_893_456_000_000)

  private static func after(_ seconds: Double) -> Timestamp { start.advanced(bySeconds: seconds) }

  /// A device at rest before anything was asked of it.
  private static var baseline: Observation {
    var seen = Observation(at: start)
    seen.status = .up
    seen.statusChange = start
    seen.lastConnection = start
    seen.lastConfiguration = start
    for kind in OperationKind.allCases where kind.flag != nil { seen.flags[kind] = false }
    seen.firmwareImage = 11
    seen.firmwareImageIsPending = false
    seen.softwareVersion = "1.0"
    return seen
  }

  /// The readings that follow the baseline, each made from the one before.
  private static func trail(_ changes: ((inout Observation) -> Void)...) -> EvidenceTrail {
    var seen = baseline
    var trail = EvidenceTrail(baseline: seen)
    for change in changes {
      change(&seen)
      trail.add(seen)
    }
    return trail
  }

  private func verdict(_ kinds: [OperationKind], _ trail: EvidenceTrail, image: Int? = nil) -> EvidenceTable.Verdict {
    EvidenceTable.verdict(on: kinds, image: image, trail)
  }

  @Test func aRebootNeedsAStatusChangeAndANewerConnection() {
    let restarted: (inout Observation) -> Void = {
      $0.statusChange = Self.after(60)
      $0.lastConnection = Self.after(60)
    }
    #expect(verdict([.reboot], Self.trail(restarted)) == .succeeded)
    #expect(verdict([.reboot], Self.trail({ $0.statusChange = Self.after(60) })) == .nothing)
    #expect(verdict([.reboot], Self.trail({ $0.lastConnection = Self.after(60) })) == .nothing)
    #expect(verdict([.reboot], Self.trail(restarted, { $0.status = .down })) == .nothing)
    #expect(verdict([.reboot], Self.trail(restarted, { $0.flags[.reboot] = true })) == .pending)
    #expect(verdict([.reboot], Self.trail(restarted, { $0.flags[.reboot] = nil })) == .succeeded)
  }

  @Test func aDeviceThatWasSeenDownHasMoved() {
    let back = Self.trail(
      { $0.status = .down },
      {
        $0.status = .up
        $0.lastConnection = Self.after(60)
      })
    #expect(verdict([.reboot], back) == .succeeded)
    #expect(verdict([.factory], back) == .succeeded)
  }

  @Test func anOlderTimeIsNoEvidence() {
    let older = Self.trail({
      $0.statusChange = Self.after(-60)
      $0.lastConnection = Self.after(-60)
      $0.lastConfiguration = Self.after(-60)
    })
    for kind in [OperationKind.reboot, .factory, .deviceFactory, .sync, .reconf] {
      #expect(verdict([kind], older) == .nothing)
    }
  }

  @Test(arguments: [OperationKind.factory, .deviceFactory])
  func aResetNeedsAConnectionAndAConfigurationOrStatusChange(_ kind: OperationKind) {
    #expect(
      verdict(
        [kind],
        Self.trail({
          $0.lastConnection = Self.after(60)
          $0.lastConfiguration = Self.after(60)
        })) == .succeeded)
    #expect(
      verdict(
        [kind],
        Self.trail({
          $0.lastConnection = Self.after(60)
          $0.statusChange = Self.after(60)
        })) == .succeeded
    )
    #expect(verdict([kind], Self.trail({ $0.lastConnection = Self.after(60) })) == .nothing)
    #expect(verdict([kind], Self.trail({ $0.lastConfiguration = Self.after(60) })) == .nothing)
  }

  @Test(arguments: [OperationKind.sync, .reconf]) func aConfigurationNeedsANewerOne(_ kind: OperationKind) {
    #expect(verdict([kind], Self.trail({ $0.lastConfiguration = Self.after(1) })) == .succeeded)
    #expect(verdict([kind], Self.trail({ $0.lastConnection = Self.after(1) })) == .nothing)
    #expect(
      verdict(
        [kind],
        Self.trail({
          $0.lastConfiguration = Self.after(1)
          $0.flags[kind] = true
        })) == .pending)
  }

  @Test func whereTheSourceHasNoConfigurationTheConnectionCounts() {
    var before = Self.baseline
    before.lastConfiguration = nil
    var trail = EvidenceTrail(baseline: before)
    #expect(verdict([.sync], trail) == .nothing)
    before.lastConnection = Self.after(1)
    trail.add(before)
    #expect(verdict([.sync], trail) == .succeeded)
  }

  @Test func firmwareNeedsItsImageAndAnotherVersionOrStatus() {
    let taken: (inout Observation) -> Void = { $0.firmwareImage = 12 }
    #expect(verdict([.firmware], Self.trail(taken), image: 12) == .nothing)
    #expect(verdict([.firmware], Self.trail(taken, { $0.softwareVersion = "1.1" }), image: 12) == .succeeded)
    #expect(verdict([.firmware], Self.trail(taken, { $0.statusChange = Self.after(9) }), image: 12) == .succeeded)
    #expect(verdict([.firmware], Self.trail(taken, { $0.firmwareImageIsPending = true }), image: 12) == .pending)
    // A record may be a moment behind: one look alone shows nothing.
    #expect(verdict([.firmware], Self.trail({ _ in }), image: 12) == .nothing)
    #expect(verdict([.firmware], Self.trail({ _ in }, { _ in }), image: 12) == .failed)
    #expect(EvidenceTable.hasNotArrived([.firmware], image: 12, Self.trail({ _ in })))
    #expect(
      verdict(
        [.firmware], Self.trail({ $0.firmwareImageIsPending = true }, { $0.firmwareImageIsPending = false }), image: 12)
        == .failed)
    #expect(!EvidenceTable.hasNotArrived([.firmware], image: 12, Self.trail({ $0.firmwareImageIsPending = true })))
    #expect(!EvidenceTable.hasNotArrived([.firmware], image: 12, Self.trail(taken)))
    #expect(!EvidenceTable.hasNotArrived([.reboot], image: nil, Self.trail({ _ in })))
  }

  @Test func anArraySucceedsWhenEachOfItsKindsHas() {
    let configured: (inout Observation) -> Void = { $0.lastConfiguration = Self.after(5) }
    #expect(verdict([.sync, .reboot], Self.trail(configured)) == .nothing)
    #expect(verdict([.sync, .reboot], Self.trail(configured, { $0.flags[.reboot] = true })) == .pending)
    let both = Self.trail(
      configured,
      {
        $0.statusChange = Self.after(9)
        $0.lastConnection = Self.after(9)
      })
    #expect(verdict([.sync, .reboot], both) == .succeeded)
  }

  @Test func aRequestHasArrivedWhenItIsPendingOrDone() {
    #expect(EvidenceTable.hasArrived([.reboot], image: nil, Self.trail({ $0.flags[.reboot] = true })))
    #expect(EvidenceTable.hasArrived([.sync], image: nil, Self.trail({ $0.lastConfiguration = Self.after(5) })))
    #expect(!EvidenceTable.hasArrived([.reboot], image: nil, Self.trail({ _ in })))
  }

  @Test(arguments: [OperationKind.get, .set, .addObject, .deleteObject])
  func headlessWorkLeavesNoSignOnTheRecord(_ kind: OperationKind) {
    #expect(verdict([kind], Self.trail({ $0.lastConfiguration = Self.after(5) })) == .nothing)
  }

  @Test(arguments: [OperationKind.sync, .reconf])
  func aConfigurationThatIsToldAsNullMustAppear(_ kind: OperationKind) {
    var before = Self.baseline
    before.lastConfiguration = nil
    before.tellsLastConfiguration = true
    var trail = EvidenceTrail(baseline: before)
    before.lastConnection = Self.after(1)
    trail.add(before)
    #expect(verdict([kind], trail) == .nothing)
    before.lastConfiguration = Self.after(2)
    trail.add(before)
    #expect(verdict([kind], trail) == .succeeded)
  }

  @Test func whatIsQueuedCountsThoughTheFlagIsClear() {
    let queued: (inout Observation) -> Void = { $0.pending = ["Reboot requested"] }
    #expect(verdict([.reboot], Self.trail(queued)) == .pending)
    #expect(EvidenceTable.hasArrived([.reboot], image: nil, Self.trail(queued)))
    #expect(verdict([.sync], Self.trail(queued)) == .nothing)
  }
}
