/// The module that serves a scheme, as far as it is known without opening it.
struct ModuleSource: Sendable {
  let scheme: String
  /// Its name; of one that does not come with cpegate, what its file's name says.
  let name: String
  /// Nil when it is not where modules are looked for.
  let path: String?
  /// Nil when that is known only once it is open.
  let wraps: Bool?
  /// The name of the file.
  let file: String

  /// What serves each scheme, in the order of their names; a scheme stands once.
  static func all(in places: ModulePlaces) -> [ModuleSource] {
    var found: [ModuleSource] = []
    for module in BuiltInModule.all {
      let path = places.path(of: module.file)
      found += module.schemes.map {
        ModuleSource(
          scheme: $0, name: module.name, path: path, wraps: module.wrapping.contains($0), file: module.file)
      }
    }
    for (path, manifest) in places.manifests() {
      guard case .success(let manifest) = manifest else { continue }
      found += manifest.schemes.map {
        ModuleSource(
          scheme: $0, name: stem(of: manifest.file), path: folder(of: path) + manifest.file, wraps: nil,
          file: manifest.file)
      }
    }
    return found.sorted { $0.scheme < $1.scheme }
  }

  /// `memory` of `libmemory.so`.
  private static func stem(of file: String) -> String {
    let name = file.hasPrefix("lib") ? file.dropFirst(3) : file[...]
    return String(name.dropLast(3))
  }

  private static func folder(of path: String) -> Substring {
    path[...(path.lastIndex(of: "/") ?? path.startIndex)]
  }
}
