"""The policy adviser's pages: asking for the picture of a year, reading it, taking it along."""
