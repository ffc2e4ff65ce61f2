internal import ArgumentParser

/// A number without a fraction.
func wholeNumber<Number: FixedWidthInteger>(_ text: String) throws -> Number {
  guard let number = Number(text) else { throw ValidationError("expected a whole number") }
  return number
}

func number(_ text: String) throws -> Double {
  guard let number = Double(text), number.isFinite else { throw ValidationError("expected a number") }
  return number
}

/// - Throws: for a number outside of what an option takes.
func require<Number: Comparable>(_ number: Number?, in range: ClosedRange<Number>, _ option: String) throws {
  guard let number, !range.contains(number) else { return }
  throw ValidationError("Expected \(range.lowerBound) to \(range.upperBound) for '\(option)'.")
}
