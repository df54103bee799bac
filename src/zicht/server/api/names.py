"""Names on the wire: Dutch, in camelCase; the standard's own where it has one."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from zicht.knowledge import standard
from zicht.knowledge.signal import WIRE_STATES, AnswerState
from zicht.knowledge.standard import FIELD_GROUPS, FieldGroup

STATE_WIRE: dict[str, str] = {state: wire for wire, state in WIRE_STATES.items()}
SEVERAL = "meerdere"
OBSERVED: dict[str, AnswerState] = {"ja": "value", **WIRE_STATES}
GROUP_WIRE: Mapping[FieldGroup, str] = dict(
    zip(
        FIELD_GROUPS,
        (
            "kern",
            "waarnemingen",
            "identiteit",
            "contact",
            "toelichting",
            "plaats",
            "status",
            "mogelijke_plegers",
            "opvolging",
        ),
        strict=True,
    )
)
OWN = {
    "observations": "waarnemingen",
    "indicator": "indicator",
    "answer": "antwoord",
    "provenance": "herkomst",
    "seen_on": "gezienOp",
    "happened_on": "gebeurdOp",
    "certainty": "zekerheid",
    "persons": "betrokkenen",
    "number": "nummer",
    "roles": "rollen",
    "age_class": "leeftijdsgroep",
    "sex": "geslacht",
    "first_name": "voornaam",
    "last_name": "achternaam",
    "birth_date": "geboortedatum",
    "nationality": "nationaliteit",
    "residence_status": "verblijfsstatus",
    "birthplace": "geboorteplaats",
    "id": "id",
    "state": "toestand",
    "received_at": "ontvangenOp",
    "urgent": "spoed",
    "due": "wegenVoor",
    "form": "vorm",
    "follow_up": "opvolging",
    "kind": "soort",
    "code": "code",
    "by": "door",
    "at": "op",
    "note": "opmerking",
    "withheld": "nietVerstrekt",
    "signals": "signalen",
    "next": "volgende",
    "type": "type",
    "title": "title",
    "status": "status",
    "detail": "detail",
    "rule": "regel",
    "least_change": "kleinsteWijziging",
    "faults": "fouten",
    "field": "veld",
    "message": "melding",
    "further": "aanvullend",
    "version": "versie",
    "why": "reden",
    "why_note": "redenToelichting",
    "events": "gebeurtenissen",
    "changes": "wijzigingen",
    "group": "veldgroep",
    "before": "oud",
    "after": "nieuw",
    "standard": "standaard",
    "warnings": "waarschuwingen",
    "articles": "artikelen",
    "article": "artikel",
    "text": "tekst",
    "checked_on": "gecontroleerdOp",
    "checked_at": "bron",
    "confirmed": "bevestigd",
}
# What a further answer is about, as the parts of ``aanvullend``: the entities of the standard.
ENTITY_WIRE = {
    "exploitation": "uitbuiting",
    "phase": "fasen",
    "person": "personen",
    "place": "plekken",
    "business": "bedrijven",
    "vehicle": "voertuigen",
    "phone": "telefoonnummers",
    "profile": "profielen",
    "notification": "meldingen",
}


def wire(name: str) -> str:
    """The name of a field on the wire; what the standard names keeps that name."""
    return _names()[name]


def entity_name(entity: str) -> str:
    """Under which name the further answers about an entity stand in our models."""
    return f"about_{entity}"


@cache
def _names() -> dict[str, str]:
    fields = {field.id: field.wire for field in (*standard.fields(), *standard.detail_fields())}
    return OWN | {entity_name(entity): name for entity, name in ENTITY_WIRE.items()} | fields
