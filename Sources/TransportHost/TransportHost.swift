package enum PlaceholderHost {}
