"""One's own things: notices, and keys for the API."""
