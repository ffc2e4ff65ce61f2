package import JSON

/// What a device says against one parameter, in CWMP's codes.
package struct ParameterFault: Error, Equatable, Sendable {
  package let path: String
  package let fault: CWMPFault

  package init(path: String, fault: CWMPFault) {
    self.path = path
    self.fault = fault
  }

  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.member("path")
    writer.string(path)
    writer.member("code")
    writer.integer(fault.rawValue)
    writer.member("meaning")
    writer.string(fault.meaning)
    writer.endObject()
  }
}

/// The faults that CPE methods answer with (TR-069 Amendment 6, table of CPE fault codes).
package enum CWMPFault: Int, CaseIterable, Sendable {
  case methodNotSupported = 9000
  case requestDenied = 9001
  case internalError = 9002
  case invalidArguments = 9003
  case resourcesExceeded = 9004
  case invalidParameterName = 9005
  case invalidParameterType = 9006
  case invalidParameterValue = 9007
  case notWritable = 9008

  package var meaning: String {
    switch self {
    case .methodNotSupported: "method not supported"
    case .requestDenied: "request denied"
    case .internalError: "internal error"
    case .invalidArguments: "invalid arguments"
    case .resourcesExceeded: "resources exceeded"
    case .invalidParameterName: "invalid parameter name"
    case .invalidParameterType: "invalid parameter type"
    case .invalidParameterValue: "invalid parameter value"
    case .notWritable: "parameter cannot be written"
    }
  }
}
