/// Versions of models, `2.15` or `2.15.1`.
enum VersionNumber {
  /// The later of two; an empty one is the earliest.
  static func later(_ left: String, _ right: String) -> String {
    numbers(left).lexicographicallyPrecedes(numbers(right)) ? right : left
  }

  private static func numbers(_ version: String) -> [Int] {
    version.split(separator: ".").map { Int($0) ?? 0 }
  }
}
