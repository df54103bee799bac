"""Acts on signals, one file per thing."""
