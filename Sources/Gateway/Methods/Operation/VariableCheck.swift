internal import GatewayCore
internal import JSON

/// Holds the paths of an operation against the grammar and against what the kind of operation takes, before anything is
/// sent.
///
/// What the device itself reported is always right.
enum VariableCheck {
  enum Mode: String, CaseIterable, Sendable {
    /// Refuses what is wrong.
    case strict
    /// Tells what is wrong, and goes on.
    case warn
    case off
  }

  struct Issue {
    enum Code: String {
      case syntax
      case tooLong = "too_long"
      case wrongForm = "wrong_form"
    }

    let path: String
    let code: Code
    let message: String
    let position: Int?
  }

  struct Issues {
    var all: [Issue] = []

    func write(to writer: inout JSONWriter) {
      writer.beginArray()
      for issue in all {
        writer.beginObject()
        writer.member("path")
        writer.string(issue.path)
        writer.member("code")
        writer.string(issue.code.rawValue)
        writer.member("severity")
        writer.string("error")
        writer.member("message")
        writer.string(issue.message)
        if let position = issue.position {
          writer.member("position")
          writer.integer(position)
        }
        writer.member("fault")
        writer.integer(CWMPFault.invalidParameterName.rawValue)
        writer.endObject()
      }
      writer.endArray()
    }
  }

  static func issues(of variables: [Variable], _ kind: OperationKind, _ reported: ParameterTree?) -> Issues {
    Issues(all: variables.compactMap { issue(of: $0.path, kind, reported) })
  }

  private static func issue(of path: String, _ kind: OperationKind, _ reported: ParameterTree?) -> Issue? {
    if kind == .get, path.isEmpty { return nil }
    do throws(PathError) {
      let parsed = try ParameterPath(strict: path)
      return wrongForm(parsed, kind).map { Issue(path: path, code: .wrongForm, message: $0, position: nil) }
    } catch {
      if reported?.reports(path) ?? false { return nil }
      let isTooLong = path.unicodeScalars.count > 256
      return Issue(path: path, code: isTooLong ? .tooLong : .syntax, message: error.reason, position: error.position)
    }
  }

  private static func wrongForm(_ path: ParameterPath, _ kind: OperationKind) -> String? {
    switch kind {
    case .set: path.isPartial ? "set takes the path of a parameter, which does not end in a dot" : nil
    case .addObject: !path.isPartial ? "add.obj takes the path of a table, which ends in a dot" : nil
    case .deleteObject: !path.isRow ? "del.obj takes the path of a row, which ends in its number and a dot" : nil
    case .get, .reboot, .factory, .deviceFactory, .sync, .reconf, .firmware: nil
    }
  }
}

extension ParameterTree {
  /// Whether the device told of such a parameter or object.
  func reports(_ path: String) -> Bool {
    guard path.hasSuffix(".") else { return self[ExactString(path)].map { !$0.isObject } ?? false }
    return self[ExactString(String(path.dropLast()))]?.isObject ?? false
  }
}
