"""The demo's switch: possible perpetrators are on for one organisation, off for every other, as a controller would."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zicht.server.parties.actor import Actor

ON_FOR = timedelta(days=365)
AGREEMENT = "meldpunt-vechtstreek"


def switch_on_for(fg: Actor, privacy: Actor) -> None:
    """The FG advises their organisation, and its privacy officer switches on: the acts that anyone would do."""
    from django.utils import timezone

    from zicht.server.organisations.queries import agreements
    from zicht.server.oversight.actions.advise import advise
    from zicht.server.oversight.actions.switch import Grounds, switch_on

    text = "Verzonnen advies. Alleen waar het nodig is voor de weging, en niet langer dan een jaar."
    advice = advise(subject="Gegevens over mogelijke plegers (verzonnen)", text=text, by=fg)
    agreement = next(row.id for row in agreements(privacy) if row.code == AGREEMENT)
    until = timezone.localdate() + ON_FOR
    switch_on(grounds=Grounds("VW-000 (verzonnen)", "DPIA-000 (verzonnen)", agreement, advice, until), by=privacy)
