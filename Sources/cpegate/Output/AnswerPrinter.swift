internal import Glibc
internal import JSON

/// Prints what a session says to a single call: its result or error, progress, and the notifications of a watch.
struct AnswerPrinter {
  private let format: ResultFormat
  private(set) var hasAnswer = false
  /// The exit status so far.
  private(set) var status: Int32 = 0
  private var progress = ProgressBar()

  init(_ format: ResultFormat) {
    self.format = format
  }

  mutating func take(_ frame: [UInt8]) throws {
    guard let document = try? JSONDocument(parsing: frame.span) else { return }
    try document.read { message in
      if let method = message.member("method")?.stringValue {
        if method == "$/progress" {
          progress.show(message.member("params"))
        } else {
          try show(message.member("params"))
        }
        return
      }
      progress.clear()
      hasAnswer = true
      if let error = message.member("error") {
        status = 1
        Terminal.write(JSONText(error).string + "\n", to: STDERR_FILENO)
      } else if let result = message.member("result") {
        try Terminal.print(ResultPrinter(result, format).text)
      }
    }
  }

  /// An event of a watch, on a line of its own.
  private func show(_ params: JSONValue?) throws {
    guard let params else { return }
    try Terminal.print(JSONText(params).string + "\n")
  }
}

/// A bar on standard error that is drawn over itself.
struct ProgressBar {
  private var isShown = false
  private static let width = 30

  mutating func show(_ params: JSONValue?) {
    guard let params, let done = params.member("done")?.integerValue else { return }
    let total = params.member("total")?.integerValue
    let message = params.member("message")?.stringValue ?? ""
    let bar: String
    if let total, total > 0 {
      let filled = min(ProgressBar.width, done * ProgressBar.width / total)
      bar =
        "[" + String(repeating: "#", count: filled) + String(repeating: ".", count: ProgressBar.width - filled)
        + "] \(done)/\(total)"
    } else {
      bar = "\(done)"
    }
    Terminal.write("\r\(message) \(bar)", to: STDERR_FILENO)
    isShown = true
  }

  mutating func clear() {
    if isShown { Terminal.write("\n", to: STDERR_FILENO) }
    isShown = false
  }
}
