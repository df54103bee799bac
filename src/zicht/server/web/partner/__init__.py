"""The partner's pages: what was referred, what may be seen of it, and what they did with it. The desk sees its own."""
