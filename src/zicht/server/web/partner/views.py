"""What came in, one referral, and what the partner does with it."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from typing import Any
from urllib.parse import urlencode

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
from zicht.server.signals.queries import FollowUpRow, SignalView
from zicht.server.web.partner.forms import ReferralForms, carry_out, forms, read
from zicht.server.web.parts.access import acting, language_of, staff
from zicht.server.web.parts.clock import time_left, urgency
from zicht.server.web.parts.components import Cell, Column, Fact, Table
from zicht.server.web.parts.moments import moment
from zicht.server.web.parts.signal_parts import FollowUpShown, coverage_shown, sections
from zicht.server.web.parts.wording import rule_label

PARTNER = "partner"
WAITS = "sent"


def _clock(row: ReferralRow) -> Cell:
    """How long the partner still has to answer; it stops when they did."""
    if row.state != WAITS:
        return Cell(_("beantwoord"))
    now = timezone.now()
    return Cell(time_left(row.due, now), badge=urgency(row.due, now))


def _cells(row: ReferralRow, language: Language, to_us: bool) -> tuple[Cell, ...]:
    return (
        Cell(moment(row.sent_at), reverse("doorverwijzing", args=[row.record])),
        Cell(purpose_name(row.purpose, language)) if to_us else Cell(row.receiver),
        Cell(_("ja"), badge="acute") if row.acute else Cell(_("nee")),
        Cell(standard.label("state", row.state, language)),
        _clock(row),
    )


def _table(rows: tuple[ReferralRow, ...], language: Language, to_us: bool) -> Table:
    columns = (
        Column(_("Verstuurd")),
        Column(_("Doel")) if to_us else Column(_("Aan")),
        Column(_("Direct gevaar")),
        Column(_("Stand")),
        Column(_("Tijd om te antwoorden")),
    )
    caption = _("Ontvangen doorverwijzingen") if to_us else _("Verstuurde doorverwijzingen")
    return Table(caption, columns, tuple(_cells(row, language, to_us) for row in rows))


@staff("partner", "desk")
def referrals(request: HttpRequest) -> HttpResponse:
    """What was referred to this partner; for the desk: what it referred."""
    actor, to_us, after = acting(request), acting(request).role == PARTNER, request.GET.get("na", "")
    page = inbox(actor, after=after) if to_us else sent(actor, after=after)
    found = {
        "table": _table(page.rows, language_of(request), to_us) if page.rows else None,
        "to_us": to_us,
        "first_url": reverse("doorverwijzingen") if after else "",
        "next_url": "?" + urlencode({"na": page.after}) if page.after else "",
    }
    return render(request, "partner/referrals.html", found)


def _access(shown: ReferralView) -> Cell:
    """How long what went along may be seen, or that it may not be seen any more."""
    if shown.withdrawn_at is not None:
        return Cell(_("ingetrokken op %(moment)s") % {"moment": moment(shown.withdrawn_at)}, badge="attention")
    if shown.until <= timezone.now():
        return Cell(_("afgelopen op %(moment)s") % {"moment": moment(shown.until)}, badge="attention")
    return Cell(_("tot %(moment)s") % {"moment": moment(shown.until)})


def _facts(shown: ReferralView, language: Language) -> tuple[Fact, ...]:
    row, clock, access = shown.row, _clock(shown.row), _access(shown)
    return (
        *((Fact(_("Direct gevaar"), _("ja, volgens het signaal"), "acute"),) if row.acute else ()),
        Fact(_("Stand"), standard.label("state", row.state, language)),
        Fact(_("Tijd om te antwoorden"), clock.text, clock.badge),
        Fact(_("Verstuurd"), moment(row.sent_at)),
        Fact(_("Aan"), row.receiver),
        Fact(_("Doel"), purpose_name(row.purpose, language)),
        Fact(_("Werkafspraak"), "\n".join(rule_label(rule, language) for rule in shown.legal_basis.split())),
        Fact(_("Toegang"), access.text, access.badge),
    )


def _groups(granted: Collection[str], language: Language) -> tuple[tuple[str, bool], ...]:
    """Every field group by name, and whether it was granted."""
    return tuple((standard.group_label(group, language), group in granted) for group in standard.FIELD_GROUPS)


def _signal(signal: SignalView, language: Language) -> dict[str, Any]:
    return {
        "record": signal.record,
        "groups": _groups(signal.groups, language),
        "sections": tuple(sections(signal, language)),
        "coverage": coverage_shown(signal, language),
    }


def _done(code: str, language: Language) -> str:
    """A step in words: its code is a state of the referral, or an outcome."""
    named = {found.id: found for code_list in ("outcome", "state") for found in standard.codes(code_list)}
    return named[code].nl if language == "nl" else named[code].en


def _step(row: FollowUpRow, language: Language) -> FollowUpShown:
    return FollowUpShown(_done(row.code, language), row.name, moment(row.at), row.note)


def _page(request: HttpRequest, shown: ReferralView, filled: ReferralForms) -> HttpResponse:
    language = language_of(request)
    context: dict[str, Any] = {
        "facts": _facts(shown, language),
        "granted": _groups(shown.granted, language),
        "signals": tuple(_signal(signal, language) for signal in shown.signals),
        "steps": tuple(_step(row, language) for row in shown.steps),
        "state": shown.row.state,
        "acute": shown.row.acute,
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
