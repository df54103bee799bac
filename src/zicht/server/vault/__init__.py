"""Key ring, envelope encryption, keyed index. Failure raises; nothing returns False."""
