internal import CTransport
internal import Glibc

/// A module whose table was found good; it stays for the life of the process.
@safe struct LoadedModule: @unchecked Sendable {
  // @unchecked: `table` is our own copy of C function pointers, written once, here.
  let table: cpegate_module
  /// Its real path.
  let path: String
  let name: String
  let version: String
  let schemes: [String]
  let wrapping: [String]
  let options: [ModuleOption]

  var abi: String { unsafe "\(table.abi_major).\(table.abi_minor)" }

  /// Loads the file at a real path that ``FileTrust`` found good.
  ///
  /// It is never unloaded: code and metadata of its image may outlive anything we can see.
  /// - Throws: what is wrong with it and what to do.
  init(path: String) throws(TransportHostError) {
    guard let image = unsafe dlopen(path, RTLD_NOW | RTLD_LOCAL) else {
      let reason = unsafe dlerror().map { unsafe String(cString: $0) } ?? "no reason is given"
      throw .refused(path, "the system cannot load it (\(reason)); install what it needs, or build it for this machine")
    }
    guard let symbol = unsafe dlsym(image, CPEGATE_TRANSPORT_ENTRY) else {
      throw .refused(path, "it does not export \(CPEGATE_TRANSPORT_ENTRY); it is no transport module")
    }
    typealias Entry = @convention(c) () -> UnsafePointer<cpegate_module>?
    guard let theirs = unsafe unsafeBitCast(symbol, to: Entry.self)() else {
      throw .refused(path, "\(CPEGATE_TRANSPORT_ENTRY)() returned NULL in place of its table")
    }
    try unsafe self.init(path: path, theirs)
  }

  private init(path: String, _ theirs: UnsafePointer<cpegate_module>) throws(TransportHostError) {
    let (size, major, minor) = unsafe (
      Int(theirs.pointee.size), theirs.pointee.abi_major, theirs.pointee.abi_minor
    )
    guard major == CPEGATE_TRANSPORT_ABI_MAJOR else {
      throw .refused(
        path,
        "it was built for version \(major).\(minor) of the transport ABI, and this cpegate speaks "
          + "\(CPEGATE_TRANSPORT_ABI_MAJOR).\(CPEGATE_TRANSPORT_ABI_MINOR); install the module that belongs to this "
          + "cpegate, or build it again with its cpegate_transport.h")
    }
    guard size >= ctransport_module_size_1_0 else {
      throw .refused(
        path,
        "its table of \(size) bytes is shorter than the \(ctransport_module_size_1_0) of version 1.0; set `size` to "
          + "sizeof(cpegate_module)")
    }
    var table = unsafe cpegate_module()  // zeroed: what a shorter table lacks stays nil
    unsafe withUnsafeMutableBytes(of: &table) { ours in
      unsafe ours.copyMemory(from: UnsafeRawBufferPointer(start: theirs, count: min(size, ours.count)))
    }
    let missing = unsafe [
      ("name", table.name == nil), ("version", table.version == nil), ("schemes", table.schemes == nil),
      ("options", table.options == nil && table.option_count > 0), ("open", table.open == nil),
      ("send", table.send == nil), ("cancel", table.cancel == nil), ("close", table.close == nil),
    ].filter(\.1).map(\.0)
    guard missing.isEmpty else {
      throw .refused(path, "`\(missing.joined(separator: "`, `"))` of its table is NULL; set every member")
    }
    name = unsafe CText.string(table.name)
    version = unsafe CText.string(table.version)
    schemes = unsafe CText.strings(table.schemes)
    wrapping = unsafe CText.strings(table.wrapping)
    options = unsafe UnsafeBufferPointer(start: table.options, count: min(table.option_count, LoadedModule.mostOptions))
      .map { unsafe ModuleOption(name: CText.string($0.name), help: CText.string($0.help)) }
    unsafe self.table = table
    self.path = path
  }

  /// More than any module has: what lies beyond is a table that is wrong.
  private static let mostOptions = 256
}

extension TransportHostError {
  fileprivate static func refused(_ path: String, _ reason: String) -> TransportHostError {
    TransportHostError(.refused, "\(path) is refused: \(reason)")
  }
}
