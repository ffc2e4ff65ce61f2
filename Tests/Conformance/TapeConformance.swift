internal import GatewayCore
internal import Glibc
internal import Synchronization
internal import TestSupport
internal import Testing

/// The suite over the REST backend on a tape: what it asks is recorded from the Control API server, and then asked of the
/// tape alone.
@Suite(.disabled(if: ThreadSanitizer.isWatching)) struct TapeConformance {
  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    let run: @Sendable (Stack) async throws -> Void

    var testDescription: String { name }

    init(_ name: String, _ run: @escaping @Sendable (Stack) async throws -> Void) {
      self.name = name
      self.run = run
    }
  }

  static let reading: [Case] = [
    Case("selectors") { try await ReadingConformance().aDeviceIsFoundByEachSelector($0) },
    Case("not found") { try await ReadingConformance().whatIsNotThereIsNotFound($0) },
    Case("at hand") { try await ReadingConformance().whatIsAtHandIsWhatWouldBeRead($0) },
    Case("lists") { try await ReadingConformance().aListHasEveryDeviceOnceInTheOrderOfIDs($0) },
    Case("totals") { try await ReadingConformance().aTotalIsThatOfAllThatPass($0) },
    Case("cursors") { try await ReadingConformance().cursorsSurviveInsertsAndDeletes($0) },
    Case("filters") { stack in
      for filter in ReadingConformance.filters {
        try await ReadingConformance().aFilterPassesThoseThatItSays(stack, filter)
      }
    },
    Case("sorts") { try await ReadingConformance().aListIsSortedOrRefused($0, "name") },
    Case("summaries") { try await ReadingConformance().aSummaryCountsEveryDeviceOnce($0) },
    Case("capabilities") { try await ReadingConformance().capabilitiesSayWhatIsSo($0) },
  ]

  static let writing: [Case] = [
    Case("create") { try await WritingConformance().aNewDeviceTellsWhatItWasMadeWith($0) },
    Case("unique") { try await WritingConformance().namesAndSerialNumbersAreUnique($0) },
    Case("update") { try await WritingConformance().anUpdateChangesWhatItNamesAndSaysSo($0) },
    Case("rename") { try await WritingConformance().aNewNameIsTheOnlyOne($0) },
    Case("replace") { try await WritingConformance().aReplacementClearsWhatItDoesNotName($0) },
    Case("write back") { try await WritingConformance().aDeviceThatWasReadCanBeWrittenBackWhole($0) },
    Case("refused") { try await WritingConformance().whatCannotBeWrittenIsRefused($0) },
    Case("delete") { try await WritingConformance().aDeletedDeviceIsGone($0) },
    Case("changes") { try await WritingConformance().changesAreToldAsTheyHappen($0) },
  ]

  static let operating: [Case] = [
    Case("flags") { try await OperationConformance().aFlagIsShownAndThenItsEvidence($0, .reboot) },
    Case("firmware") { try await OperationConformance().firmwareIsShownAndThenItsEvidence($0) },
    Case("observations") { try await OperationConformance().anObservationTellsWhatTheRecordTells($0) },
    Case("gone") { try await OperationConformance().whatIsNotThereCannotBeObservedOrAsked($0) },
    Case("busy") { try await OperationConformance().aDeviceThatIsNotThereOrBusyIsUnavailable($0) },
    Case("set") { try await OperationConformance().aSetCanBeReadBack($0) },
    Case("get") { try await OperationConformance().aGetTellsValuesWhereItsCapabilitiesSaySo($0) },
    Case("faults") { try await OperationConformance().whatTheDeviceRefusesHasFailedWithAFaultForEachPath($0) },
  ]

  static let cases = reading + writing + operating

  @Test(arguments: cases) func aTapeAnswersAsWhatItWasRecordedFrom(_ one: Case) async throws {
    let session = TapeSession()
    defer { session.remove() }
    try await one.run(session.recording)
    session.end()
    try await one.run(session.replaying)
    session.end()
  }

  /// A test that is added to the suites is to be added here too.
  @Test func everyTestOfTheSuitesIsOne() throws {
    var found = 0
    for suite in ["Reading", "Writing", "Operation"] {
      let path = #filePath.replacing("TapeConformance.swift", with: "\(suite)Conformance.swift")
      let file = try #require(fopen(path, "r"))
      defer { fclose(file) }
      var line: UnsafeMutablePointer<CChar>?
      var size = 0
      while getline(&line, &size, file) > 0 {
        if let line, String(cString: line).contains("@Test(arguments: Stack.all") { found += 1 }
      }
      free(line)
    }
    #expect(found == TapeConformance.cases.count)
  }
}
