/// Where an imported file may be: beside the importing one, under the names it is published with.
enum ImportPlaces {
  /// Paths in the order in which they are tried.
  ///
  /// The Forum publishes one document as `tr-181-2-19-1-cwmp.xml` and, with everything merged in, `…-full.xml`;
  /// importing files leave out the corrigendum (the third number after that of the report) or give an earlier one.
  static func of(_ file: String, beside importer: String) -> [String] {
    let folder = importer.lastIndex(of: "/").map { String(importer[...$0]) } ?? ""
    // A path or an address in an import says where the author had it.
    let name = file.lastIndex(of: "/").map { String(file[file.index(after: $0)...]) } ?? file
    var stem = Substring(name)
    if stem.hasSuffix(".xml") { stem = stem.dropLast(4) }
    if stem.hasSuffix("-full") { stem = stem.dropLast(5) }
    let stems = [String(stem), withoutCorrigendum(stem)]
    var names = [name]
    for candidate in stems.flatMap({ [$0 + ".xml", $0 + "-full.xml"] }) where !names.contains(candidate) {
      names.append(candidate)
    }
    return names.map { folder + $0 }
  }

  /// `tr-181-2-19-1-cwmp` as `tr-181-2-19-cwmp`.
  private static func withoutCorrigendum(_ stem: Substring) -> String {
    var parts = stem.split(separator: "-", omittingEmptySubsequences: false)
    let numbers = parts.dropFirst().prefix { !$0.isEmpty && $0.allSatisfy(\.isNumber) }
    guard numbers.count >= 4 else { return String(stem) }
    parts.remove(at: 4)
    return parts.joined(separator: "-")
  }
}
