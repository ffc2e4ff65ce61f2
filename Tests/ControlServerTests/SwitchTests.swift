internal import ControlServer
internal import GatewayCore
internal import Testing

/// The table of switches, and their texts.
@Suite struct SwitchTests {
  @Test func everyPropertyStandsInTheTable() {
    let properties = Mirror(reflecting: ControlSwitches()).children.count
    #expect(ControlSwitches.all.count == properties)
    #expect(Set(ControlSwitches.all.map(\.name)).count == properties)
  }

  /// Every switch can be set to what it says of itself, changes nothing but itself, and is told in `switches`.
  @Test(arguments: ControlSwitches.all.map(\.name))
  func everySwitchReadsBack(_ name: String) throws {
    let entry = try #require(ControlSwitches.all.first { $0.name == name })
    let samples: [String] =
      switch entry.values {
      case ["N"]: ["0", "17"]
      case ["SECONDS"]: ["0.0", "2.5"]
      case ["0..1"]: ["0.0", "0.25"]
      case ["TEXT"]: ["", "text"]
      default: entry.values
      }
    let standard = ControlSwitches()
    for value in samples {
      var changed = standard
      try changed.set("\(name)=\(value)")
      #expect(entry.text(in: changed) == value)
      for other in ControlSwitches.all where other.name != name {
        #expect(other.text(in: changed) == other.text(in: standard))
      }
    }
    #expect(ControlSwitches.tableText.contains("\(name) "))
    #expect(
      entry.values == ["TEXT"] || samples.contains(entry.text(in: standard)) || Double(entry.text(in: standard)) != nil)
  }

  @Test func whatIsWrongIsTold() {
    var switches = ControlSwitches()
    #expect(throws: SwitchError.form("x")) { try switches.set("x") }
    #expect(throws: SwitchError.name("conflicts", nearest: "conflict")) { try switches.set("conflicts=409") }
    #expect(throws: SwitchError.value(name: "conflict", values: ["409", "422"])) { try switches.set("conflict=410") }
    for text in ["latency=-1", "latency=nan", "page-size=x", "page-size=-1", "fail-500=2", "log=yes", "rich=1"] {
      #expect(throws: SwitchError.self) { try switches.set(text) }
    }
    #expect(switches == ControlSwitches())
  }

  @Test func groupsSetTheirMembersAndTakeThemBack() throws {
    for group in ControlSwitches.groups {
      var switches = ControlSwitches()
      try switches.set("\(group.name)=on")
      #expect(switches != ControlSwitches())
      try switches.set("\(group.name)=off")
      #expect(switches == ControlSwitches())
    }
  }
}
