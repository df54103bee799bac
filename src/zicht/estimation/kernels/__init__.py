"""The compiled loops of this room. Numba takes a second to load, so only functions that need it import from here."""
