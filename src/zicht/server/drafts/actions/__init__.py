"""Acts on drafts, one file per thing."""
