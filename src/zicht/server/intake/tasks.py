"""What the worker does for this room, again and again: erasing one-off links that were kept long enough."""

from __future__ import annotations

from zicht.server.door.later import Regular
from zicht.server.intake.actions.erase import erase_old_links

erase_links = Regular(do=erase_old_links)
