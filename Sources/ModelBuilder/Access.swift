/// Who may change something, as documents say it.
enum Access: String {
  case readOnly
  case readWrite
  /// Once, for a new row; never again.
  case writeOnceReadOnly
}
