"""The professional: registers a signal, follows what becomes of it."""
