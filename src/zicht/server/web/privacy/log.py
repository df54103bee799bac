"""The log of the own organisation, who saw one record, and verifying it."""

from __future__ import annotations

import uuid
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from zicht.knowledge.sentences import Language, say
from zicht.server.oversight.actions.verify import LINES_MOST, LogVerified, verify
from zicht.server.oversight.queries import OUTCOMES, LogFilter, LogPage, actions, log, who_saw
from zicht.server.web.parts.access import acting, language_of, staff
from zicht.server.web.parts.components import Fact, Field, Option
from zicht.server.web.parts.moments import moment
from zicht.server.web.parts.wording import blocks, word
from zicht.server.web.privacy.lines import SIZE, short, show_all

WATCHERS = ("privacy", "fg")


def _asked(request: HttpRequest) -> LogFilter:
    """The filter in the address; what is not one of ours filters nothing."""
    action, outcome = request.GET.get("handeling", ""), request.GET.get("uitkomst", "")
    try:
        member = uuid.UUID(request.GET.get("wie", ""))
    except ValueError:
        member = None
    return LogFilter(action if action in actions() else "", outcome if outcome in OUTCOMES else "", member)


def _filters(asked: LogFilter, page: LogPage, language: Language) -> tuple[Field, ...]:
    every = Option("", _("alles"))
    named = sorted((word("oversight.action", code, language), code) for code in actions())
    return (
        Field("handeling", "handeling", _("Handeling"), "select", asked.action,
              (every, *(Option(code, label) for label, code in named)), required=True),
        Field("uitkomst", "uitkomst", _("Uitkomst"), "select", asked.outcome,
              (every, *(Option(code, word("oversight.outcome", code, language)) for code in OUTCOMES)), required=True),
        Field("wie", "wie", _("Medewerker"), "select", str(asked.member or ""),
              (Option("", _("iedereen")), *(Option(str(key), name) for key, name in page.members)), required=True),
    )  # fmt: skip


def _next(asked: LogFilter, after: str) -> str:
    given = {"handeling": asked.action, "uitkomst": asked.outcome, "wie": str(asked.member or ""), "na": after}
    return "?" + urlencode({name: value for name, value in given.items() if value}) if after else ""


@staff(*WATCHERS)
def log_page(request: HttpRequest) -> HttpResponse:
    """The log, newest first; sent as a form it is verified."""
    actor, language = acting(request), language_of(request)
    if request.method == "POST":
        return render(request, "privacy/verified.html", _verified(verify(by=actor), language))
    asked = _asked(request)
    page = log(actor, asked, after=request.GET.get("na", ""), size=SIZE)
    shown = {
        "lines": show_all(page.lines, language),
        "filters": _filters(asked, page, language),
        "filtered": asked != LogFilter(),
        "first_url": _first(request),
        "next_url": _next(asked, page.after),
    }
    return render(request, "privacy/log.html", shown)


def _first(request: HttpRequest) -> str:
    kept = {name: value for name, value in request.GET.items() if name != "na"}
    return f"{request.path}?{urlencode(kept)}" if "na" in request.GET else ""


def _tree_facts(done: LogVerified, language: Language) -> tuple[Fact, ...]:
    bad = done.tree.first_bad
    said = say(bad.code, language, first=bad.first, last=bad.last) if bad else _("klopt")
    return (
        Fact(_("Het zegel over alles"), said, "attention" if bad else "ok"),
        Fact(_("Regels onder het zegel"), str(done.tree.leaves)),
        Fact(_("Bewaarde zegels vergeleken"), str(done.tree.heads_checked)),
        Fact(_("Zegel nu"), blocks(done.tree.root.hex())),
    )


def _line_facts(done: LogVerified) -> tuple[Fact, ...]:
    lines = done.lines
    changed = "" if lines.first_bad is None else _("de eerste op plaats %d (geteld vanaf 0)") % lines.first_bad
    return (
        Fact(_("Opnieuw gelezen en gelijk aan het zegel"), str(lines.same)),
        Fact(_("Veranderd"), changed or _("geen"), "attention" if changed else "ok"),
        Fact(_("Verdwenen"), str(lines.lost) if lines.lost else _("geen"), "attention" if lines.lost else "ok"),
        Fact(_("Wachten nog op het zegel"), str(lines.waiting)),
    )


def _verified(done: LogVerified, language: Language) -> dict[str, object]:
    return {
        "intact": done.intact,
        "tree": _tree_facts(done, language),
        "lines": _line_facts(done),
        "all_of_them": done.lines.all_of_them,
        "most": LINES_MOST,
    }


@staff(*WATCHERS)
def record_page(request: HttpRequest, record: uuid.UUID) -> HttpResponse:
    """Who saw or changed one record, under which rule."""
    language = language_of(request)
    trail = who_saw(acting(request), record, after=request.GET.get("na", ""), size=SIZE)
    facts = [Fact(_("Kenmerk"), str(record))]
    if trail.received_at:
        facts += [
            Fact(_("Soort"), word("oversight.kind", trail.kind, language)),
            Fact(_("Ontvangen"), moment(trail.received_at)),
        ]
    shown = {
        "what": f"{word('oversight.kind', trail.kind, language) if trail.kind else _('gegeven')} {short(record)}",
        "facts": facts,
        "own": trail.own,
        "lines": show_all(trail.lines, language),
        "first_url": _first(request),
        "next_url": f"{reverse('logboek-record', args=[record])}?{urlencode({'na': trail.after})}"
        if trail.after
        else "",
    }
    return render(request, "privacy/record.html", shown)
