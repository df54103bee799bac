"""The API: the same acts and queries as the pages, for other systems. Dutch on the wire, English in code."""
