"""The append-only log of reads, writes and decisions. Plain ids, no foreign keys, knows nobody."""
