"""What a partner can do with a referral, read from the form; what is wrong stands at its field."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.http import HttpRequest
from django.utils.translation import gettext as _

from zicht.knowledge import standard
from zicht.knowledge.sentences import Language
from zicht.server.parties.actor import Actor
from zicht.server.referrals.actions.refer import accept, decline, report_outcome
from zicht.server.web.parts.components import Field, Option
from zicht.server.web.parts.posted import posted

REASON_MOST = 2000
NOTE_MOST = 5000
ACCEPT, DECLINE, OUTCOME = "aannemen", "niet-aannemen", "uitkomst"


@dataclass(frozen=True, slots=True)
class ReferralForms:
    """The forms on the page of one referral, with what was typed; ``step`` is the one that was sent."""

    step: str
    reason: Field
    outcome: Field
    note: Field

    @property
    def wrong(self) -> bool:
        """Whether something is not filled in right."""
        return any(field.error for field in (self.reason, self.outcome, self.note))

    @property
    def fields(self) -> tuple[Field, ...]:
        """The fields of the form that was sent, for the summary of errors."""
        return (self.reason,) if self.step == DECLINE else (self.outcome, self.note)


def forms(language: Language, sent: Mapping[str, str] | None = None) -> ReferralForms:
    """The forms as they are shown: empty, or with what was typed."""
    typed = sent or {}
    options = tuple(Option(code.wire, code.nl if language == "nl" else code.en) for code in standard.codes("outcome"))
    return ReferralForms(
        step=typed.get("stap", ""),
        reason=Field(
            "reden",
            "reden",
            _("Waarom neemt u dit niet aan?"),
            "textarea",
            typed.get("reden", ""),
            hint=_("Het meldpunt leest dit, en zoekt een andere weg."),
            required=True,
            max_length=REASON_MOST,
        ),
        outcome=Field(
            "uitkomst",
            "uitkomst",
            _("Wat is de uitkomst?"),
            "radio",
            typed.get("uitkomst", ""),
            options,
            hint=_("Wie het signaal doorgaf, krijgt dit te zien."),
            required=True,
        ),
        note=Field(
            "notitie",
            "notitie",
            _("Notitie voor het meldpunt"),
            "textarea",
            typed.get("notitie", ""),
            hint=_("Alleen het meldpunt en de partners in uw organisatie zien dit. Schrijf niet meer op dan nodig is."),
            max_length=NOTE_MOST,
        ),
    )


def read(request: HttpRequest, language: Language) -> ReferralForms:
    """The form that was sent, checked."""
    found = forms(language, {name: posted(request, name) for name in ("stap", "reden", "uitkomst", "notitie")})
    if found.step == DECLINE:
        return replace(found, reason=_checked(found.reason, _("Schrijf op waarom u dit niet aanneemt.")))
    if found.step == OUTCOME:
        known = {option.value for option in found.outcome.options}
        wrong = "" if found.outcome.value in known else _("Kies een uitkomst.")
        return replace(found, outcome=replace(found.outcome, error=wrong), note=_checked(found.note))
    return found


def _checked(field: Field, when_empty: str = "") -> Field:
    if when_empty and not field.value:
        return replace(field, error=when_empty)
    if len(field.value) > field.max_length:
        return replace(field, error=_("Deze tekst is te lang: hoogstens %d tekens.") % field.max_length)
    return field


def carry_out(sent: ReferralForms, *, referral: uuid.UUID, by: Actor) -> str:
    """Do what the form asks; returns what to tell, or "" when the form asks nothing we know."""
    if sent.step == ACCEPT:
        accept(referral=referral, by=by)
        return _("U hebt de doorverwijzing aangenomen. Meld hier de uitkomst zodra u die weet.")
    if sent.step == DECLINE:
        decline(referral=referral, reason=str(sent.reason.value), by=by)
        return _("U hebt de doorverwijzing niet aangenomen. Het meldpunt ziet uw reden.")
    if sent.step == OUTCOME:
        code = next(code.id for code in standard.codes("outcome") if code.wire == sent.outcome.value)
        report_outcome(referral=referral, outcome=code, note=str(sent.note.value), by=by)
        return _("De uitkomst is gemeld. Wie het signaal doorgaf, ziet die nu ook.")
    return ""
