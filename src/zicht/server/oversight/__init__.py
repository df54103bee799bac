"""Who watches: the privacy officer acts, the FG reads and advises."""
