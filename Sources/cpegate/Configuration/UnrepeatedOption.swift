internal import TransportHost

/// An option that may hold a secret: as what it was read, or why it cannot be.
///
/// The parser of the command line repeats a text that cannot be read, so such an error is told by `validate` instead.
struct UnrepeatedOption<Value: Sendable>: Sendable {
  private let result: Result<Value, TransportHostError>

  init(_ read: () throws(TransportHostError) -> Value) {
    do throws(TransportHostError) {
      result = .success(try read())
    } catch {
      result = .failure(error)
    }
  }

  /// Nil for a text that cannot be read.
  var value: Value? { try? result.get() }

  /// What is wrong, without the text.
  var problem: String? {
    if case .failure(let error) = result { return error.message }
    return nil
  }
}
