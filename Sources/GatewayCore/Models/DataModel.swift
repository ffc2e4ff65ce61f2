/// One data model of a table, such as `Device:2.19`.
package struct DataModel: Sendable {
  private let words: ModelWords
  private let place: Int
  package let name: String
  package let version: String

  init(_ words: ModelWords, at place: Int) {
    self.words = words
    self.place = place
    name = words.string(at: words[place + ModelTableLayout.Model.name])
    version = words.string(at: words[place + ModelTableLayout.Model.version])
  }

  /// `Device:2.19`.
  package var id: String { "\(name):\(version)" }
  /// `Device:2`, which means the newest of them.
  package var family: String { "\(name):\(version.prefix { $0 != "." })" }
  package var source: String { words.string(at: words[place + ModelTableLayout.Model.source]) }
  package var licence: String { words.string(at: words[place + ModelTableLayout.Model.licence]) }
  /// Mounted below `Services.` of a root model.
  package var isService: Bool { words[place + ModelTableLayout.Model.isService] != 0 }
  package var parameterCount: Int { Int(words[place + ModelTableLayout.Model.parameterCount]) }

  /// The node above the root object, or above the service and its count.
  package var top: ModelNode { ModelNode(words, words[place + ModelTableLayout.Model.top]) }

  /// Newer than another of the same family.
  package func isNewer(than other: DataModel) -> Bool {
    DataModel.numbers(other.version).lexicographicallyPrecedes(DataModel.numbers(version))
  }

  private static func numbers(_ version: String) -> [Int] {
    version.split(separator: ".").map { Int($0) ?? 0 }
  }
}
