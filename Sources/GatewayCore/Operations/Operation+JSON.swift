package import JSON

extension Operation {
  /// Writes every member of section 6; `history` only where it is asked for.
  package func write(to writer: inout JSONWriter, withHistory: Bool = false) {
    writer.beginObject()
    writer.member("id")
    // A dry run has no id.
    writer.stringOrNull(id.text.isEmpty ? nil : id.text)
    writer.member("device")
    device.write(to: &writer)
    writer.member("operation")
    kinds.write(to: &writer)
    writer.member("variables")
    writer.beginArray()
    for variable in variables { variable.write(to: &writer) }
    writer.endArray()
    writer.member("image")
    if let image { writer.integer(image) } else { writer.null() }
    writer.member("state")
    writer.string(state.rawValue)
    writeProgress(to: &writer)
    writer.member("result")
    if let result { result.write(to: &writer) } else { writer.null() }
    writer.member("error")
    if let error { error.writeObject(to: &writer) } else { writer.null() }
    if withHistory { writeHistory(to: &writer) }
    writer.endObject()
  }

  private func writeProgress(to writer: inout JSONWriter) {
    writer.member("attempts")
    writer.integer(attempts)
    writer.member("max_attempts")
    writer.integer(maxAttempts)
    writer.member("created_at")
    writer.time(createdAt)
    writer.member("updated_at")
    writer.time(updatedAt)
    writer.member("not_before")
    writer.timeOrNull(notBefore)
    writer.member("expires_at")
    writer.time(expiresAt)
    writer.member("idempotency_key")
    writer.stringOrNull(idempotencyKey)
    writer.member("rollout")
    writer.null()
    writer.member("retry_of")
    writer.stringOrNull(retryOf?.text)
    writer.member("undo_of")
    writer.null()
    writer.member("waiting_for")
    if let waitingFor { waitingFor.write(to: &writer) } else { writer.null() }
    writer.member("upstream")
    if let upstream { upstream.write(to: &writer) } else { writer.null() }
  }

  private func writeHistory(to writer: inout JSONWriter) {
    writer.member("history")
    writer.beginArray()
    for step in history {
      writer.beginObject()
      writer.member("at")
      writer.time(step.at)
      writer.member("from")
      writer.stringOrNull(step.from?.rawValue)
      writer.member("to")
      writer.string(step.to.rawValue)
      writer.member("event")
      writer.string(step.event.rawValue)
      writer.member("detail")
      writer.stringOrNull(step.detail)
      writer.endObject()
    }
    writer.endArray()
  }
}

extension Operation.Target {
  func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.member("id")
    writer.integer(id)
    writer.member("name")
    writer.stringOrNull(name)
    writer.member("serial_number")
    writer.stringOrNull(serialNumber)
    writer.endObject()
  }
}

extension WaitingFor {
  func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.member("reason")
    writer.string(reason.rawValue)
    writer.member("since")
    writer.time(since)
    writer.member("until")
    writer.timeOrNull(until)
    writer.member("position")
    if let position { writer.integer(position) } else { writer.null() }
    writer.member("detail")
    writer.stringOrNull(detail)
    writer.endObject()
  }
}

extension UpstreamReceipt {
  func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.member("transaction")
    writer.stringOrNull(transaction)
    writer.member("execution_id")
    writer.stringOrNull(executionID)
    writer.member("status_text")
    writer.stringOrNull(statusText)
    writer.endObject()
  }
}

extension OperationResult {
  func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.member("variables")
    writer.beginArray()
    for entry in variables {
      writer.beginObject()
      entry.variable.writeMembers(to: &writer)
      if let check = entry.check {
        writer.member("check")
        writer.string(check.rawValue)
      }
      writer.endObject()
    }
    writer.endArray()
    writer.member("instance")
    writer.stringOrNull(instance)
    writer.endObject()
  }
}

extension GatewayError {
  /// The error of an operation: the data of section 8 and the message, in one object.
  func writeObject(to writer: inout JSONWriter) {
    writer.beginObject()
    writeData(to: &writer)
    writer.member("message")
    writer.string(message)
    writer.endObject()
  }
}
