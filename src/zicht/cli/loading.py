"""Bringing the fictional region into the database, through the same acts as everything else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import TYPE_CHECKING

from zicht.agreements import bundled
from zicht.cli.output import progress
from zicht.knowledge import standard
from zicht.knowledge.sentences import Language
from zicht.synthetic import Region, SyntheticSignal

if TYPE_CHECKING:
    from zicht.server.parties.actor import Actor
    from zicht.server.signals.actions.register import Incoming

CHUNK = 5000


def set_up_region(region: Region) -> None:
    """Keep the region's organisations, its sixty users and the bundled agreements."""
    from django.utils import timezone

    from zicht.server.organisations.actions.setup import NewMember, set_up

    set_up(
        organisations=standard.organisations(),
        members=[
            NewMember(user.username, f"{user.first_name} {user.last_name}", user.organisation, user.role)
            for user in region.users()
        ],
        agreements=dict(bundled()),
        now=timezone.now(),
        made_up=True,
    )


def actors(region: Region) -> dict[str, Actor]:
    """Everyone who registers, by username."""
    from zicht.server.parties.actor import by_username

    found = {user.username: by_username(user.username, "cli") for user in region.users()}
    return {name: actor for name, actor in found.items() if actor}


def incoming(signals: Iterable[SyntheticSignal], known: Mapping[str, Actor], typist: Actor) -> Iterator[Incoming]:
    """The region's signals as the server takes them; a public report is typed in by the desk."""
    from zicht.server.signals.actions.register import Incoming

    for signal in signals:
        by = typist if signal.public else known[signal.username]
        yield Incoming(signal.draft, by, signal.received_at, "public_form" if signal.public else "form")


def load(region: Region, language: Language = "nl") -> int:
    """Load every signal in chunks: the same rows, rights, keys and log leaves as one by one."""
    from zicht.server.signals.actions.register import register_many

    known = actors(region)
    typist = next(actor for actor in known.values() if actor.role == "desk")
    stream = iter(incoming(progress(region.signals(), region.size, "loaded", language), known, typist))
    count = 0
    while chunk := list(islice(stream, CHUNK)):
        count += register_many(chunk)
    return count
