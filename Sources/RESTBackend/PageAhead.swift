/// A page of a list that is read before anybody waits for it; it is given up when nobody can ask for it any more.
final class PageAhead: Sendable {
  /// The place in the list where it begins.
  let offset: Int
  private let task: Task<Result<RecordPage<ControlRecord>, APIFailure>, Never>

  /// - Parameter offset: as the call has it.
  init(_ client: ControlClient, _ call: APICall, offset: Int) {
    self.offset = offset
    task = Task {
      do throws(APIFailure) {
        return .success(try await client.page(call))
      } catch {
        return .failure(error)
      }
    }
  }

  deinit {
    task.cancel()
  }

  /// The page when it is there; a cancel of who waits gives it up.
  func page() async throws(APIFailure) -> RecordPage<ControlRecord> {
    try await withTaskCancellationHandler {
      await task.value
    } onCancel: {
      task.cancel()
    }.get()
  }
}
