"""One's own things: keys for the API."""
