"""Reading answers out of paths and telling which of them are the same."""
