"""Zicht: see human trafficking locally. Rooms are described in docs/house.md."""

__version__ = "0.1.0"
