internal import TransportModule

enum PlaceholderExec {}
