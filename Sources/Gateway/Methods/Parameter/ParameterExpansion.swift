internal import GatewayCore
internal import JSON

/// What is sent for the paths that a caller names: wildcards and expressions stand for what is known of the device.
struct ParameterExpansion {
  private let device: Int
  private let inventory: any InventoryBackend

  init(_ inventory: any InventoryBackend, _ device: Int) {
    self.inventory = inventory
    self.device = device
  }

  /// Full and partial paths, each once.
  ///
  /// - Throws: `invalid_path` for one that breaks the grammar and was not reported by the device.
  func sent(_ paths: [String]) throws(GatewayError) -> [String] {
    var tree: ParameterTree?
    var sent: [String] = []
    var seen: Set<ExactString> = []
    for (index, path) in paths.enumerated() {
      let concrete = try concrete(path, index, &tree)
      for path in concrete where seen.insert(ExactString(path)).inserted { sent.append(path) }
    }
    return sent
  }

  private func concrete(_ path: String, _ index: Int, _ tree: inout ParameterTree?) throws(GatewayError) -> [String] {
    // The empty path is the level above the root: everything.
    if path.isEmpty { return [path] }
    let fault: PathError
    do throws(PathError) {
      _ = try ParameterPath(strict: path)
      return [path]
    } catch {
      fault = error
    }
    tree = tree ?? inventory.knownParameters(of: device)
    if tree?.reports(path) ?? false { return [path] }
    guard path.contains(where: { "*[+#".contains($0) }) else { throw GatewayError(fault, pointer: "/paths/\(index)") }
    let search: SearchPath
    do throws(PathError) {
      search = try SearchPath(path)
    } catch {
      throw GatewayError(error, pointer: "/paths/\(index)")
    }
    guard let tree else {
      throw GatewayError(
        .unsupported, "nothing is known of the parameters of this device, so nothing can be searched",
        hint: "name full or partial paths", path: "/paths/\(index)")
    }
    return tree.search(search).map { search.kind == .object ? $0.text + "." : $0.text }
  }
}
