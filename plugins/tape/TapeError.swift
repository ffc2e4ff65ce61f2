/// Why a tape cannot be used: what is wrong and what to do, without anything secret.
struct TapeError: Error {
  let message: String

  init(_ message: String) {
    self.message = message
  }
}
