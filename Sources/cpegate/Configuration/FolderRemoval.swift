internal import Glibc

/// Takes away folders that hold files and nothing else.
enum FolderRemoval {
  /// - Parameter descriptor: of the folder, so that what is removed is in it and not behind a link.
  static func remove(_ path: String, _ descriptor: Int32) {
    for name in names(in: descriptor) { unlinkat(descriptor, name, 0) }
    rmdir(path)
  }

  /// The names in a folder, without its own and its parent's.
  static func names(in descriptor: Int32) -> [String] {
    // The listing closes what it reads, and begins where that stands.
    let own = openat(descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard own >= 0 else { return [] }
    guard let listing = fdopendir(own) else {
      close(own)
      return []
    }
    defer { closedir(listing) }
    var names: [String] = []
    while let entry = readdir(listing) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { name in
        name.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names
  }
}
