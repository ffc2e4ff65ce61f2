package import CTransport
internal import Glibc

/// The C table of a Swift module, made once and never freed.
@safe package struct ModuleTable: @unchecked Sendable {
  // @unchecked: constant memory.
  package let pointer: UnsafeRawPointer

  /// - Parameter open: a C function, and so it can capture nothing, that calls ``ModuleInstance/open(_:_:_:_:)`` of
  ///   the same type.
  package init<Instance: ModuleInstance>(
    of type: Instance.Type,
    open:
      @convention(c) (
        UnsafePointer<cpegate_setup>?, UnsafeMutablePointer<UnsafeMutableRawPointer?>?, UnsafeMutablePointer<CChar>?,
        Int
      ) -> Int32
  ) {
    let options = UnsafeMutablePointer<cpegate_option>.allocate(capacity: Instance.options.count)
    for (index, option) in Instance.options.enumerated() {
      unsafe (options + index).initialize(to: cpegate_option(name: constant(option.name), help: constant(option.help)))
    }
    let table = UnsafeMutablePointer<cpegate_module>.allocate(capacity: 1)
    unsafe table.initialize(
      to: cpegate_module(
        size: UInt32(MemoryLayout<cpegate_module>.size), abi_major: UInt16(CPEGATE_TRANSPORT_ABI_MAJOR),
        abi_minor: UInt16(CPEGATE_TRANSPORT_ABI_MINOR), name: constant(Instance.name),
        version: constant(Instance.version), schemes: constants(Instance.schemes),
        wrapping: constants(Instance.wrapping), options: options, option_count: Instance.options.count, open: open,
        send: sendRequest, cancel: cancelCall, close: closeInstance))
    unsafe pointer = UnsafeRawPointer(table)
  }
}

extension ModuleInstance {
  /// The `open` of the ABI for this type.
  package static func open(
    _ setup: UnsafePointer<cpegate_setup>?, _ instance: UnsafeMutablePointer<UnsafeMutableRawPointer?>?,
    _ message: UnsafeMutablePointer<CChar>?, _ capacity: Int
  ) -> Int32 {
    do throws(ModuleSetupError) {
      guard let setup = unsafe setup?.pointee, let host = unsafe setup.host, let instance = unsafe instance else {
        throw ModuleSetupError("open() of \(name) expects a setup with a host, and a place for the instance")
      }
      guard unsafe host.pointee.abi_major == CPEGATE_TRANSPORT_ABI_MAJOR,
        unsafe Int(host.pointee.size) >= MemoryLayout<cpegate_host>.size
      else {
        throw ModuleSetupError(
          "\(name) \(version) was built for transport ABI \(CPEGATE_TRANSPORT_ABI_MAJOR), not for that of this "
            + "program (\(unsafe host.pointee.abi_major)): install the module that came with the program")
      }
      let read = unsafe ModuleSetup(setup, moduleName: name)
      try read.check(against: options)
      let made = unsafe try Self(setup: read, host: ModuleHost(host))
      unsafe instance.pointee = Unmanaged.passRetained(OpenInstance(made)).toOpaque()
      return 0
    } catch {
      unsafe write(error.message, to: message, capacity: capacity)
      return 1
    }
  }
}

/// What the ABI's instance pointer points at.
private final class OpenInstance {
  let instance: any ModuleInstance

  init(_ instance: any ModuleInstance) {
    self.instance = instance
  }
}

private func sendRequest(
  instance: UnsafeMutableRawPointer?, call: UInt64, request: UnsafePointer<cpegate_request>?
) {
  guard let instance = unsafe instance, let request = unsafe request else { return }
  unsafe Unmanaged<OpenInstance>.fromOpaque(instance).takeUnretainedValue().instance
    .send(ModuleRequest(request.pointee), call: call)
}

private func cancelCall(instance: UnsafeMutableRawPointer?, call: UInt64) {
  guard let instance = unsafe instance else { return }
  unsafe Unmanaged<OpenInstance>.fromOpaque(instance).takeUnretainedValue().instance.cancel(call: call)
}

private func closeInstance(instance: UnsafeMutableRawPointer?) {
  guard let instance = unsafe instance else { return }
  unsafe Unmanaged<OpenInstance>.fromOpaque(instance).takeRetainedValue().instance.close()
}

/// Writes text with its NUL, cut between characters where it is too long.
private func write(_ text: String, to message: UnsafeMutablePointer<CChar>?, capacity: Int) {
  guard let message = unsafe message, capacity > 0 else { return }
  var written = 0
  for character in text {
    let bytes = character.utf8
    guard written + bytes.count < capacity else { break }
    for byte in bytes {
      unsafe message[written] = CChar(bitPattern: byte)
      written += 1
    }
  }
  unsafe message[written] = 0
}

/// Text of the table, which stays until the process ends.
private func constant(_ text: String) -> UnsafePointer<CChar>? {
  unsafe UnsafePointer(strdup(text))
}

private func constants(_ texts: [String]) -> UnsafePointer<UnsafePointer<CChar>?> {
  let list = UnsafeMutablePointer<UnsafePointer<CChar>?>.allocate(capacity: texts.count + 1)
  for (index, text) in texts.enumerated() {
    unsafe (list + index).initialize(to: constant(text))
  }
  unsafe (list + texts.count).initialize(to: nil)
  return unsafe UnsafePointer(list)
}
