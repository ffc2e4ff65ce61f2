internal import Glibc

/// The thread sanitizer, as far as tests must know of it.
package enum ThreadSanitizer {
  /// Whether it watches: its library is part of the executable and not for shared objects to use, so no module can be
  /// loaded then.
  package static let isWatching = dlsym(nil, "__tsan_init") != nil
}
