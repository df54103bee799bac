"""In doubt, and wanting to talk first: with whom that can be done without a name; and noting that advice was given."""

from __future__ import annotations

import uuid
from datetime import date, timedelta

from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zicht.errors import InputProblems
from zicht.knowledge import standard
from zicht.knowledge.consultation import LOOKS_BACK, QUESTIONS, Consultation, Place, places
from zicht.knowledge.sentences import Language, say, say_problem
from zicht.knowledge.signal import NOT_ASKED, WIRE_STATES, Answer
from zicht.server.intake.actions.consult import erase_consultations, note_consultation
from zicht.server.intake.consultations import consultations
from zicht.server.parties.actor import Actor
from zicht.server.web.parts.access import acting, language_of, staff
from zicht.server.web.parts.components import Field, Option
from zicht.server.web.parts.moments import day
from zicht.server.web.parts.posted import posted
from zicht.server.web.professional.consulted import facts_of, numbers_table

STAFF = ("professional", "desk", "partner")
SALT, FORM_LASTS, TOKEN = "overleg", 12 * 3600, "formulier"
NAMES = {"caller": "beller", "theme": "onderwerp", "answer": "afloop", "on": "dag"}
FIRST_YEAR = 2010


@require_safe
def places_page(request: HttpRequest) -> HttpResponse:
    """With whom one can consult without a name. For anyone: nothing is asked and nothing is kept."""
    language, actor = language_of(request), getattr(request, "actor", None)
    shown = {
        "places": [place_shown(place, language) for place in places()],
        "unconfirmed": say("confirmation.unconfirmed", language),
        "staff": actor is not None and actor.role in STAFF,
        "signed_in": actor is not None,
        "in_language": "?taal=en" if language == "en" and actor is None else "",
    }
    return render(request, "professional/places.html", shown)


def place_shown(place: Place, language: Language) -> dict[str, str]:
    """With whom one can consult, in one language."""
    dutch = language == "nl"
    digits = "".join(sign for sign in place.phone if sign.isdigit())
    return {
        "name": place.nl if dutch else place.en,
        "what": place.what_nl if dutch else place.what_en,
        "when": place.when_nl if dutch else place.when_en,
        "phone": place.phone,
        "call": f"tel:{digits}",
        "source": place.source,
        "read_on": day(place.read_on),
        "confirmed_by": place.confirmed_by,
        "unconfirmed": say("confirmation.unconfirmed", language),
    }


def _token(actor: Actor) -> str:
    return signing.dumps([str(uuid.uuid4()), str(actor.member)], salt=SALT)


def _form_id(token: str, actor: Actor) -> uuid.UUID | None:
    """The id that a form carries; None when it is too old, changed, or someone else's."""
    try:
        found, member = signing.loads(token, salt=SALT, max_age=FORM_LASTS)
    except signing.BadSignature:
        return None
    return uuid.UUID(found) if member == str(actor.member) else None


def _answer(question: str, sent: str) -> Answer:
    """An answer as it was sent; what is no code stays as it is, for the check to name."""
    if not sent:
        return NOT_ASKED
    if sent in WIRE_STATES:
        return Answer(WIRE_STATES[sent])
    ids = {code.wire: code.id for code in standard.codes(QUESTIONS[question])}
    return Answer.of(ids.get(sent, sent))


def _day(sent: str) -> date:
    """The day that was sent; one that is none lies outside every bound."""
    try:
        return date.fromisoformat(sent)
    except ValueError:
        return date.min + LOOKS_BACK


def _labels() -> dict[str, str]:
    return {
        "caller": _("Wie vroeg om advies?"),
        "theme": _("Waar ging het over?"),
        "answer": _("Hoe liep het af?"),
        "on": _("Op welke dag?"),
    }


def _days(language: Language) -> tuple[Option, ...]:
    today = timezone.localdate()
    near = {0: _("Vandaag"), 1: _("Gisteren")}
    days = [today - timedelta(days=back) for back in range(LOOKS_BACK.days + 1)]
    return tuple(Option(on.isoformat(), near.get(back, day(on))) for back, on in enumerate(days))


