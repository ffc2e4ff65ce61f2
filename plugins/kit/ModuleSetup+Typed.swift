internal import Glibc

extension ModuleSetup {
  /// A number in digits, with an optional sign and fraction, within `range`.
  package func number(_ option: String, in range: ClosedRange<Double>) throws(ModuleSetupError) -> Double? {
    guard let text = text(option) else { return nil }
    // Double() would take "inf", "nan" and hexadecimal too.
    let plain = text.utf8.allSatisfy { (0x30...0x39).contains($0) || $0 == 0x2E || $0 == 0x2D }
    guard plain, let value = Double(text), range.contains(value) else {
      throw error(option, expected: "a number from \(range.lowerBound) to \(range.upperBound)")
    }
    return value
  }

  /// A whole number in digits, within `range`.
  package func wholeNumber(_ option: String, in range: ClosedRange<Int>) throws(ModuleSetupError) -> Int? {
    guard let text = text(option) else { return nil }
    guard text.utf8.first != 0x2B, let value = Int(text), range.contains(value) else {
      throw error(option, expected: "a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return value
  }

  /// `true` or `false`.
  package func boolean(_ option: String) throws(ModuleSetupError) -> Bool? {
    guard let text = text(option) else { return nil }
    guard let value = Bool(text) else { throw error(option, expected: "true or false") }
    return value
  }

  /// Seconds, fractions allowed, within `range`.
  package func seconds(
    _ option: String, in range: ClosedRange<Double> = 0.001...86_400
  ) throws(ModuleSetupError) -> Double? {
    guard text(option) != nil else { return nil }
    do {
      return try number(option, in: range)
    } catch {
      throw self.error(option, expected: "seconds, from \(range.lowerBound) to \(range.upperBound)")
    }
  }

  /// The path of a file that can be read now.
  package func file(_ option: String) throws(ModuleSetupError) -> String? {
    guard let path = text(option) else { return nil }
    var facts = stat()
    guard unsafe stat(path, &facts) == 0, unsafe access(path, R_OK) == 0 else {
      let reason = unsafe String(cString: strerror(errno))
      throw error(option, expected: "a file that can be read (\(reason))")
    }
    guard facts.st_mode & S_IFMT != S_IFDIR else { throw error(option, expected: "a file, not a folder") }
    return path
  }

  /// One of the raw values of `Choice`.
  package func choice<Choice: RawRepresentable<String> & CaseIterable>(
    _ option: String, of type: Choice.Type = Choice.self
  ) throws(ModuleSetupError) -> Choice? {
    guard let text = text(option) else { return nil }
    guard let value = Choice(rawValue: text) else {
      let names = Choice.allCases.map(\.rawValue)
      throw error(option, expected: names.count > 1 ? "one of \(names.joined(separator: ", "))" : names.joined())
    }
    return value
  }
}
