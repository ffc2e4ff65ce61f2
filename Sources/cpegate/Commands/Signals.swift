internal import Glibc

/// Signals that are taken from a descriptor instead of interrupting.
enum Signals {
  /// What asks for an orderly end.
  static let ending = [SIGTERM, SIGINT]

  /// Blocks them in this thread and in all that it starts from now on.
  static func block(_ numbers: [Int32]) {
    change(SIG_BLOCK, numbers)
  }

  static func unblock(_ numbers: [Int32]) {
    change(SIG_UNBLOCK, numbers)
  }

  private static func change(_ how: Int32, _ numbers: [Int32]) {
    var set = sigset_t()
    sigemptyset(&set)
    for number in numbers { sigaddset(&set, number) }
    pthread_sigmask(how, &set, nil)
  }
}
