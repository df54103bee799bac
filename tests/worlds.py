"""Small worlds for the tests: the fictional region's people, and drafts of signals."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from zicht.agreements import bundled
from zicht.knowledge import standard
from zicht.knowledge.consultation import Consultation
from zicht.knowledge.signal import NO, NOT_ASKED, UNKNOWN, Answer, Detail, Observation, Person, SignalDraft

PEOPLE = (
    ("ggd.1", "ggd", "professional"),
    ("ggd.2", "ggd", "professional"),
    ("politie.1", "politie", "professional"),
    ("inspectie.1", "arbeidsinspectie", "professional"),
    ("burgerzaken.1", "burgerzaken", "professional"),
    ("handhaving.1", "handhaving", "professional"),
    ("woon.1", "woonstichting", "professional"),
    ("desk.1", "meldpunt", "desk"),
    ("desk.2", "meldpunt", "desk"),
    ("zorg.1", "zorgcoordinatie", "partner"),
    ("inspectie.2", "arbeidsinspectie", "partner"),
    ("privacy.1", "meldpunt", "privacy"),
    ("ggd.privacy", "ggd", "privacy"),
    ("fg.1", "meldpunt", "fg"),
    ("beleid.1", "meldpunt", "policy"),
    ("beheer.1", "meldpunt", "admin"),
)


def set_up_region() -> None:
    """Keep the region's organisations, a few members and the bundled agreements."""
    from zicht.server.organisations.actions.setup import NewMember, set_up

    set_up(
        organisations=standard.organisations(),
        members=[NewMember(name, name.title(), organisation, role) for name, organisation, role in PEOPLE],
        agreements=dict(bundled()),
        now=timezone.now(),
    )


class Region:
    """Actors by username."""

    def __getitem__(self, username: str):
        from zicht.server.parties.actor import by_username

        found = by_username(username, "page")
        assert found, username
        return found


# one further answer in every field group but possible perpetrators, which are off
FURTHER = (
    Detail("lasted", 1, Answer.of("months")),
    Detail("sub_form", 1, Answer.of("escort", "home")),
    Detail("means", 1, UNKNOWN),
    Detail("help_wanted", 1, Answer.of("safety")),
    Detail("phone_number", 1, Answer.of("+44 7700 900123")),
    Detail("phone_owner", 1, Answer.of("victim")),
    Detail("language", 1, Answer.of("Pools")),
    Detail("other_explanation", 1, Answer.of("Misschien een ruzie.")),
    Detail("address", 1, Answer.of("Verzonnenlaan 1")),
    Detail("residence_permit", 1, Answer("refused")),
)


def draft(**changes) -> SignalDraft:
    """A signal that passes the check; change what a test is about."""
    given = {
        "what": Answer.of("sexual"),
        "where": Answer.of("vechterdam"),
        "when": date(2026, 1, 10),
        "who": Answer.of("adult"),
        "acute": NO,
        "known_via": Answer.of("seen"),
        "capacity": Answer.of("care"),
        "contact": Answer.of("yes"),
        "contact_safe": UNKNOWN,
        "contact_details": "melder@ggd.example",
        "narrative": "Zij mag de deur niet uit zonder hem.",
        "place": "Verzonnenlaan 1",
        "observations": (
            Observation("C01", "value", "seen", date(2026, 1, 10)),
            Observation("D01", "unknown", "told_by_person"),
            Observation("C16", "no", "seen"),
        ),
        "persons": (
            Person(
                ("presumed_victim",), Answer.of("adult"), NOT_ASKED, "Testa", "Voorbeeldnaam", date(1990, 2, 3), "NL"
            ),
        ),
        "details": FURTHER,
    }
    return SignalDraft(**(given | changes))


def talk(**changes) -> Consultation:
    """Advice given today without a signal; change what a test is about."""
    given = {
        "caller": Answer.of("education"),
        "theme": Answer.of("share"),
        "answer": Answer.of("advised"),
        "on": timezone.localdate(),
    }
    return Consultation(**(given | changes))
