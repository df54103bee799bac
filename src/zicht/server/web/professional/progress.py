"""What the desk does now with a signal, in steps."""

from __future__ import annotations

from django.utils.translation import gettext as _

from zicht.knowledge import standard
from zicht.knowledge.sentences import Language
from zicht.server.signals.queries import SignalView
from zicht.server.web.parts.components import Step
from zicht.server.web.parts.moments import moment


def _outcome(state: str, language: Language) -> str:
    told = {
        "more_information": _("Het meldpunt zoekt meer informatie. Weet u meer? Geef dan een nieuw signaal door."),
        "case": _("Het meldpunt kijkt nu wie kan helpen. Wat er gebeurt, leest u bij Opvolging."),
        "other_route": _("Iemand anders kan dit beter oppakken. Bij Opvolging leest u wie."),
        "place_or_company": _("Er is nog geen persoon in beeld. Het meldpunt let op dit adres of bedrijf."),
    }
    if state == "no_sign":
        kept = standard.retention("no-sign")
        return kept.nl if language == "nl" else kept.en
    return told.get(state, "")


def progress(signal: SignalView, language: Language) -> tuple[Step, ...]:
    """Received, weighed, and what came of it."""
    waits = signal.state == "received"
    reads = _("Het meldpunt leest op werkdagen van 9 tot 17 uur.")
    weighing = _("Uiterlijk %(when)s.") % {"when": moment(signal.due)}
    first = _("Signalen met direct gevaar leest het meldpunt als eerste.") + " " if signal.acute else ""
    steps = [
        Step(_("Ontvangen"), moment(signal.received_at)),
        Step(_("Het meldpunt weegt het signaal"), f"{reads} {first}{weighing}" if waits else "", waits),
    ]
    if waits:
        return (*steps, Step(_("U hoort hier wat ermee gebeurt")))
    state = standard.label("state", signal.state, language)
    return (*steps, Step(state[:1].upper() + state[1:], _outcome(signal.state, language), True))
