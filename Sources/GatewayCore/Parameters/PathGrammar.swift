/// The pieces that every kind of parameter path is made of (TR-106, and the grammar of TR-369's paths).
enum PathGrammar {
  static let longestPath = 256
  /// A search expression may be longer than a path that is sent.
  static let longestSearch = 4096
  static let largestInstance = UInt64(UInt32.max)
  static let longestAlias = 64

  /// Letters as XML has them, and the underscore.
  static func isNameStart(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x41...0x5A, 0x5F, 0x61...0x7A: true
    case 0..<0x80: false
    case 0xC0...0xD6, 0xD8...0xF6, 0xF8...0x2FF, 0x370...0x37D, 0x37F...0x1FFF, 0x200C...0x200D, 0x2070...0x218F,
      0x2C00...0x2FEF, 0x3001...0xD7FF, 0xF900...0xFDCF, 0xFDF0...0xFFFD, 0x10000...0xEFFFF:
      true
    default: false
    }
  }

  static func isDigit(_ scalar: Unicode.Scalar) -> Bool {
    (0x30...0x39).contains(scalar.value)
  }

  static func isNamePart(_ scalar: Unicode.Scalar) -> Bool {
    isNameStart(scalar) || isDigit(scalar) || scalar == "-"
  }

  static func isName(_ text: some Collection<Unicode.Scalar>) -> Bool {
    guard let first = text.first else { return false }
    return isNameStart(first) && text.dropFirst().allSatisfy(isNamePart)
  }

  /// 1 to 4294967295, without sign or leading zero.
  static func instanceNumber(_ text: some Collection<Unicode.Scalar>) -> UInt32? {
    guard let first = text.first, first != "0", text.count <= 10, text.allSatisfy(isDigit) else { return nil }
    let number = text.reduce(UInt64(0)) { $0 * 10 + UInt64($1.value - 0x30) }
    return number <= largestInstance ? UInt32(number) : nil
  }

  /// What an alias may begin with.
  static func isAliasStart(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x41...0x5A, 0x61...0x7A, 0xC0...0xD7FF: true
    default: false
    }
  }

  /// Not a bracket or quote, nor what makes a bracket a search expression.
  static func isAliasPart(_ scalar: Unicode.Scalar) -> Bool {
    !"[]\"=<>!~&".unicodeScalars.contains(scalar)
  }

  /// The text of an alias, its brackets around it.
  static func isAlias(_ text: some BidirectionalCollection<Unicode.Scalar>) -> Bool {
    text.count >= 3 && text.last == "]" && isOpenAlias(text.dropLast()) && text.count > 2
  }

  /// A bracket that could still become an alias.
  static func isOpenAlias(_ text: some Collection<Unicode.Scalar>) -> Bool {
    guard text.first == "[", text.count <= longestAlias + 1 else { return false }
    let inside = text.dropFirst()
    guard let first = inside.first else { return true }
    return isAliasStart(first) && inside.allSatisfy(isAliasPart)
  }

  /// Components and the places where they begin; dots inside brackets do not split.
  static func split(_ scalars: [Unicode.Scalar]) -> [(text: ArraySlice<Unicode.Scalar>, position: Int)] {
    var components: [(text: ArraySlice<Unicode.Scalar>, position: Int)] = []
    var (depth, isQuoted, start) = (0, false, 0)
    for (place, scalar) in scalars.enumerated() {
      switch scalar {
      case "\"" where depth > 0: isQuoted.toggle()
      case "[" where !isQuoted: depth += 1
      case "]" where !isQuoted && depth > 0: depth -= 1
      case "." where depth == 0:
        components.append((scalars[start..<place], start))
        start = place + 1
      default: break
      }
    }
    components.append((scalars[start...], start))
    return components
  }
}

extension String {
  init(scalars: some Sequence<Unicode.Scalar>) {
    var text = String.UnicodeScalarView()
    text.append(contentsOf: scalars)
    self.init(text)
  }
}
