internal import TransportModule

enum PlaceholderTape {}
