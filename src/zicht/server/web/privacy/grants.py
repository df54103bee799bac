"""Access that the organisation gave: to whom, what, until when, who had it before them; and taking it back."""

from __future__ import annotations

import uuid
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from zicht.errors import Refused
from zicht.knowledge.sentences import Language, catalogue
from zicht.server.organisations.telling import purpose_name
from zicht.server.oversight.queries import GrantRow, grants, open_grant
from zicht.server.sharing.actions.grants import withdraw
from zicht.server.web.parts.access import acting, language_of, staff
from zicht.server.web.parts.components import BadgeKind, Cell, Column, Fact, Field, Option, Table
from zicht.server.web.parts.moments import moment
from zicht.server.web.parts.posted import posted
from zicht.server.web.parts.wording import groups_words, role_word, rule_label, word
from zicht.server.web.privacy.lines import short, show_shown
from zicht.server.web.privacy.log import WATCHERS

REASONS = "oversight.withdrawn"
IN_FORCE = "in_force"


def _state(row: GrantRow) -> tuple[str, BadgeKind]:
    said: dict[str, tuple[str, BadgeKind]] = {
        IN_FORCE: (_("geldt"), "ok"),
        "withdrawn": (_("ingetrokken"), "attention"),
        "ended": (_("afgelopen"), "info"),
    }
    return said[row.state]


def _cells(row: GrantRow, language: Language) -> tuple[Cell, ...]:
    said, badge = _state(row)
    return (
        Cell(moment(row.given_at), reverse("toegang-intrekken", args=[row.id])),
        Cell(f"{row.receiver} ({role_word(row.role, language)})"),
        Cell(groups_words(row.groups, language)),
        Cell(purpose_name(row.purpose, language)),
        Cell(said, badge=badge),
    )


@staff(*WATCHERS)
def grants_page(request: HttpRequest) -> HttpResponse:
    """The access that this organisation gave, newest first."""
    page = grants(acting(request), after=request.GET.get("na", ""))
    columns = (Column(_("Gegeven")), Column(_("Aan")), Column(_("Wat")), Column(_("Doel")), Column(_("Stand")))
    rows = tuple(_cells(row, language_of(request)) for row in page.rows)
    shown = {
        "table": Table(_("Gegeven toegang"), columns, rows) if rows else None,
        "first_url": reverse("toegang") if "na" in request.GET else "",
        "next_url": "?" + urlencode({"na": page.after}) if page.after else "",
    }
    return render(request, "privacy/grants.html", shown)


def _facts(row: GrantRow, language: Language) -> tuple[Fact, ...]:
    said, badge = _state(row)
    facts = (
        Fact(_("Stand"), said, badge),
        Fact(_("Aan"), f"{row.receiver} ({role_word(row.role, language)})"),
        Fact(_("Wat"), groups_words(row.groups, language)),
        Fact(_("Doel"), purpose_name(row.purpose, language)),
        Fact(_("Regel"), "\n".join(rule_label(rule, language) for rule in row.rules)),
        Fact(_("Gegeven"), f"{moment(row.given_at)}\n{row.given_by}".strip()),
        Fact(_("Tot"), moment(row.until)),
        Fact(_("Over"), short(row.record), url=reverse("logboek-record", args=[row.record])),
    )
    if row.withdrawn_at is None:
        return facts
    why = word(REASONS, row.withdrawn_why, language)
    return (*facts, Fact(_("Ingetrokken"), f"{moment(row.withdrawn_at)}\n{row.withdrawn_by}\n{why}"))


def _reason_field(language: Language, error: str = "") -> Field:
    codes = [key.removeprefix(f"{REASONS}.") for key in catalogue("nl") if key.startswith(f"{REASONS}.")]
    options = tuple(Option(code, word(REASONS, code, language)) for code in codes)
    return Field("reden", "reden", _("Waarom trekt u de toegang in?"), "radio", "", options, error=error, required=True)


@staff(*WATCHERS)
def grant_page(request: HttpRequest, grant: uuid.UUID) -> HttpResponse:
    """One grant, to whom it had been shown, and the form that takes it back."""
    language, error = language_of(request), ""
    if request.method == "POST":
        reason = posted(request, "reden")
        if reason in {option.value for option in _reason_field(language).options}:
            return _withdrawn(request, grant, reason)
        error = _("Kies een reden.")
    return _page(request, grant, _reason_field(language, error))


def _page(request: HttpRequest, grant: uuid.UUID, reason: Field) -> HttpResponse:
    actor, language = acting(request), language_of(request)
    found = open_grant(actor, grant)
    shown = {
        "facts": _facts(found.row, language),
        "receiver": found.row.receiver,
        "withdrawn": found.row.withdrawn_at is not None,
        "lines": show_shown(found.shown, language),
        "people": found.people,
        "more": found.more,
        "record_url": reverse("logboek-record", args=[found.row.record]),
        "may_withdraw": found.row.state == IN_FORCE and actor.role == "privacy",
        "reason": reason,
        "fields": (reason,),
    }
    return render(request, "privacy/grant.html", shown, status=400 if reason.error else 200)


def _withdrawn(request: HttpRequest, grant: uuid.UUID, reason: str) -> HttpResponse:
    try:
        withdraw(grant=grant, by=acting(request), why=reason)
        messages.success(request, _("De toegang is ingetrokken. De ontvanger ziet er vanaf nu niets meer van."))
    except Refused as refusal:
        if refusal.code != "sharing.withdrawn_already":
            raise
        messages.info(request, _("Deze toegang was al ingetrokken."))
    return HttpResponseRedirect(reverse("toegang-intrekken", args=[grant]))
