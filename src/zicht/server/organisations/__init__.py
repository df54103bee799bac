"""Who takes part and what they agreed: organisations, members, keys, agreements."""
