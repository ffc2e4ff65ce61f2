package import JSON

/// What an operation does to a device, by its name upstream (protocol.md 7).
package enum OperationKind: String, CaseIterable, Sendable {
  case reboot
  case factory
  case deviceFactory = "device_factory"
  case sync
  case reconf
  case firmware
  case get
  case set
  case addObject = "add.obj"
  case deleteObject = "del.obj"

  /// Whether a request whose outcome is unknown may be sent again.
  package enum Repetition: Sendable {
    /// Doing it twice is doing it once.
    case repeatable
    /// Only when reading the device shows that it was not done.
    case observable
    case atMostOnce
  }

  package var repetition: Repetition {
    switch self {
    case .get, .set, .sync, .reconf: .repeatable
    case .firmware: .observable
    case .reboot, .factory, .deviceFactory, .addObject, .deleteObject: .atMostOnce
    }
  }

  /// Settings are lost, so the client must say `confirm: true`.
  package var needsConfirmation: Bool {
    self == .factory || self == .deviceFactory
  }

  /// A flag of the device record; several of them can go in one request.
  package var flag: DeviceField? {
    switch self {
    case .reboot: .reboot
    case .factory: .factory
    case .deviceFactory: .deviceFactory
    case .sync: .sync
    case .reconf: .reconf
    case .firmware, .get, .set, .addObject, .deleteObject: nil
    }
  }

  /// Works on parameters or objects, named by variables.
  package var isHeadless: Bool {
    switch self {
    case .get, .set, .addObject, .deleteObject: true
    case .reboot, .factory, .deviceFactory, .sync, .reconf, .firmware: false
    }
  }
}

extension OperationKind {
  /// Whether a text of what is queued for a device means this kind.
  ///
  /// The words differ between the vendor's pages: `Reboot requested`, `reboot_scheduled:…`.
  /// - Note: Source: control-api.md 2.3.
  func isNamed(in text: String) -> Bool {
    let words = text.lowercased()
    let isDeviceReset = words.hasPrefix("device factory") || words.hasPrefix("device_factory")
    switch self {
    case .reboot: return words.hasPrefix("reboot")
    case .factory: return words.hasPrefix("factory")
    case .deviceFactory: return isDeviceReset
    case .sync: return words.hasPrefix("sync")
    case .reconf: return words.hasPrefix("reconf")
    case .firmware: return words.hasPrefix("firmware")
    case .get, .set, .addObject, .deleteObject: return false
    }
  }
}

/// The one kind of an operation, or several that go upstream as one request; told as they were given.
package struct OperationKinds: Hashable, Sendable {
  package let kinds: [OperationKind]
  private let isArray: Bool

  package init(_ kind: OperationKind) {
    kinds = [kind]
    isArray = false
  }

  package init(several kinds: [OperationKind]) {
    self.kinds = kinds
    isArray = true
  }

  package func contains(_ kind: OperationKind) -> Bool { kinds.contains(kind) }

  /// That of the kind that bears repetition least.
  package var repetition: OperationKind.Repetition {
    let all = kinds.map(\.repetition)
    return all.contains(.atMostOnce) ? .atMostOnce : all.contains(.observable) ? .observable : .repeatable
  }

  package var needsConfirmation: Bool { kinds.contains { $0.needsConfirmation } }
  package var isHeadless: Bool { kinds.contains { $0.isHeadless } }
  /// Only reads, so it may run where nothing may be changed.
  package var isReading: Bool { kinds == [.get] }

  package func write(to writer: inout JSONWriter) {
    guard isArray else {
      writer.string(kinds[0].rawValue)
      return
    }
    writer.beginArray()
    for kind in kinds { writer.string(kind.rawValue) }
    writer.endArray()
  }
}

extension OperationKinds: JSONReadable {
  /// A kind, or an array of different kinds that are flags.
  package init(reading value: JSONValue) throws(JSONReadError) {
    guard value.kind == .array else {
      self.init(try value.readChoice(OperationKind.self))
      return
    }
    let flags = OperationKind.allCases.filter { $0.flag != nil }.map(\.rawValue).joined(separator: ", ")
    var kinds: [OperationKind] = []
    _ = try value.readElements { (element) throws(JSONReadError) in
      let kind = try element.readChoice(OperationKind.self)
      guard kind.flag != nil else { throw JSONReadError("an array holds only \(flags)") }
      guard !kinds.contains(kind) else { throw JSONReadError("\(kind.rawValue) stands twice") }
      kinds.append(kind)
    }
    guard !kinds.isEmpty else { throw JSONReadError("expected at least one of \(flags), found an empty array") }
    self.init(several: kinds)
  }
}
