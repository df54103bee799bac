"""Weighing one signal: read it, end it with a reason, answer whoever reported it."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zicht.errors import Refused
from zicht.knowledge import standard
from zicht.knowledge.sentences import say, say_error
from zicht.server.cases.actions.answer import answer_reporter
from zicht.server.cases.actions.weigh import ENDS, weigh
from zicht.server.cases.queries import after_in_queue, open_to_weigh
from zicht.server.intake.actions.dialogue import TEXT_MOST
from zicht.server.intake.links import LinkRow, link_of
from zicht.server.intake.queries import Conversation, conversation
from zicht.server.signals.queries import SignalView
from zicht.server.web.desk.lists import WAITING, opened_table
from zicht.server.web.desk.shown import code_wires
from zicht.server.web.parts.access import NOT_FOUND, acting, language_of, staff
from zicht.server.web.parts.clock import time_left, urgency
from zicht.server.web.parts.components import Field, Option
from zicht.server.web.parts.moments import day, moment
from zicht.server.web.parts.posted import posted
from zicht.server.web.parts.refusals import refusal_lines
from zicht.server.web.parts.signal_parts import coverage_shown, follow_up_shown, not_granted, sections

END, REASON, ANSWER, DO = "einde", "reden", "antwoord", "actie"
DONE, WEIGHED = "gedaan", "gewogen"
WITH_RECEIPT = ("public_form", "link")
REASON_MAX = 5000


def _conversation(request: HttpRequest, signal: SignalView) -> Conversation | None:
    """Who has no account has a receipt; a professional with one is reached as they asked to be."""
    answered = signal.core is not None and signal.core.channel in WITH_RECEIPT
    return conversation(acting(request), signal.record) if answered else None


def _made_link(request: HttpRequest, signal: SignalView) -> LinkRow | None:
    """The one-off link that it came in by, with who made it."""
    linked = signal.core is not None and signal.core.channel == "link"
    return link_of(acting(request), signal.record) if linked else None


def _weigh_fields(request: HttpRequest, wrong: dict[str, str]) -> tuple[Field, Field]:
    language = language_of(request)
    hints = {
        "case": _("Er is opvolging nodig. U kunt daarna doorverwijzen."),
        "other_route": _("Iemand anders pakt dit op, bijvoorbeeld Veilig Thuis. Schrijf bij de reden wie."),
        "no_sign": _("De korte bewaartermijn begint, en wie het signaal zag leest dit."),
    }
    options = tuple(
        Option(code.wire, (code.nl if language == "nl" else code.en).capitalize(), hints.get(code.id, ""))
        for code in standard.codes("state")
        if code.id in ENDS
    )
    sent = request.POST
    end = Field(
        END, END, _("Hoe eindigt de weging?"), "radio", sent.get(END, ""), options, "", wrong.get(END, ""), True
    )
    hint = _("Wie het signaal doorgaf, kan dit lezen.")
    why = sent.get(REASON, "")
    return end, Field(REASON, REASON, _("Waarom?"), "textarea", why, (), hint, wrong.get(REASON, ""), True, REASON_MAX)


def _answer_field(request: HttpRequest, wrong: dict[str, str]) -> Field:
    hint = _("De melder leest dit met de ontvangstcode. Schrijf niets wat de melder in gevaar brengt.")
    typed = request.POST.get(ANSWER, "")
    label = _("Uw antwoord aan de melder")
    return Field(ANSWER, ANSWER, label, "textarea", typed, (), hint, wrong.get(ANSWER, ""), True, TEXT_MOST)


def _next_to_weigh(request: HttpRequest, signal: SignalView) -> uuid.UUID | None:
    """Only asked for when a weighing has just ended: each look in the queue is a row of the log."""
    if request.GET.get(DONE) != WEIGHED:
        return None
    return after_in_queue(acting(request), signal)


def _signal_page(
    request: HttpRequest, record: uuid.UUID, wrong: dict[str, str] | None = None, refused: Refused | None = None
) -> HttpResponse:
    language, found = language_of(request), open_to_weigh(acting(request), record)
    signal, mistakes, now = found.signal, wrong or {}, timezone.now()
    end, reason = _weigh_fields(request, mistakes)
    answer = _answer_field(request, mistakes)
    shown: dict[str, Any] = {
        "signal": signal,
        "state": standard.label("state", signal.state, language),
        "sections": tuple(sections(signal, language)),
        "kept_back": not_granted(signal, language),
        "coverage": coverage_shown(signal, language),
        "follow_up": follow_up_shown(signal.follow_up, language),
        "waits": signal.state in WAITING,
        "due": moment(signal.due),
        "clock": time_left(signal.due, now),
        "urgency": urgency(signal.due, now) or "info",
        "end": end,
        "reason": reason,
        "conversation": _conversation(request, signal),
        "answer": answer,
        "link": _made_link(request, signal),
        "cases": found.cases,
        "kept_until": day(found.kept_until),
        "no_sign": signal.state == "no_sign",
        "opened": opened_table(found.opened_by, language) if found.opened_by else None,
        "wrong": tuple(field for field in (end, reason, answer) if field.error),
        "refused": refusal_lines(refused, language),
        "done": request.GET.get(DONE, ""),
        "corrected": request.GET.get("verbeterd", ""),
        "correctable": found.correctable,
        "next_to_weigh": _next_to_weigh(request, signal),
    }
    return render(request, "desk/signal.html", shown, status=400 if mistakes else 403 if refused else 200)


@require_http_methods(["GET", "POST"])
@staff("desk")
def signal(request: HttpRequest, record: uuid.UUID) -> HttpResponse:
    """One signal: read it, weigh it, answer its reporter."""
    if request.method != "POST":
        return _signal_page(request, record)
    try:
        if request.POST.get(DO) == ANSWER:
            return _answered(request, record)
        return _weighed(request, record)
    except Refused as refusal:
        if refusal.code == NOT_FOUND:
            raise
        at = {"cases.reason_missing": REASON, "intake.text_missing": ANSWER, "intake.text_long": ANSWER}
        if refusal.code in at:
            return _signal_page(request, record, {at[refusal.code]: say_error(refusal, language_of(request))})
        return _signal_page(request, record, refused=refusal)


def _answered(request: HttpRequest, record: uuid.UUID) -> HttpResponse:
    answer_reporter(signal=record, text=posted(request, ANSWER), by=acting(request))
    return HttpResponseRedirect(f"{reverse('meldpunt-signaal', args=[record])}?gedaan=antwoord")


def _weighed(request: HttpRequest, record: uuid.UUID) -> HttpResponse:
    language, wrong = language_of(request), {}
    end, reason = code_wires("state").get(request.POST.get(END, ""), ""), posted(request, REASON)
    if end not in ENDS:
        wrong[END] = say("desk.choose_end", language)
    if not reason:
        wrong[REASON] = say("cases.reason_missing", language)
    if len(reason) > REASON_MAX:
        wrong[REASON] = say("text.long", language, length=len(reason), most=REASON_MAX)
    if wrong:
        return _signal_page(request, record, wrong)
    case = weigh(signal=record, end=end, reason=reason, by=acting(request))
    where = reverse("casus", args=[case]) if case else reverse("meldpunt-signaal", args=[record])
    return HttpResponseRedirect(f"{where}?{DONE}={'casus' if case else WEIGHED}")
