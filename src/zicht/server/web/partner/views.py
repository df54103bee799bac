"""What came in, one referral, and what the partner does with it."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from zicht.errors import Refused
from zicht.knowledge import standard
from zicht.knowledge.sentences import Language
from zicht.server.organisations.telling import purpose_name
from zicht.server.referrals.queries import ReferralRow, ReferralView, inbox, open_referral, sent
from zicht.server.web.partner.content import by_group, follow_up_facts
from zicht.server.web.partner.forms import ReferralForms, carry_out, forms, read
from zicht.server.web.parts.access import acting, language_of, staff
from zicht.server.web.parts.components import Cell, Column, Fact, Table
from zicht.server.web.parts.moments import clock, moment
from zicht.server.web.parts.wording import rule_label

PARTNER = "partner"
WAITS = "sent"


def _due(row: ReferralRow) -> tuple[str, bool]:
    """The clock in words, and whether it is over; it runs until the partner answered."""
    if row.state != WAITS:
        return "", False
    now = timezone.now()
    return clock(row.due, now), row.due < now


def _cells(row: ReferralRow, language: Language, to_us: bool) -> tuple[Cell, ...]:
    said, over = _due(row)
    return (
        Cell(moment(row.sent_at), reverse("doorverwijzing", args=[row.record])),
        Cell(purpose_name(row.purpose, language)) if to_us else Cell(row.receiver),
        Cell(_("direct gevaar"), badge="acute") if row.acute else Cell(_("nee")),
        Cell(standard.label("state", row.state, language), badge="attention" if row.state == WAITS else ""),
        Cell(said or _("beantwoord"), badge="attention" if over else ""),
    )


def _table(rows: tuple[ReferralRow, ...], language: Language, to_us: bool) -> Table:
    columns = (
        Column(_("Verstuurd")),
        Column(_("Doel")) if to_us else Column(_("Aan")),
        Column(_("Direct gevaar")),
        Column(_("Stand")),
        Column(_("Antwoord")),
    )
    caption = _("Ontvangen doorverwijzingen") if to_us else _("Verstuurde doorverwijzingen")
    return Table(caption, columns, tuple(_cells(row, language, to_us) for row in rows))


@staff("partner", "desk")
def referrals(request: HttpRequest) -> HttpResponse:
    """What was referred to this partner; for the desk: what it referred."""
    actor, to_us = acting(request), acting(request).role == PARTNER
    rows = inbox(actor) if to_us else sent(actor)
    table = _table(rows, language_of(request), to_us) if rows else None
    return render(request, "partner/referrals.html", {"table": table, "to_us": to_us})


def _facts(shown: ReferralView, language: Language) -> tuple[Fact, ...]:
    row = shown.row
    said, over = _due(row)
    facts = [
        Fact(_("Stand"), standard.label("state", row.state, language)),
        Fact(_("Verstuurd"), moment(row.sent_at)),
        Fact(_("Aan"), row.receiver),
        Fact(_("Doel"), purpose_name(row.purpose, language)),
        Fact(_("Werkafspraak"), "\n".join(rule_label(rule, language) for rule in shown.legal_basis.split())),
    ]
    if said:
        facts.insert(1, Fact(_("Tijd om te antwoorden"), said, "attention" if over else ""))
    if row.acute:
        facts.insert(0, Fact(_("Direct gevaar"), _("ja, volgens het signaal"), "acute"))
    return tuple(facts)


def _page(request: HttpRequest, shown: ReferralView, filled: ReferralForms) -> HttpResponse:
    language = language_of(request)
    context: dict[str, Any] = {
        "facts": _facts(shown, language),
        "signals": tuple(by_group(signal, language) for signal in shown.signals),
        "steps": follow_up_facts(shown.steps, language),
        "state": shown.row.state,
        "to_us": acting(request).role == PARTNER,
        "forms": filled,
    }
    return render(request, "partner/referral.html", context, status=400 if filled.wrong else 200)


@staff("partner", "desk")
def referral(request: HttpRequest, record: uuid.UUID) -> HttpResponse:
    """One referral: exactly what may be seen, and what can be done with it."""
    actor, language = acting(request), language_of(request)
    if request.method != "POST":
        return _page(request, open_referral(actor, record), forms(language))
    filled = read(request, language)
    if filled.wrong:
        return _page(request, open_referral(actor, record), filled)
    try:
        messages.success(request, carry_out(filled, referral=record, by=actor))
    except Refused as refusal:
        if refusal.code != "referrals.wrong_state":
            raise
        messages.warning(request, _("Deze doorverwijzing is intussen veranderd. Hieronder ziet u hoe het nu is."))
    return HttpResponseRedirect(reverse("doorverwijzing", args=[record]))
