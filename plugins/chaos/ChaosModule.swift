internal import TransportModule

enum PlaceholderChaos {}
