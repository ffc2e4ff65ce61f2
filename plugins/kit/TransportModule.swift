package enum PlaceholderKit {}
