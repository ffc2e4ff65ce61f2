internal import Glibc
internal import JSON

/// A tape that was read.
struct Tape {
  /// One for each session that wrote to it.
  private(set) var heads: [TapeHead] = []
  /// In the order in which the requests were made.
  private(set) var exchanges: [TapeExchange] = []
  /// Up to the end of the last line that is whole.
  private(set) var wholeBytes = 0
  /// False when that line lacks its line feed.
  private(set) var endsWithLine = true
  /// Why the last line was passed over: whoever wrote it was stopped in the middle.
  private(set) var brokenEnd: String?

  private var lines = 0

  /// - Throws: ``TapeError`` with the number of the line that is none of a tape, and why.
  init(reading path: String) throws(TapeError) {
    let descriptor = try TapeDescriptor(path, flags: O_RDONLY)
    guard descriptor.isRegular else { throw TapeError("\(path): expected a file") }
    var pending: [UInt8] = []
    while try Tape.readMore(descriptor.number, path, into: &pending) {
      var start = 0
      while let end = pending[start...].firstIndex(of: 0x0A) {
        do throws(TapeError) {
          try add(Array(pending[start..<end]))
        } catch {
          throw TapeError("\(path): line \(lines): \(error.message)")
        }
        wholeBytes += end + 1 - start
        start = end + 1
      }
      pending.removeSubrange(..<start)
    }
    if !pending.isEmpty {
      do throws(TapeError) {
        try add(pending)
        wholeBytes += pending.count
        endsWithLine = false
      } catch {
        brokenEnd = "line \(lines) at the end of the tape is passed over: \(error.message)"
      }
    }
    guard !heads.isEmpty else { throw TapeError("\(path): expected a tape, found nothing that begins one") }
    // Lines stand in the order of the answers.
    exchanges.sort { ($0.session, $0.number) < ($1.session, $1.number) }
  }

  private mutating func add(_ line: [UInt8]) throws(TapeError) {
    lines += 1
    guard line.contains(where: { $0 > 0x20 }) else { return }
    do {
      let document = try JSONDocument(parsing: line.span)
      try document.read { (root) throws(TapeError) in try add(root) }
    } catch let error as JSONParseError {
      throw TapeError("expected JSON: \(error.reason), at byte \(error.position)")
    } catch let error as TapeError {
      throw error
    } catch {
      throw TapeError("\(error)")
    }
  }

  private mutating func add(_ line: JSONValue) throws(TapeError) {
    if let head = try TapeHead(reading: line) {
      heads.append(head)
      return
    }
    guard !heads.isEmpty else { throw TapeError("expected the head of a tape, {\"tape\":\(TapeHead.format),…}") }
    if line.member("end") != nil { return }
    exchanges.append(try TapeExchange(reading: line, session: heads.count, line: lines))
  }

  /// False at the end of the file.
  private static func readMore(_ descriptor: Int32, _ path: String, into bytes: inout [UInt8]) throws(TapeError) -> Bool
  {
    let chunk = 256 * 1024
    var count = 0
    var code: Int32 = 0
    let more = unsafe [UInt8](unsafeUninitializedCapacity: chunk) { buffer, filled in
      repeat {
        count = unsafe read(descriptor, buffer.baseAddress, chunk)
        code = errno
      } while count < 0 && code == EINTR
      filled = max(0, count)
    }
    guard count >= 0 else { throw TapeError("\(path): \(TapeDescriptor.reason(code))") }
    bytes += more
    return count > 0
  }
}
