internal import TransportModule

enum PlaceholderHTTP {}
