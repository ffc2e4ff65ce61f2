/// How a model table lies in memory: little-endian words of 32 bits, then texts.
///
/// It is written by ``ModelTableWriter`` when models are built, and read in place by ``ModelTable``: nothing of it is
/// unpacked, so that the part that nobody asks for costs nothing. All offsets count from the beginning of the table.
enum ModelTableLayout {
  /// `CPM` and the number of the layout.
  static let magic: UInt32 = 0x014D_5043

  /// Words of the head.
  enum Head {
    static let magic = 0
    /// Bytes of the whole table.
    static let size = 1
    static let modelCount = 2
    static let firstModel = 3
    static let firstNode = 4
    static let words = 5
  }

  /// Words of a model; its name, version, source and licence are places of texts.
  enum Model {
    static let name = 0
    static let version = 1
    static let source = 2
    static let licence = 3
    static let isService = 4
    /// The node above all others, which has no name.
    static let top = 5
    static let parameterCount = 6
    static let words = 7
  }

  /// Words of a node; the children of a node lie side by side, in the order of the model.
  enum Node {
    /// The place of its text.
    static let name = 0
    static let parent = 1
    static let firstChild = 2
    /// How many children there are, and above it 16 bits that come from the name.
    static let childCountAndHash = 3
    static let facts = 4
    /// A word offset, 0 without any: a count, then for each fact its kind and the place of its text.
    static let details = 5
    static let words = 6
  }

  /// Bits of a node's facts.
  enum Facts {
    static let kind = 0..<2
    static let isWritable = 2..<3
    static let type = 3..<7
    static let status = 7..<9
    static let traits = 9..<14
    /// A bit for each kind of detail that the node has.
    static let details = 14..<30
  }

  /// Kinds of further facts, each a text.
  enum Detail: UInt32, CaseIterable {
    case dataType = 1
    /// `items` and `length` of a list, either may be missing, and `nested`: `1..8;..1024;`.
    case list
    case length
    case range
    /// A value with a letter before it: `w` can be set, `r` cannot; then the digit of its status.
    case enumeration
    case pattern
    case units
    /// `object:value`.
    case defaultValue
    case since
    case instances
    case countParameter
    case enableParameter
    /// `f:` or `n:`, functional or not, then names joined with `+`.
    case uniqueKey
    /// Kind, `strong` or `weak`, type of target, null value and targets, with ``separator`` between; empty = not told.
    case reference
  }

  /// Stands between the parts of a reference.
  static let separator: Character = "\u{1F}"

  /// The hash of a name, folded to 16 bits.
  static func hash(_ name: some Sequence<UInt8>) -> UInt32 {
    let hash = FNV1a.hash32(name)
    return (hash ^ hash >> 16) & 0xFFFF
  }
}

extension UInt32 {
  /// The number in some of its bits.
  func bits(_ places: Range<Int>) -> UInt32 {
    self >> UInt32(places.lowerBound) & (1 << UInt32(places.count) - 1)
  }

  mutating func set(_ value: UInt32, in places: Range<Int>) {
    self |= value << UInt32(places.lowerBound)
  }
}

extension Bounds {
  /// `min..max`, with `/step` behind it where there is one.
  package var text: String {
    "\(minimum ?? "")..\(maximum ?? "")" + (step.map { "/\($0)" } ?? "")
  }

  package init(text: some StringProtocol) {
    // Two dots stand between the ends; a number has one at most.
    let bytes = text.utf8
    var dots = bytes.startIndex
    while dots < bytes.endIndex {
      let next = bytes.index(after: dots)
      if bytes[dots] == UInt8(ascii: "."), next < bytes.endIndex, bytes[next] == UInt8(ascii: ".") { break }
      dots = next
    }
    let behind = dots < bytes.endIndex ? text[bytes.index(dots, offsetBy: 2)...] : text[dots...]
    let slash = behind.utf8.firstIndex(of: UInt8(ascii: "/")) ?? behind.endIndex
    let (minimum, maximum) = (text[..<dots], behind[..<slash])
    self.init(
      minimum.isEmpty ? nil : String(minimum), maximum.isEmpty ? nil : String(maximum),
      step: slash < behind.endIndex ? String(behind[behind.utf8.index(after: slash)...]) : nil)
  }
}
