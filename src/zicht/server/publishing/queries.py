"""The pictures of one's own organisation, and their files."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet

from zicht.server.door.view import PAGE, NotVisible, View, visible
from zicht.server.parties.actor import Actor
from zicht.server.publishing.models import ASKED, FAILED, FILES, MADE, Picture

USUAL = timedelta(minutes=2)
FILE_NAMES = tuple(FILES)
LISTED = ("id", "year", "state", "asked_by_name", "asked_at", "made_at", "problem", "size_level")


@dataclass(frozen=True, slots=True)
class PictureRow:
    """One picture. ``problem`` is a code, empty unless it failed; ``size_level`` is empty until it is made."""

    id: uuid.UUID
    year: int
    state: str
    asked_by_name: str
    asked_at: datetime
    made_at: datetime | None
    problem: str
    size_level: str

    @property
    def waiting(self) -> bool:
        """Whether the worker has yet to make it."""
        return self.state == ASKED

    @property
    def made(self) -> bool:
        """Whether it can be read and downloaded."""
        return self.state == MADE

    @property
    def failed(self) -> bool:
        """Whether it was not made."""
        return self.state == FAILED

    def late(self, now: datetime) -> bool:
        """Whether it waits longer than making one takes: then perhaps no worker is running."""
        return self.waiting and now - self.asked_at > USUAL

    @property
    def size_refused(self) -> bool:
        """Whether its section on size is a refusal."""
        return self.size_level == "refused"


def _own(view: View) -> QuerySet[Picture]:
    return Picture.objects.filter(organisation_id=view.actor.organisation)


def pictures(actor: Actor) -> tuple[PictureRow, ...]:
    """The newest pictures of the organisation, newest first."""
    with visible(actor, "publishing.pictures") as view:
        rows = _own(view).order_by("-asked_at", "id").values_list(*LISTED)[:PAGE]
        return tuple(PictureRow(*values) for values in rows)


def picture(actor: Actor, picture_id: uuid.UUID) -> PictureRow:
    """One picture without its files; ``NotVisible`` when it is not the organisation's own."""
    with visible(actor, "publishing.pictures") as view:
        found = _own(view).filter(id=picture_id).values_list(*LISTED).first()
        if found is None:
            raise NotVisible("not-own-picture")
        return PictureRow(*found)


def picture_file(actor: Actor, picture_id: uuid.UUID, name: str) -> bytes:
    """One file of a made picture by its name (``beeld.html``, ``beeld.pdf``, ``figures.csv``, ``manifest.json``)."""
    with visible(actor, "publishing.download") as view:
        content = _own(view).filter(id=picture_id, state=MADE).values_list(FILES[name], flat=True).first()
        if content is None:
            raise NotVisible("not-own-picture")
        return bytes(content)
