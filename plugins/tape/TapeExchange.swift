internal import JSON
internal import TransportModule

/// One request on a tape and what became of it.
struct TapeExchange {
  /// Of the heads of the tape, from 1.
  let session: Int
  /// Of the requests of the session, in the order in which they were made, from 1.
  let number: Int
  /// In the file, from 1.
  let line: Int
  let request: TapeRequest
  let answer: ModuleAnswer

  init(reading value: JSONValue, session: Int, line: Int) throws(TapeError) {
    guard let number = value.member("n")?.integerValue, number > 0 else {
      throw TapeError("n: expected the number of the request, from 1")
    }
    guard let request = value.member("request"), request.kind == .object else {
      throw TapeError("request: expected an object")
    }
    self.session = session
    self.number = number
    self.line = line
    self.request = try TapeRequest(reading: request)
    answer = try TapeAnswer(readingMemberOf: value).answer
  }
}
