package import JSON

/// What stands behind a session: it knows the methods.
package protocol CallHandler: AnyObject {
  /// Looks a method up and reads its params, copying what it keeps: `params` dies with the message.
  /// - Throws: `method_not_found` or `invalid_params`.
  func prepare(_ method: JSONName, params: JSONValue?) throws(RPCError) -> any CallBody

  /// Whether this message asks the session to end, so that what stands behind it counts as not read.
  func endsSession(_ method: JSONName, params: JSONValue?) -> Bool

  /// Somebody asked for the end of the session, not only for that of its input: nothing of its own is begun any more.
  func sessionEnds()

  /// Work of its own that an orderly end still waits for.
  var hasDueWork: Bool { get }

  /// Whether ``passTime(isQuiet:)`` could do anything just now; when not, nobody needs to look whether input is there.
  func mayPassTime(hasWaiting: Bool) -> Bool

  /// Called when nothing can go on at once and no input is there: time may be moved on. Returns whether it was.
  /// - Parameter isQuiet: no request is in work or queued; what is left only waits.
  func passTime(isQuiet: Bool) -> Bool
}
