internal import GatewayCore
internal import JSON
internal import Synchronization
internal import Testing

/// What every backend owes to those who write.
@Suite(.serialized) struct WritingConformance {
  @Test(arguments: Stack.all) func aNewDeviceTellsWhatItWasMadeWith(_ stack: Stack) async throws {
    let backend = try stack.make()
    let made = try await backend.create(
      #"{"name":"ünï 1","type":2,"serial_number":"S/1 %","description":"d","latitude":"-12.5","debug":true,"location":3}"#
    )
    let device = try await backend.device(.id(made.id))
    if stack.differences.createTellsLess {
      #expect(DeviceField.allCases.allSatisfy { made[$0] == nil || made[$0] == .null || made[$0] == device[$0] })
    } else {
      #expect(Device(device) == Device(made))
    }
    #expect(made.id == Backend.devices + 1)
    #expect(device[.name] == .text("ünï 1"))
    #expect(device[.type] == .integer(2))
    #expect(device[.description] == .text("d"))
    #expect(device[.latitude] == .text("-12.5"))
    #expect(device[.debug] == .boolean(true))
    #expect(device[.isActive] == .boolean(true))
    #expect(try await backend.device(.name(ExactString("ünï 1"))).id == made.id)
    #expect(try await backend.device(.serialNumber(ExactString("S/1 %"))).id == made.id)
    #expect(try await backend.ids().last == made.id)
  }

