package enum PlaceholderServer {}
