"""One's own keys for the API: make, see once, take back."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from zicht.errors import InputProblems
from zicht.knowledge.sentences import Language, say_problem
from zicht.server.door.view import NotVisible
from zicht.server.organisations.actions.keys import LABEL_MOST, MadeKey, last_day, make_key, revoke_key
from zicht.server.organisations.queries import KeyRow, keys
from zicht.server.web.parts.access import acting, language_of, staff
from zicht.server.web.parts.components import BadgeKind, Fact, Field, day_kind
from zicht.server.web.parts.moments import moment
from zicht.server.web.parts.posted import posted

EVERYONE = ("professional", "desk", "partner", "privacy", "fg", "policy", "admin")
IN_FORCE = "in_force"


@dataclass(frozen=True, slots=True)
class KeyShown:
    """One key on the page; ``revocable``: it can still be taken back."""

    id: str
    label: str
    facts: tuple[Fact, ...]
    revocable: bool


def _shown(row: KeyRow) -> KeyShown:
    states: dict[str, tuple[str, BadgeKind]] = {
        IN_FORCE: (_("geldt"), "ok"),
        "revoked": (_("ingetrokken"), "info"),
        "expired": (_("verlopen"), "info"),
    }
    said, badge = states[row.state]
    facts = (
        Fact(_("Stand"), said, badge),
        Fact(_("Gemaakt"), moment(row.created)),
        Fact(_("Verloopt"), moment(row.expires)),
    )
    return KeyShown(str(row.id), row.label, facts, row.state == IN_FORCE)


def _fields(label: str = "", until: str = "", errors: Mapping[str, str] | None = None) -> tuple[Field, Field]:
    told = errors or {}
    most = last_day(timezone.localdate())
    return (
        Field(
            "naam",
            "naam",
            _("Waar gebruikt u de sleutel voor?"),
            value=label,
            hint=_("Zo herkent u de sleutel later."),
            error=told.get("label", ""),
            required=True,
            max_length=LABEL_MOST,
            autocomplete="off",
        ),
        Field(
            "tot",
            "tot",
            _("Tot en met welke dag geldt de sleutel?"),
            day_kind(until),
            until or most.isoformat(),
            hint=_("Hoogstens een jaar."),
            error=told.get("until", ""),
            required=True,
        ),
    )


def _page(
    request: HttpRequest, fields: tuple[Field, Field], made: MadeKey | None = None, status: int = 200
) -> HttpResponse:
    shown = {
        "keys": tuple(_shown(row) for row in keys(acting(request))),
        "fields": fields,
        "wrong": any(field.error for field in fields),
        "made": made,
        "made_until": moment(made.expires) if made else "",
    }
    return render(request, "manage/keys.html", shown, status=status)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _make(request: HttpRequest, language: Language) -> HttpResponse:
    label, until = posted(request, "naam"), posted(request, "tot")
    try:
        made = make_key(label=label, until=_day(until), by=acting(request))
    except InputProblems as wrong:
        errors = {problem.field: say_problem(problem, language) for problem in wrong.problems}
        return _page(request, _fields(label, until, errors), status=400)
    return _page(request, _fields(), made)


def _revoke(request: HttpRequest, wanted: str) -> HttpResponse:
    try:
        revoke_key(key=uuid.UUID(wanted), by=acting(request))
    except ValueError as error:
        raise NotVisible("not-own-key") from error
    messages.success(request, _("De sleutel is ingetrokken. Wie hem gebruikt, komt er niet meer in."))
    return HttpResponseRedirect(reverse("mijn-sleutels"))


@staff(*EVERYONE)
def own_keys(request: HttpRequest) -> HttpResponse:
    """One's own keys; a key that was just made is shown on this page, once."""
    if request.method != "POST":
        return _page(request, _fields())
    revoked = posted(request, "intrekken")
    return _revoke(request, revoked) if revoked else _make(request, language_of(request))