  @Test(arguments: Stack.all) func namesAndSerialNumbersAreUnique(_ stack: Stack) async throws {
    let backend = try stack.make()
    let first = try await backend.device(.id(1))
    let (name, serial) = try (#require(first[.name]?.string), #require(first[.serialNumber]?.string))
    let before = try await Device(backend.device(.id(2)))
    let refused = try await [
      refusal { try await backend.create(#"{"name":"\#(name)","type":1}"#) },
      refusal { try await backend.create(#"{"name":"x","type":1,"serial_number":"\#(serial)"}"#) },
      refusal { try await backend.update(.id(2), #"{"name":"\#(name)"}"#) },
      refusal { try await backend.update(.id(2), #"{"description":"x","serial_number":"\#(serial)"}"#) },
      refusal { try await backend.replace(.id(2), #"{"name":"\#(name)","type":1}"#) },
    ]
    #expect(refused.map(\.kind) == Array(repeating: .alreadyExists, count: 5))
    #expect(try await backend.ids().count == Backend.devices)
    let after = try await Device(backend.device(.id(2)))
    let changed = after.changed(from: before).filter { before[$0] != nil || !stack.differences.learnsMembers }
    #expect(changed.isEmpty)
    let own = try await backend.update(.id(1), #"{"name":"\#(name)","serial_number":"\#(serial)"}"#)
    #expect(own.changed.isEmpty)
  }

  @Test(arguments: Stack.all) func anUpdateChangesWhatItNamesAndSaysSo(_ stack: Stack) async throws {
    let backend = try stack.make()
    let before = try await Device(backend.device(.id(5)))
    let update = try await backend.update(
      .id(5), #"{"description":"new","debug":true,"type":\#(before[.type]?.integerValue ?? 0)}"#)
    #expect(update.changed.map { "\($0)" }.sorted() == ["debug", "description"])
    let after = try await Device(backend.device(.id(5)))
    #expect(Device(update.device) == after)
    let changed = Set(after.changed(from: before)).subtracting([.lastChange])
    #expect(changed == [.debug, .description])
    let cleared = try await backend.update(.id(5), #"{"description":null,"password":"geheim"}"#)
    #expect(cleared.changed.map { "\($0)" }.sorted() == ["description", "password"])
    #expect(cleared.device[.description] == .null)
  }

  @Test(arguments: Stack.all) func aNewNameIsTheOnlyOne(_ stack: Stack) async throws {
    let backend = try stack.make()
    let old = try #require(try await backend.device(.id(4))[.name]?.string)
    _ = try await backend.update(.name(ExactString(old)), #"{"name":"other"}"#)
    #expect(try await backend.device(.name(ExactString("other"))).id == 4)
    #expect(try await refusal { try await backend.device(.name(ExactString(old))) }.kind == .notFound)
    let next = try await backend.create(#"{"name":"\#(old)","type":1}"#)
    #expect(try await backend.device(.name(ExactString(old))).id == next.id)
  }

  @Test(arguments: Stack.all) func aReplacementClearsWhatItDoesNotName(_ stack: Stack) async throws {
    let backend = try stack.make()
    _ = try await backend.update(.id(6), #"{"description":"d","debug":true,"organization_id":4,"is_active":false}"#)
    let before = try await Device(backend.device(.id(6)))
    _ = try await backend.replace(.id(6), #"{"name":"replaced","type":2,"location":3}"#)
    let after = try await backend.device(.id(6))
    #expect(after[.name] == .text("replaced"))
    #expect(after[.type] == .integer(2))
    #expect(after[.location] == .integer(3))
    #expect(after[.description] == .null)
    #expect(after[.serialNumber] == .null)
    #expect(after[.debug] == .boolean(false))
    #expect(after[.organizationID] == .integer(4))
    #expect(after[.isActive] == .boolean(false))
    for field in [DeviceField.uuid, .created, .status, .manufacturer] { #expect(after[field] == before[field]) }
  }

  @Test(arguments: Stack.all) func aDeviceThatWasReadCanBeWrittenBackWhole(_ stack: Stack) async throws {
    let backend = try stack.make()
    for id in [1, 9, 33, Backend.devices] {
      let device = try await backend.device(.id(id))
      let whole = JSONText { writer in device.write(.all, to: &writer) }.string
      #expect(try await backend.update(.id(id), whole).changed.isEmpty)
      #expect(try await backend.replace(.id(id), whole).changed.isEmpty)
    }
  }

  @Test(arguments: Stack.all) func whatCannotBeWrittenIsRefused(_ stack: Stack) async throws {
    let backend = try stack.make()
    for json in [#"{"id":99}"#, #"{"uuid":"x"}"#, #"{"reboot":true}"#, #"{"manufacturer":"x"}"#] {
      let error = try await refusal { try await backend.update(.id(2), json) }
      #expect(error.kind == .invalidParams)
      #expect(error.path?.hasPrefix("/attributes/") == true)
    }
  }

  @Test(arguments: Stack.all) func aDeletedDeviceIsGone(_ stack: Stack) async throws {
    let backend = try stack.make()
    let device = try await Device(backend.device(.id(8)))
    try await backend.inventory.delete(.id(8))
    let name = try ExactString(#require(device[.name]?.string))
    for selector in [DeviceSelector.id(8), .name(name)] {
      #expect(try await refusal { try await backend.device(selector) }.kind == .notFound)
    }
    #expect(try await !backend.ids().contains(8))
    #expect(try await refusal { try await backend.inventory.delete(.id(8)) }.kind == .notFound)
  }

  @Test(arguments: Stack.all) func changesAreToldAsTheyHappen(_ stack: Stack) async throws {
    let backend = try stack.make()
    guard backend.inventory.capabilities.pushesChanges != stack.differences.mustBeAskedForChanges else {
      Issue.record("it declares a difference that its capabilities do not tell")
      return
    }
    guard !stack.differences.mustBeAskedForChanges else { return }
    let told = Mutex<[String]>([])
    let key = try backend.inventory.watch { change in
      told.withLock { $0.append("\(change.before?.id ?? 0)>\(change.after?.id ?? 0)") }
    }
    let made = try await backend.create(#"{"name":"n","type":1}"#).id
    _ = try await backend.update(.id(2), #"{"description":"x"}"#)
    try await backend.inventory.delete(.id(made))
    backend.inventory.unwatch(key)
    _ = try await backend.update(.id(2), #"{"description":"y"}"#)
    #expect(told.withLock { $0 } == ["0>\(made)", "2>2", "\(made)>0"])
  }
}
