"""The desk's lists and one case."""

from __future__ import annotations

import uuid
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from zicht.knowledge import standard
from zicht.server.cases.queries import cases, queue, weighed_without_sign
from zicht.server.referrals.queries import case_file
from zicht.server.signals.queries import SEVERAL_FORMS
from zicht.server.web.desk.lists import case_table, queue_table, referral_table
from zicht.server.web.desk.shown import code_wires, signals_shown
from zicht.server.web.parts.access import acting, language_of, staff
from zicht.server.web.parts.answers_shown import state_word
from zicht.server.web.parts.components import Field, Option
from zicht.server.web.parts.moments import moment
from zicht.server.web.parts.signal_parts import form_word

WITHOUT_SIGN = "geen_aanwijzing"


def _form_filter(request: HttpRequest) -> Field:
    language = language_of(request)
    forms = [Option(code.wire, form_word(code.id, language).capitalize()) for code in standard.codes("form")]
    options = (
        Option("", _("Alle vormen")),
        *forms,
        Option("meer", form_word(SEVERAL_FORMS, language).capitalize()),
        Option("onbekend", state_word("unknown").capitalize()),
    )
    return Field("vorm", "vorm", _("Vermoeden"), "select", request.GET.get("vorm", ""), options, required=True)


def _form_code(wire: str) -> str:
    """The form asked for; one that does not exist finds nothing instead of everything."""
    special = {"": "", "meer": SEVERAL_FORMS, "onbekend": "unknown"}
    return special[wire] if wire in special else code_wires("form").get(wire, "none")


def _next(request: HttpRequest, after: str) -> str:
    kept = {name: request.GET[name] for name in ("vorm", "acuut", "toon") if request.GET.get(name)}
    return f"?{urlencode({**kept, 'na': after})}" if after else ""


@require_GET
@staff("desk")
def queue_page(request: HttpRequest) -> HttpResponse:
    """Everything that waits to be weighed; or what was weighed lately without a sign of trafficking."""
    actor, language, after = acting(request), language_of(request), request.GET.get("na", "")
    told, acute = request.GET.get("toon") == WITHOUT_SIGN, request.GET.get("acuut") == "ja"
    if told:
        page, caption = weighed_without_sign(actor, after=after), _("Kort geleden: geen aanwijzing voor mensenhandel")
    else:
        page = queue(actor, after=after, form=_form_code(request.GET.get("vorm", "")), acute=acute)
        caption = _("Signalen die wachten: direct gevaar bovenaan, dan op de klok")
    found = {
        "table": queue_table(page.rows, caption, timezone.now(), language) if page.rows else None,
        "told": told,
        "form_filter": _form_filter(request),
        "acute": acute,
        "filtered": bool(acute or request.GET.get("vorm")),
        "first_url": _next(request, "x").partition("na=")[0] or "?" if after else "",
        "next_url": _next(request, page.after),
    }
    return render(request, "desk/queue.html", found)


@require_GET
@staff("desk")
def case_list(request: HttpRequest) -> HttpResponse:
    """The desk's cases."""
    page = cases(acting(request), after=request.GET.get("na", ""))
    found = {
        "table": case_table(page.rows, timezone.now(), language_of(request)) if page.rows else None,
        "first_url": reverse("casussen") if request.GET.get("na") else "",
        "next_url": _next(request, page.after),
    }
    return render(request, "desk/cases.html", found)


@require_GET
@staff("desk")
def case(request: HttpRequest, record: uuid.UUID) -> HttpResponse:
    """One case with its signals and referrals."""
    language, file = language_of(request), case_file(acting(request), record)
    found = {
        "case": file.case,
        "opened": moment(file.case.opened_at),
        "state": standard.label("state", file.case.state, language),
        "due": moment(file.case.due),
        "signals": signals_shown(file.case.signals, language),
        "referrals": referral_table(file.referrals, language) if file.referrals else None,
        "done": request.GET.get("gedaan", ""),
    }
    return render(request, "desk/case.html", found)
