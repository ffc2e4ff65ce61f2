internal import GatewayCore
internal import Synchronization

/// Memory for an answer, made by who will let go of it: what one thread makes and another lets go of has both wait for the
/// lock of one heap.
struct AnswerRoom {
  var headers = HeaderFields()
  var body: [UInt8] = []

  /// Of longer bodies there are few.
  fileprivate static let mostBody = 64 * 1024

  /// The sizes that the next answer of an instance is expected to have: about those of the one before.
  struct Sizes: ~Copyable, Sendable {
    private let headerBytes = Atomic(0)
    private let headerFields = Atomic(0)
    private let body = Atomic(0)

    func learn(_ response: TransportResponse) {
      headerBytes.store(response.headers.byteCount, ordering: .relaxed)
      headerFields.store(response.headers.count, ordering: .relaxed)
      body.store(response.body.count, ordering: .relaxed)
    }

    func room() -> AnswerRoom {
      var room = AnswerRoom()
      let (bytes, fields) = (headerBytes.load(ordering: .relaxed), headerFields.load(ordering: .relaxed))
      if fields > 0 { room.headers = HeaderFields(reserving: Sizes.andMore(bytes), fields: fields) }
      let length = Sizes.andMore(body.load(ordering: .relaxed))
      if length <= AnswerRoom.mostBody { room.body.reserveCapacity(length) }
      return room
    }

    private static func andMore(_ count: Int) -> Int {
      count + count / 8 + 32
    }
  }
}
