internal import Glibc

/// Where modules are looked for: in the folder of `--plugin-dir` alone when it is given, else in `../lib/cpegate` beside
/// the executable, else in the executable's own folder.
package struct ModulePlaces: Sendable {
  /// In the order in which they are looked through.
  let folders: [String]

  /// - Parameter executable: any path to it; its real one counts.
  package init(pluginDirectory: String?, executable: String) {
    if let pluginDirectory {
      folders = [pluginDirectory]
    } else {
      let own = FileTrust.parent(of: FileTrust.resolved(executable) ?? executable)
      folders = [FileTrust.parent(of: own) + (own == "/" ? "lib/cpegate" : "/lib/cpegate"), own]
    }
  }

  /// What is said of a file that is in none of them.
  var told: String { folders.joined(separator: ", then ") }

  /// The first place of a file; nil when it is in none.
  func path(of file: String) -> String? {
    folders.lazy.map { "\($0)/\(file)" }.first(where: FileTrust.exists)
  }

  /// The manifests of all folders, those that cannot be taken with the reason.
  ///
  /// Of two that name one scheme the first counts.
  func manifests() -> [(path: String, manifest: Result<ModuleManifest, TransportHostError>)] {
    var taken: [String: String] = [:]
    return folders.flatMap(manifestPaths).map { path in
      do throws(TransportHostError) {
        let manifest = try ModuleManifest(path: path)
        for scheme in manifest.schemes {
          if let other = taken[scheme] {
            throw TransportHostError(.refused, "\(path): \(other) names the scheme \(scheme) already; remove one")
          }
        }
        for scheme in manifest.schemes { taken[scheme] = path }
        return (path, .success(manifest))
      } catch {
        return (path, .failure(error))
      }
    }
  }

  private func manifestPaths(_ folder: String) -> [String] {
    guard let entries = unsafe opendir(folder) else { return [] }
    defer { unsafe closedir(entries) }
    var paths: [String] = []
    while let entry = unsafe readdir(entries) {
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { start in
        unsafe String(cString: UnsafeRawPointer(start).assumingMemoryBound(to: CChar.self))
      }
      if name.hasSuffix(ModuleManifest.suffix) { paths.append("\(folder)/\(name)") }
    }
    return paths.sorted()
  }
}
