"""The pages of the privacy officer and of the FG: log, access given, agreements, matrix, advice. Never content."""
