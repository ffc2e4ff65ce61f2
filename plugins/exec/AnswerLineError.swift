/// Why a line of the child belongs to no request.
struct AnswerLineError: Error {
  let reason: String
}
