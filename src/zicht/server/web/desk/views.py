"""The desk's pages: the queue, weighing one signal, cases, referring one."""

from __future__ import annotations

import uuid
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from zicht.errors import Refused
from zicht.knowledge import standard
from zicht.knowledge.sentences import Language, say, say_error
from zicht.server.cases.actions.answer import answer_reporter
from zicht.server.cases.actions.weigh import ENDS, weigh
from zicht.server.cases.queries import cases, open_to_weigh, queue, weighed_without_sign
from zicht.server.intake.queries import Conversation, conversation
from zicht.server.referrals.actions.refer import refer
from zicht.server.referrals.queries import case_file, offers, preview
from zicht.server.signals.queries import SEVERAL_FORMS, SignalView
from zicht.server.web.desk.grounds import offer_shown
from zicht.server.web.desk.lists import case_table, opened_table, queue_table, referral_table
from zicht.server.web.parts.access import NOT_FOUND, acting, language_of, staff
from zicht.server.web.parts.components import Field, Option
from zicht.server.web.parts.signal_parts import (
    coverage_shown,
    day,
    follow_up_shown,
    form_word,
    moment,
    not_granted,
    sections,
    state_word,
)

END, REASON, ANSWER, DO, WAY = "einde", "reden", "antwoord", "actie", "naar"
ANSWER_MAX, REASON_MAX = 5000, 5000
WITHOUT_SIGN = "geen_aanwijzing"
WAITING = ("received", "more_information")


def _code_wires(list_name: str) -> dict[str, str]:
    return {code.wire: code.id for code in standard.codes(list_name)}


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
    return special[wire] if wire in special else _code_wires("form").get(wire, "none")


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


def _conversation(request: HttpRequest, signal: SignalView) -> Conversation | None:
    """Only public reports have a receipt; a professional is reached as they asked to be."""
    public = signal.core is not None and signal.core.channel == "public_form"
    return conversation(acting(request), signal.record) if public else None


def _weigh_fields(request: HttpRequest, wrong: dict[str, str]) -> tuple[Field, Field]:
    language = language_of(request)
    hints = {
        "case": _("Er is opvolging nodig. U kunt daarna doorverwijzen."),
        "other_route": _("Iemand anders pakt dit op, bijvoorbeeld Veilig Thuis of de wijkagent. Schrijf bij de reden wie."),
        "no_sign": _("De korte bewaartermijn begint, en wie het signaal zag leest dit."),
    }
    options = tuple(
        Option(code.wire, (code.nl if language == "nl" else code.en).capitalize(), hints.get(code.id, ""))
        for code in standard.codes("state")
        if code.id in ENDS
    )
    sent = request.POST
    end = Field(END, END, _("Hoe eindigt de weging?"), "radio", sent.get(END, ""), options, "", wrong.get(END, ""), True)
    hint = _("Wie het signaal doorgaf, kan dit lezen.")
    why = sent.get(REASON, "")
    return end, Field(REASON, REASON, _("Waarom?"), "textarea", why, (), hint, wrong.get(REASON, ""), True, REASON_MAX)


def _answer_field(request: HttpRequest, wrong: dict[str, str]) -> Field:
    hint = _("De melder leest dit met de ontvangstcode. Schrijf niets wat de melder in gevaar brengt.")
    typed = request.POST.get(ANSWER, "")
    label = _("Uw antwoord aan de melder")
    return Field(ANSWER, ANSWER, label, "textarea", typed, (), hint, wrong.get(ANSWER, ""), True, ANSWER_MAX)


def _signal_page(
    request: HttpRequest, record: uuid.UUID, wrong: dict[str, str] | None = None, refused: Refused | None = None
) -> HttpResponse:
    language, found = language_of(request), open_to_weigh(acting(request), record)
    signal, mistakes = found.signal, wrong or {}
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
        "end": end,
        "reason": reason,
        "conversation": _conversation(request, signal),
        "answer": answer,
        "cases": found.cases,
        "kept_until": day(found.kept_until),
        "no_sign": signal.state == "no_sign",
        "opened": opened_table(found.opened_by) if found.opened_by else None,
        "wrong": tuple(field for field in (end, reason, answer) if field.error),
        "refused": _refusal(refused, language),
        "done": request.GET.get("gedaan", ""),
    }
    return render(request, "desk/signal.html", shown, status=400 if mistakes else 403 if refused else 200)


def _refusal(refused: Refused | None, language: Language) -> tuple[str, ...]:
    if refused is None:
        return ()
    always = (say("danger.always_allowed", language), say("danger.without_name", language))
    return (say_error(refused, language), *always)


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
        at = {"cases.reason_missing": REASON, "intake.message_empty": ANSWER, "intake.message_long": ANSWER}
        if refusal.code in at:
            return _signal_page(request, record, {at[refusal.code]: say_error(refusal, language_of(request))})
        return _signal_page(request, record, refused=refusal)


def _answered(request: HttpRequest, record: uuid.UUID) -> HttpResponse:
    answer_reporter(signal=record, text=request.POST.get(ANSWER, ""), by=acting(request))
    return HttpResponseRedirect(f"{reverse('meldpunt-signaal', args=[record])}?gedaan=antwoord")


def _weighed(request: HttpRequest, record: uuid.UUID) -> HttpResponse:
    language, wrong = language_of(request), {}
    end, reason = _code_wires("state").get(request.POST.get(END, ""), ""), request.POST.get(REASON, "").strip()
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
    return HttpResponseRedirect(f"{where}?gedaan={'casus' if case else 'gewogen'}")


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


def _signals_shown(signals: tuple[SignalView, ...], language: Language) -> list[dict[str, Any]]:
    return [
        {
            "record": signal.record,
            "received": moment(signal.received_at),
            "sections": tuple(sections(signal, language)),
            "kept_back": not_granted(signal, language),
            "follow_up": follow_up_shown(signal.follow_up, language),
        }
        for signal in signals
    ]


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
        "signals": _signals_shown(file.case.signals, language),
        "referrals": referral_table(file.referrals, language) if file.referrals else None,
        "done": request.GET.get("gedaan", ""),
    }
    return render(request, "desk/case.html", found)


def _choices(request: HttpRequest, record: uuid.UUID, wrong: str = "", refused: Refused | None = None) -> HttpResponse:
    language = language_of(request)
    ways = [(offer.may_go, offer_shown(offer, language)) for offer in offers(acting(request), record)]
    open_ways = [shown for may_go, shown in ways if may_go]
    options = tuple(Option(way.value, f"{way.name}: {way.purpose}", way.groups) for way in open_ways)
    sent = request.POST.get(WAY) or request.GET.get(WAY, "")
    label = _("Naar wie en waarvoor?")
    found = {
        "record": record,
        "way": Field(WAY, WAY, label, "radio", sent, options, error=wrong, required=True),
        "ways": open_ways,
        "closed": [shown for may_go, shown in ways if not may_go],
        "wrong": wrong,
        "refused": _refusal(refused, language),
        "always": (say("danger.always_allowed", language), say("danger.without_name", language)),
    }
    return render(request, "desk/refer.html", found, status=400 if wrong else 403 if refused else 200)


@require_http_methods(["GET", "POST"])
@staff("desk")
def refer_case(request: HttpRequest, record: uuid.UUID) -> HttpResponse:
    """Refer a case: choose a way, see exactly what goes, then send it."""
    asked = request.POST.get(WAY) if request.method == "POST" else request.GET.get(WAY)
    if asked is None and request.method == "GET":
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
        "signals": _signals_shown(seen.signals, language),
    }
    return render(request, "desk/preview.html", found)
