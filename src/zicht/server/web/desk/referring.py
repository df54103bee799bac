"""Referring a case: choose a way, see exactly what goes, send it."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zicht.errors import Refused
from zicht.knowledge.sentences import say
from zicht.server.referrals.actions.refer import refer
from zicht.server.referrals.queries import offers, preview
from zicht.server.web.desk.grounds import offer_shown
from zicht.server.web.desk.shown import signals_shown
from zicht.server.web.parts.access import NOT_FOUND, acting, language_of, staff
from zicht.server.web.parts.components import Field, Option
from zicht.server.web.parts.refusals import refusal_lines

WAY, STEP = "naar", "stap"


def _choices(request: HttpRequest, record: uuid.UUID, wrong: str = "", refused: Refused | None = None) -> HttpResponse:
    language = language_of(request)
    ways = [(offer.may_go, offer_shown(offer, language)) for offer in offers(acting(request), record)]
    open_ways = [shown for may_go, shown in ways if may_go]
    options = tuple(Option(way.value, f"{way.name}: {way.purpose}", way.groups) for way in open_ways)
    sent = request.POST.get(WAY) or request.GET.get(WAY, "")
    label = _("Naar wie en waarvoor?")
    way = Field(WAY, WAY, label, "radio", sent, options, error=wrong, required=True)
    found = {
        "record": record,
        "way": way,
        "ways": open_ways,
        "closed": [shown for may_go, shown in ways if not may_go],
        "wrong": (way,) if wrong else (),
        "refused": refusal_lines(refused, language),
        "always": (say("danger.always_allowed", language), say("danger.without_name", language)),
    }
    return render(request, "desk/refer.html", found, status=400 if wrong else 403 if refused else 200)


@require_http_methods(["GET", "POST"])
@staff("desk")
def refer_case(request: HttpRequest, record: uuid.UUID) -> HttpResponse:
    """Refer a case: choose a way, see exactly what goes, then send it."""
    asked = request.POST.get(WAY) if request.method == "POST" else request.GET.get(WAY)
    if asked is None and STEP not in request.GET and request.method == "GET":
        return _choices(request, record)
    to, _dot, purpose = (asked or "").partition(".")
    if not to or not purpose:
        return _choices(request, record, say("desk.choose_way", language_of(request)))
    try:
        if request.method == "POST":
            refer(case=record, to=to, purpose=purpose, by=acting(request))
            return HttpResponseRedirect(f"{reverse('casus', args=[record])}?gedaan=doorverwezen")
        return _preview(request, record, to, purpose)
    except Refused as refusal:
        if refusal.code == NOT_FOUND:
            raise
        return _choices(request, record, refused=refusal)


def _preview(request: HttpRequest, record: uuid.UUID, to: str, purpose: str) -> HttpResponse:
    language, seen = language_of(request), preview(acting(request), record, to=to, purpose=purpose)
    found = {
        "record": record,
        "offer": offer_shown(seen.offer, language),
        "may_go": seen.offer.may_go,
        "signals": signals_shown(seen.signals, language),
    }
    return render(request, "desk/preview.html", found)
