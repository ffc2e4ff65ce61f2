internal import Glibc
internal import JSON
internal import Synchronization

/// Writes a line for every request, many at once.
final class AccessLogFile: Sendable {
  private let descriptor: Int32
  private let pending = Mutex<[UInt8]>([])

  init(_ path: String) throws {
    guard path != "-" else {
      descriptor = STDOUT_FILENO
      return
    }
    descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw SystemFailure("cannot open the access log \(path)") }
  }

  func add(_ method: String, _ template: String, _ target: String, _ status: Int) {
    let line = JSONText { writer in
      writer.beginObject()
      writer.member("method")
      writer.string(method)
      writer.member("template")
      writer.string(template)
      writer.member("target")
      writer.string(target)
      writer.member("status")
      writer.integer(status)
      writer.endObject()
    }
    pending.withLock { pending in
      pending += line.bytes
      pending.append(UInt8(ascii: "\n"))
    }
  }

  func flush() {
    let bytes = pending.withLock { pending in
      defer { pending = [] }
      return pending
    }
    if !bytes.isEmpty { DescriptorWriter.write(bytes, to: descriptor) }
  }
}
