internal import EventLoop
internal import GatewayCore
internal import JSON
internal import MockBackend
internal import Simulator
internal import TestSupport

/// A fleet of the simulator in which many devices tell odd things, or less than others.
enum OddFleet {
  static let size = 300

  static func backend(seed: UInt64) throws -> MockBackend {
    var setup = Simulation.Setup()
    setup.devices = size
    setup.seed = seed
    let clock = MockClock(.virtual, loop: EventLoop(time: ManualTime()))
    let plain = MockBackend(Simulation(setup, clock: clock))
    var numbers = SeededNumbers(seed: seed)
    var devices: [Device] = []
    for id in 1...size {
      guard let record = plain.simulation.device(id) else { continue }
      var device = Device(record)
      for _ in 0..<4 where numbers.chance(0.8) { change(&device, &numbers) }
      devices.append(device)
    }
    setup.fleet = devices
    let odd = MockBackend(Simulation(setup, clock: MockClock(.virtual, loop: EventLoop(time: ManualTime()))))
    for id in stride(from: 7, to: size, by: 23) { try odd.simulation.delete(.id(id)) }
    return odd
  }

  private static func change(_ device: inout Device, _ numbers: inout SeededNumbers) {
    let fields = DeviceField.allCases.filter { ![.id, .uuid, .extra].contains($0) }
    guard let field = fields.randomElement(using: &numbers) else { return }
    device[field] = value(of: field, device.id, &numbers)
  }

  private static func value(of field: DeviceField, _ id: Int, _ numbers: inout SeededNumbers) -> DeviceValue? {
    let isUnique = field == .name || field == .serialNumber
    if !isUnique, field.writing != .setsNeverNull {
      if numbers.chance(0.15) { return nil }
      if numbers.chance(0.2) { return .null }
    }
    switch field.kind {
    case .integer where field == .updateFrequency: return .integer(Int.random(in: 1...9, using: &numbers))
    case .integer: return .integer(Int.random(in: -2...5, using: &numbers))
    case .boolean: return .boolean(Bool.random(using: &numbers))
    case .text: return .text(text(&numbers) + (isUnique ? "\(id)" : ""))
    case .decimalText: return .text(["1.5", "10.25", "-3", "0"].randomElement(using: &numbers) ?? "")
    case .status: return .status(DeviceStatus.allCases.randomElement(using: &numbers) ?? .up)
    case .time: return .time(ExactString(times.randomElement(using: &numbers) ?? ""))
    case .texts: return .texts((0..<Int.random(in: 0...2, using: &numbers)).map { _ in ExactString(text(&numbers)) })
    case .object: return .null
    }
  }

  /// Equal instants in different spellings, too.
  private static let times = [
    "2029-12-31T23:59:59Z", "2030-01-01T00:00:00Z", "2030-01-01T00:00:00.000Z", "2030-01-01T00:00:00.000400Z",
    "2030-01-01T00:00:00.5Z", "1969-12-31T23:59:59.999Z", "2024-02-29T12:00:00Z", "9999-12-31T23:59:59Z",
  ]

  static func text(_ numbers: inout SeededNumbers) -> String {
    (0..<Int.random(in: 0...4, using: &numbers)).map { _ in words.randomElement(using: &numbers) ?? "" }.joined()
  }

  static let words = [
    "a", "A", "b", "ab", "Acme", "acme ", "2.4.", "2.4.1", "-", " ", "*", "**", "?", "[", "]", "[a-z]", "^", "\"", "'",
    "\\", "/", "\n", "\t", "\u{1}", "\u{7f}", "%", "_", "ß", "SS", "Straße", "É", "e\u{301}", "é", "İ", "ı", "Ω", "ω",
    "ς", "σ", "日本", "日", "🦊", "\u{FFFD}", "\u{10FFFF}", "~", "½", "٣", "OR", "NOT", "NEAR(", "()", ":", "K", "ﬁ",
    "ǆ", "0", "00", "x1", "\u{2028}",
  ]
}

extension SeededNumbers {
  mutating func chance(_ share: Double) -> Bool { Double.random(in: 0..<1, using: &self) < share }
}
