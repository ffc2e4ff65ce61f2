internal import Glibc

/// A tape that is being written: lines are added, and nothing in it is changed.
struct TapeFile: ~Copyable {
  private let path: String
  private let descriptor: TapeDescriptor
  /// Bytes up to the end of the last whole line.
  private var end: Int
  /// That line has no line feed yet.
  private var isUnended: Bool
  /// A part of a line could not be taken back: nothing can be added any more.
  private var isBroken = false
  /// What an earlier writer left unfinished at the end was cut off.
  let cutBytes: Int

  /// Makes the file, readable by its owner alone, or takes an empty one.
  ///
  /// - Parameter appends: whether a tape that holds something already is gone on with.
  /// - Throws: ``TapeError``: the file cannot be written, is in use, or holds something.
  init(_ path: String, appends: Bool) throws(TapeError) {
    let descriptor = try TapeDescriptor(path, flags: O_RDWR | O_CREAT | O_APPEND)
    var (end, isUnended) = (descriptor.size, false)
    if descriptor.isRegular {
      // Gone when the descriptor is closed, or the process dies.
      guard flock(descriptor.number, LOCK_EX | LOCK_NB) == 0 else {
        throw TapeError("\(path): another process is writing this tape; name another file")
      }
      guard fchmod(descriptor.number, 0o600) == 0 else {
        throw TapeError("\(path): its mode cannot be set to 0600: \(TapeDescriptor.reason(errno))")
      }
    }
    if descriptor.size > 0 {
      guard appends else {
        throw TapeError("\(path): expected no such file or an empty one; name another, or say tape.append=true")
      }
      let tape = try Tape(reading: path)
      (end, isUnended) = (tape.wholeBytes, !tape.endsWithLine)
      guard ftruncate(descriptor.number, off_t(end)) == 0 else {
        throw TapeError("\(path): the unfinished line at its end cannot be cut off: \(TapeDescriptor.reason(errno))")
      }
    }
    self.path = path
    self.end = end
    self.isUnended = isUnended
    cutBytes = descriptor.size - end
    self.descriptor = descriptor
  }

  /// Adds a line with one `write`, so that a line is never mixed with another and is in the file when this returns.
  ///
  /// - Throws: ``TapeError``: the line is not in the file; the next one may be tried.
  mutating func add(_ line: [UInt8]) throws(TapeError) {
    guard !isBroken else { throw TapeError("\(path): the tape ends in a broken line and is not written any more") }
    let bytes = (isUnended ? [0x0A] : []) + line + [0x0A]
    var written: Int
    var code: Int32
    repeat {
      written = unsafe bytes.withUnsafeBytes { unsafe write(descriptor.number, $0.baseAddress, $0.count) }
      code = errno
    } while written < 0 && code == EINTR
    if written == bytes.count {
      end += written
      isUnended = false
      return
    }
    if written > 0, ftruncate(descriptor.number, off_t(end)) != 0 { isBroken = true }
    throw TapeError("\(path): \(written < 0 ? TapeDescriptor.reason(code) : "no room for a whole line")")
  }
}
