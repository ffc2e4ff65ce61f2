package enum PlaceholderREST {}
