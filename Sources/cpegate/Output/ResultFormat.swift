internal import ArgumentParser

/// How `cpegate call` prints a result.
enum ResultFormat: String, CaseIterable, ExpressibleByArgument {
  case json
  case table
  case csv
  case ndjson
}