def _fields(language: Language, sent: dict[str, str], errors: dict[str, str]) -> tuple[Field, ...]:
    found = []
    for question, list_name in QUESTIONS.items():
        name = NAMES[question]
        codes = [(code.wire, code.nl if language == "nl" else code.en) for code in standard.codes(list_name)]
        values = [Option(wire, label[:1].upper() + label[1:]) for wire, label in codes]
        options = (*values, Option("onbekend", _("Dat weet ik niet")))
        found.append(Field(name, name, _labels()[question], "radio", sent.get(question, ""), options,
                           error=errors.get(question, ""), required=True))  # fmt: skip
    name = NAMES["on"]
    on = sent.get("on", timezone.localdate().isoformat())
    found.append(Field(name, name, _labels()["on"], "select", on, _days(language), error=errors.get("on", ""),
                       required=True))  # fmt: skip
    return tuple(found)


def _form(request: HttpRequest, sent: dict[str, str], errors: dict[str, str], notice: str = "") -> HttpResponse:
    fields = _fields(language_of(request), sent, errors)
    shown = {
        "token": request.POST.get(TOKEN, "") if errors and not notice else _token(acting(request)),
        "fields": fields,
        "wrong": tuple(field for field in fields if field.error),
        "notice": notice,
        "noted": request.GET.get("vastgelegd", ""),
    }
    return render(request, "professional/consultation.html", shown, status=400 if errors or notice else 200)


@require_http_methods(["GET", "POST"])
@staff(*STAFF)
def note_page(request: HttpRequest) -> HttpResponse:
    """Note that advice was given: three answers and a day, four taps, nothing to type."""
    if request.method != "POST":
        return _form(request, {}, {})
    actor, language = acting(request), language_of(request)
    sent = {question: posted(request, name) for question, name in NAMES.items()}
    form_id = _form_id(request.POST.get(TOKEN, ""), actor)
    if form_id is None:
        return _form(request, sent, {}, say("consultation.stale", language))
    answers = {question: _answer(question, sent[question]) for question in QUESTIONS}
    given = Consultation(**answers, on=_day(sent["on"]))
    try:
        now = note_consultation(given=given, consultation_id=form_id, by=actor)
    except InputProblems as wrong:
        return _form(request, sent, {one.field: say_problem(one, language) for one in wrong.problems})
    return HttpResponseRedirect(f"{reverse('overleg')}?vastgelegd={'nu' if now else 'al'}")


def _asked_year(request: HttpRequest) -> int:
    """The year asked for; this year when there is none or it is no year that can be counted."""
    asked, this = request.GET.get("jaar", ""), timezone.localdate().year
    year = int(asked) if asked.isascii() and asked.isdigit() and len(asked) == 4 else this
    return year if FIRST_YEAR <= year <= this else this


@require_http_methods(["GET", "POST"])
@staff(*STAFF)
def year_page(request: HttpRequest) -> HttpResponse:
    """The talks of one year, counted apart; and erasing those that outlived their term."""
    if request.method == "POST":
        erased = erase_consultations(by=acting(request))
        return HttpResponseRedirect(f"{reverse('overleg-jaar')}?gewist={erased}")
    year, language = _asked_year(request), language_of(request)
    found, this = consultations(acting(request), year, language), timezone.localdate().year
    years = tuple(Option(str(one), str(one)) for one in range(this, max(FIRST_YEAR, this - 4) - 1, -1))
    shown = {
        "year": year,
        "choice": Field("jaar", "jaar", _("Jaar"), "select", str(year), years, required=True),
        "total": found.total,
        "tables": [numbers_table(table, language) for table in found.tables] if found.total else (),
        "facts": facts_of(found.tables[0].about, language),
        "expired": found.expired,
        "erased": request.GET.get("gewist", ""),
    }
    return render(request, "professional/consultations.html", shown)
