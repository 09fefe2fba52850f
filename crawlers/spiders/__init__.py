"""One spider per protocol."""
