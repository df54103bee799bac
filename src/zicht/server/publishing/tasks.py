"""What the worker does for this room: making a picture out of released figures and what was published."""

from __future__ import annotations

import uuid

from django.conf import settings

from zicht.picture import draw, put
from zicht.server.door.later import Later
from zicht.server.parties.actor import Actor
from zicht.server.publishing.actions.make import give_up, keep_made
from zicht.server.publishing.counted import count_year
from zicht.server.publishing.picturing import picture_of
from zicht.server.publishing.queries import picture as find

DEMO_FOLDER = "beeld"


def _make(actor: Actor, picture: uuid.UUID) -> None:
    """Count, pass the gate, draw, keep. Done again it counts again, unless the picture was made before."""
    asked = find(actor, picture)
    if asked.made:
        return
    made = picture_of(count_year(actor, asked.year))
    _, files = draw(made, "en" if actor.language == "en" else "nl")
    keep_made(picture=picture, files=files, size_level=made.size.value.level, by=actor)
    if settings.ZICHT.demo:
        put(files, settings.ZICHT.home / DEMO_FOLDER)


make_picture = Later(do=_make, give_up=give_up)
