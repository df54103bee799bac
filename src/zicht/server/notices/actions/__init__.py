"""Acts of this room, one file per thing."""
