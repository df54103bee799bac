"""The switch for fields on possible perpetrators: the privacy officer turns it, the FG looks on."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date, timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from zicht.errors import InputProblems, Refused
from zicht.knowledge.sentences import say_error, say_problem
from zicht.server.organisations.queries import agreements
from zicht.server.oversight.actions.switch import REFERENCE_MOST, Grounds, switch_off, switch_on
from zicht.server.oversight.activities import ActivityRow, activities
from zicht.server.oversight.queries import advice
from zicht.server.parties.actor import Actor
from zicht.server.web.parts.access import acting, language_of, staff
from zicht.server.web.parts.components import BadgeKind, Fact, Field, Option, day_kind
from zicht.server.web.parts.moments import day, moment
from zicht.server.web.parts.posted import posted
from zicht.server.web.privacy.log import WATCHERS

# The problem's field -> the form's.
NAMES = {"register": "register", "dpia": "dpia", "agreement": "werkafspraak", "advice": "advies", "until": "tot"}
OFF = "uit"


def _state(row: ActivityRow) -> tuple[str, BadgeKind]:
    said: dict[str, tuple[str, BadgeKind]] = {
        "on": (_("staat aan"), "attention"),
        "switched_off": (_("uitgezet"), "info"),
        "over": (_("afgelopen"), "info"),
        "agreement_ended": (_("staat uit: de werkafspraak geldt niet meer"), "info"),
    }
    return said[row.state]


def _facts(row: ActivityRow) -> tuple[Fact, ...]:
    said, badge = _state(row)
    advised = f"{row.advice}\n{moment(row.advised_at)}" if row.advised_at else ""
    ended = (Fact(_("Uitgezet"), f"{moment(row.ended_at)}\n{row.ended_by}".strip()),) if row.ended_at else ()
    return (
        Fact(_("Stand"), said, badge),
        Fact(_("Nummer in het register van verwerkingen"), row.register),
        Fact(_("DPIA"), row.dpia),
        Fact(_("Werkafspraak"), row.agreement),
        Fact(_("Advies van de FG"), advised),
        Fact(_("Aangezet"), f"{moment(row.since)}\n{row.switched_by}".strip()),
        Fact(_("Uiterlijk tot en met"), day((row.until - timedelta(microseconds=1)).date())),
        *ended,
    )


def _fields(request: HttpRequest, actor: Actor, errors: Mapping[str, str]) -> tuple[Field, ...]:
    def given(name: str) -> str:
        return posted(request, name) if errors else ""

    choose = Option("", _("Kies een antwoord"))
    agreed = [Option(str(row.id), f"{row.title}, {row.version}") for row in agreements(actor) if row.own]
    advised = [Option(str(row.id), f"{row.subject} ({moment(row.at)})") for row in advice(actor)]
    until = given("tot")
    texts = (("register", _("Nummer in het register van verwerkingen")), ("dpia", _("Kenmerk van de DPIA")))
    lists = (("werkafspraak", _("Werkafspraak die nu geldt"), agreed), ("advies", _("Advies van de FG"), advised))
    return (
        *(
            Field(name, name, label, "text", given(name), error=errors.get(name, ""), required=True,
                  max_length=REFERENCE_MOST, autocomplete="off")
            for name, label in texts
        ),
        *(
            Field(name, name, label, "select", given(name), (choose, *options), error=errors.get(name, ""),
                  required=True)
            for name, label, options in lists
        ),
        Field("tot", "tot", _("Tot en met"), day_kind(until), until, error=errors.get("tot", ""), required=True,
              hint=_("Hoogstens drie jaar. Daarna kijkt u opnieuw.")),
    )  # fmt: skip


def _page(request: HttpRequest, errors: Mapping[str, str], refused: str = "") -> HttpResponse:
    actor = acting(request)
    found = activities(actor)
    may = actor.role == "privacy"
    fields = _fields(request, actor, errors) if may and not found.on else ()
    shown = {
        "on": found.on,
        "rows": tuple((day(row.since.date()), _facts(row)) for row in found.rows),
        "may_switch": may,
        "fields": fields,
        "wrong": tuple(field for field in fields if field.error),
        "refused": refused,
        "organisation": actor.organisation_name,
    }
    return render(request, "privacy/activities.html", shown, status=409 if refused else 400 if errors else 200)


def _id(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _given(request: HttpRequest) -> Grounds:
    return Grounds(
        posted(request, "register"),
        posted(request, "dpia"),
        _id(posted(request, "werkafspraak")),
        _id(posted(request, "advies")),
        _day(posted(request, "tot")),
    )


def _switched(request: HttpRequest) -> str:
    """Turn the switch as asked; what is said afterwards."""
    if posted(request, "stand") == OFF:
        switch_off(by=acting(request))
        return _("Uitgezet. Vanaf nu neemt Zicht niets meer aan, en ziet niemand meer wat er al vastligt.")
    switch_on(grounds=_given(request), by=acting(request))
    return _("Aangezet. Medewerkers van uw organisatie kunnen deze gegevens nu vastleggen.")


@staff(*WATCHERS)
def activities_page(request: HttpRequest) -> HttpResponse:
    """Whether it is on, what it rests on, and for the privacy officer the switch."""
    if request.method != "POST":
        return _page(request, {})
    language = language_of(request)
    try:
        messages.success(request, _switched(request))
    except InputProblems as wrong:
        return _page(request, {NAMES[problem.field]: say_problem(problem, language) for problem in wrong.problems})
    except Refused as refusal:
        if not refusal.code.startswith("oversight.activity"):
            raise
        return _page(request, {}, say_error(refusal, language))
    return HttpResponseRedirect(reverse("verwerkingen"))
