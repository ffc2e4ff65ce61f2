internal import GatewayCore
internal import TestSupport
internal import Testing

/// Times are RFC 3339: told in UTC with three fraction digits, taken with any offset.
@Suite struct TimestampTests {
  static let taken: [(text: String, told: String)] = [
    ("2030-01-01T00:00:00Z", "2030-01-01T00:00:00.000Z"), ("1970-01-01T00:00:00.000Z", "1970-01-01T00:00:00.000Z"),
    ("2030-01-01T02:30:00+02:30", "2030-01-01T00:00:00.000Z"),
    ("2029-12-31T19:00:00-05:00", "2030-01-01T00:00:00.000Z"),
    ("2030-01-01t00:00:00z", "2030-01-01T00:00:00.000Z"), ("2030-06-30T23:59:60Z", "2030-07-01T00:00:00.000Z"),
    ("2030-01-01T00:00:00.1Z", "2030-01-01T00:00:00.100Z"),
    ("2030-01-01T00:00:00.123456789Z", "2030-01-01T00:00:00.123Z"),
    ("2028-02-29T12:00:00Z", "2028-02-29T12:00:00.000Z"), ("2000-02-29T00:00:00Z", "2000-02-29T00:00:00.000Z"),
    ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00.000Z"), ("9999-12-31T23:59:59.999Z", "9999-12-31T23:59:59.999Z"),
    ("1969-12-31T23:59:59.999Z", "1969-12-31T23:59:59.999Z"), ("2030-01-01T00:00:00-00:00", "2030-01-01T00:00:00.000Z"),
  ]

  @Test(arguments: taken) func aTimeIsTakenWithAnyOffset(_ text: String, _ told: String) throws {
    #expect(try #require(Timestamp(text)).text == told)
  }

  @Test(arguments: [
    "", "2030-01-01", "2030-01-01T00:00:00", "2030-01-01 00:00:00Z", "2030-01-01T00:00Z", "2030-1-1T00:00:00Z",
    "2030-02-29T00:00:00Z", "1900-02-29T00:00:00Z", "2030-13-01T00:00:00Z", "2030-00-01T00:00:00Z",
    "2030-04-31T00:00:00Z", "2030-01-32T00:00:00Z", "2030-01-00T00:00:00Z", "2030-01-01T24:00:00Z",
    "2030-01-01T00:60:00Z", "2030-01-01T00:00:61Z", "2030-01-01T00:00:00.Z", "2030-01-01T00:00:00+0200",
    "2030-01-01T00:00:00+24:00", "2030-01-01T00:00:00+02:60", "2030-01-01T00:00:00+02", "2030-01-01T00:00:00ZZ",
    "0000-01-01T00:00:00Z", "-2030-01-01T00:00:00Z", "20300-01-01T00:00:00Z", " 2030-01-01T00:00:00Z",
    "２０３０-01-01T00:00:00Z",
  ])
  func whatIsNoTimeWithAnOffsetIsRefused(_ text: String) {
    #expect(Timestamp(text) == nil)
  }

  @Test(arguments: [7, 8, 9] as [UInt64]) func everyDayIsReadBackAsItWasTold(seed: UInt64) throws {
    var numbers = SeededNumbers(seed: seed)
    for _ in 0..<2000 {
      let year = Int.random(in: 1...9999, using: &numbers)
      let month = Int.random(in: 1...12, using: &numbers)
      let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
      let days = month == 2 ? (isLeap ? 29 : 28) : [4, 6, 9, 11].contains(month) ? 30 : 31
      let day = Bool.random(using: &numbers) ? days : Int.random(in: 1...days, using: &numbers)
      let milliseconds = Int.random(in: 0..<86_400_000, using: &numbers)
      let midnight = try #require(Timestamp(text(year, month, day) + "T00:00:00Z"))
      let moment = Timestamp(milliseconds: midnight.milliseconds + milliseconds)
      #expect(moment.text.hasPrefix(text(year, month, day)))
      #expect(Timestamp(moment.text) == moment)
      #expect(Timestamp(text(year, month, days + 1) + "T00:00:00Z") == nil)
    }
  }

  private func text(_ year: Int, _ month: Int, _ day: Int) -> String {
    padded(year, 4) + "-" + padded(month, 2) + "-" + padded(day, 2)
  }

  private func padded(_ number: Int, _ width: Int) -> String {
    String(repeating: "0", count: width - String(number).count) + String(number)
  }

  @Test func aDayFollowsTheOther() throws {
    let first = try #require(Timestamp("2027-12-30T00:00:00Z"))
    let days = (0..<800).map { Timestamp(milliseconds: first.milliseconds + $0 * 86_400_000).text }
    #expect(days == days.sorted())
    #expect(Set(days).count == 800)
    #expect(days.contains("2028-02-29T00:00:00.000Z"))
    #expect(!days.contains("2029-02-29T00:00:00.000Z"))
  }

  @Test func secondsAreCountedToTheMillisecond() {
    let start = Timestamp(milliseconds: 5)
    #expect(start.advanced(bySeconds: 0.0015).milliseconds == 7)
    #expect(start.advanced(bySeconds: -1).milliseconds == -995)
    #expect(start.advanced(bySeconds: 2.5).seconds(since: start) == 2.5)
  }
}
