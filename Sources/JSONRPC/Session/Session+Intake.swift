internal import EventLoop
internal import JSON

/// From bytes to calls: what starts next, and what must wait in the room.
extension Session {
  /// The next call that may run, in the order of the stream; nil when there is none now.
  func nextCall() -> Call? {
    if mayResume {
      if !released.isEmpty { return released.removeFirst() }
      if let call = takeFromShelf() { return call }
    }
    while mayStart {
      guard let call = nextNewCall() else { return nil }
      if admit(call) { return call }
    }
    return nil
  }

  /// Wakes a runner when there is something for it.
  ///
  /// Returns whether there was.
  func startSomething() -> Bool {
    guard canStartSomething else { return false }
    resumeRunner()
    return true
  }

  var canStartSomething: Bool {
    mayResume && (!released.isEmpty || canTakeFromShelf) || mayStart && (batch != nil || !room.isEmpty || hasFreshInput)
  }

  /// Whether calls that were taken in may run; not while the reader of the answers is too far behind.
  private var mayGoOn: Bool {
    phase != .over && !outputIsFull && !output.isWorthFlushing
  }

  /// Whether calls that were held up may start.
  ///
  /// Step by step, each waits until what freed it has come to rest, and for the heavy one before it.
  private var mayResume: Bool {
    mayGoOn && (!limits.isStepwise || (!loop.hasReadyJobs && !isWorkingElsewhere))
  }

  /// Whether the bounds let a new call start.
  private var mayStart: Bool {
    guard mayGoOn, counts.inWork < limits.maxInFlight else { return false }
    return !limits.isStepwise || (counts.inWork == 0 && !loop.hasReadyJobs)
  }

  private func nextNewCall() -> Call? {
    if let batch { return nextMember(of: batch) }
    if let item = room.popFirst() {
      switch item {
      case .fault(let error): return refusal(error)
      case .message(let bytes, _, let cancelledMembers): return call(for: bytes.span, cancelled: cancelledMembers)
      }
    }
    return nextFromInput()
  }

  private func nextFromInput() -> Call? {
    guard hasFreshInput else { return nil }
    switch input.next() {
    case .message(let range):
      return input.read(range) { call(for: $0, cancelled: []) }
    case .tooLarge:
      return refusal(.messageTooLarge(limit: limits.maxMessageBytes))
    case .malformed(let reason):
      return refusal(.parseError(reason))
    case nil:
      hasFreshInput = false
      return nil
    }
  }

  /// Reads one message; an array becomes the batch whose members come next.
  private func call(for text: Span<UInt8>, cancelled: Set<RequestID>) -> Call? {
    do throws(JSONParseError) {
      let document = try JSONDocument(parsing: text)
      if let call = document.read({ root in callUnlessBatch(root) }) { return call }
      let batch = Batch(document, cancelledIDs: cancelled)
      self.batch = batch
      return nextMember(of: batch)
    } catch {
      return refusal(.parseError("\(error.reason), at \(error.place)", position: error.position))
    }
  }

  private func callUnlessBatch(_ root: JSONValue) -> Call? {
    guard root.kind == .array else { return call(for: root, in: nil) }
    if root.count == 0 { return refusal(.invalidRequest("an empty array is no message")) }
    guard root.count > limits.maxBatch else { return nil }
    return refusal(
      .invalidRequest("an array of more than \(limits.maxBatch) messages (--max-batch); nothing of it was begun"))
  }

  private func nextMember(of batch: Batch) -> Call? {
    let next = batch.takeNext { (member) -> Call in call(for: member, in: batch) }
    if !batch.hasMore { self.batch = nil }
    return next
  }

  private func call(for message: JSONValue, in batch: Batch?) -> Call {
    let envelope = Envelope(message)
    let body: any CallBody
    do throws(RPCError) {
      body = try self.body(of: envelope, in: batch)
    } catch {
      body = Refusal(error)
    }
    return makeCall(body, id: envelope.id, batch: batch)
  }

  private func body(of envelope: Envelope, in batch: Batch?) throws(RPCError) -> any CallBody {
    if let fault = envelope.fault { throw fault }
    guard let method = envelope.method else { preconditionFailure("an envelope without fault has a method") }
    if isPastDrain { throw .unstarted }
    if let batch {
      if batch.heldBytes > limits.maxQueuedBytes { throw .answersTooLarge }
      if let id = envelope.id, batch.cancelledIDs.contains(id) { throw .cancelled("cancelled by the client") }
    }
    if method.equals(CancelRequest.name) { return try CancelRequest(params: envelope.params) }
    if handler.endsSession(method, params: envelope.params) {
      // What waits in the room stands behind this.
      room = WaitingRoom()
      shutDownBehindThis()
    }
    return try handler.prepare(method, params: envelope.params)
  }

  private func refusal(_ error: RPCError) -> Call {
    makeCall(Refusal(error), id: .null, batch: nil)
  }

  func makeCall(_ body: any CallBody, id: RequestID?, batch: Batch?) -> Call {
    nextSequence += 1
    return Call(body, id: id, session: self, batch: batch, sequence: nextSequence, startedAt: lastTime)
  }

  // MARK: While nothing can start

  /// Reads messages into the room, where cancels still act at once.
  ///
  /// Returns whether it did anything.
  func absorb() -> Bool {
    // A pause for the output's sake is over in a moment, and a reader that is behind stops the reading.
    guard hasFreshInput, !outputIsFull, !output.isWorthFlushing else { return false }
    var absorbed = false
    while room.bytes < limits.maxQueuedBytes {
      switch input.next() {
      case .message(let range):
        input.read(range) { keep($0) }
      case .tooLarge:
        room.append(.fault(.messageTooLarge(limit: limits.maxMessageBytes)))
      case .malformed(let reason):
        room.append(.fault(.parseError(reason)))
      case nil:
        hasFreshInput = false
        return absorbed
      }
      absorbed = true
      guard hasFreshInput else { break }
    }
    return absorbed
  }

  private func keep(_ text: Span<UInt8>) {
    var id: RequestID?
    // Text that cannot be parsed is kept like any other: it gets its error when its turn comes.
    if !limits.isStepwise, let document = try? JSONDocument(parsing: text) {
      let wasCancel = document.read { root in
        let envelope = Envelope(root)
        // The ids of an array are those of its members.
        id = root.kind == .array ? nil : envelope.id
        return actAtOnce(on: envelope)
      }
      if wasCancel { return }
    }
    let bytes = unsafe text.withUnsafeBytes { unsafe [UInt8]($0) }
    room.append(.message(bytes: bytes, id: id, cancelledMembers: []))
  }

  /// Returns whether this was a cancel, which is done by now.
  private func actAtOnce(on envelope: Envelope) -> Bool {
    guard envelope.fault == nil, let method = envelope.method else { return false }
    if envelope.id == nil, method.equals(CancelRequest.name) {
      do throws(JSONReadError) {
        cancel(try CancelRequest.target(envelope.params))
      } catch {
        // A notification that is not understood is passed over, as everywhere.
      }
      return true
    }
    if handler.endsSession(method, params: envelope.params) { shutDownBehindThis() }
    return false
  }
}

extension RPCError {
  fileprivate static var answersTooLarge: RPCError {
    .overloaded("the answers of this array hold more than --max-queued-bytes; this member was not begun")
  }
}
