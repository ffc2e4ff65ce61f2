internal import CLinux
internal import GatewayCore
internal import Glibc

/// The folder that import and export must not leave (`--files-root`).
struct FilesRoot {
  /// Nil: they may go anywhere.
  let folder: String?

  /// - Throws: `forbidden` for a file outside, whichever way the path leads there.
  func check(reading path: String) throws(GatewayError) {
    guard let folder else { return }
    // A file that is not there yet is told so by whoever opens it, if its folder is inside.
    try requireInside(FilesRoot.realPath(path) ?? FilesRoot.realPath(FilesRoot.folder(of: path)), folder)
  }

  func check(writing path: String) throws(GatewayError) {
    guard let folder else { return }
    try requireInside(FilesRoot.realPath(FilesRoot.folder(of: path)), folder)
  }

  private func requireInside(_ real: String?, _ folder: String) throws(GatewayError) {
    guard let root = FilesRoot.realPath(folder), let real,
      real == root || real.hasPrefix(root == "/" ? "/" : root + "/")
    else {
      throw GatewayError(.forbidden, "the path lies outside of --files-root", path: "/path")
    }
  }

  private static func folder(of path: String) -> String {
    let folder = path.splitAtLastSlash.folder
    return folder.isEmpty ? "." : folder
  }

  private static func realPath(_ path: String) -> String? {
    guard let real = realpath(path, nil) else { return nil }
    defer { free(real) }
    return String(cString: real)
  }
}
