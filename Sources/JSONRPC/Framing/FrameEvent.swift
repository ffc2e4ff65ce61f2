/// What ``FrameReader`` found next in the stream.
package enum FrameEvent: Equatable, Sendable {
  /// A whole message that is not blank: ``FrameReader/read(_:_:)`` lends it until the reader is asked for more.
  case message(FrameRange)
  /// A message beyond the limit; it is dropped up to its end without being stored.
  case tooLarge
  /// What stands there is no frame; reading goes on behind it.
  case malformed(String)
}

/// Where a message lies in the reader's storage.
package struct FrameRange: Equatable, Sendable {
  let offset: Int
  package let count: Int
}
