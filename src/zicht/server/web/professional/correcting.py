"""Correcting a signal on one page, and its history. Professional and desk share these pages."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from zicht.errors import InputProblems, Refused
from zicht.knowledge.sentences import say_problem
from zicht.knowledge.signal import warnings
from zicht.server.parties.actor import Actor
from zicht.server.signals.actions.correct import CHANGED_MEANWHILE, Reason, correct
from zicht.server.signals.contents import draft_seen
from zicht.server.signals.history import ToCorrect, differences, history, to_correct
from zicht.server.web.parts.access import NOT_FOUND, acting, language_of, staff
from zicht.server.web.parts.components import Field
from zicht.server.web.parts.history_shown import history_shown, replaced
from zicht.server.web.parts.refusals import refusal_lines
from zicht.server.web.parts.warned import warned
from zicht.server.web.professional.correction_fields import Correction
from zicht.server.web.professional.filling import filled
from zicht.server.web.professional.further import shown_numbers
from zicht.server.web.professional.further_fields import MORE_OF, one_more
from zicht.server.web.professional.given import NAMES, Given, given
from zicht.server.web.professional.merging import Merged, merged
from zicht.server.web.professional.views import ENTITIES, STAFF, STEP, TOKEN, WARNED

SALT, FORM_LASTS = "signaal-verbeteren", 12 * 3600
LOOK_AGAIN = "kijken"


@dataclass(frozen=True, slots=True)
class Ticket:
    """What a form was made for: one correction, of one version of a signal."""

    correction: uuid.UUID
    version: str


def _signed(ticket: Ticket, record: uuid.UUID, actor: Actor) -> str:
    return signing.dumps([str(ticket.correction), ticket.version, str(record), str(actor.member)], salt=SALT)


def _ticket(token: str, record: uuid.UUID, actor: Actor) -> Ticket | None:
    """The ticket in a form; None when it is too old, changed, someone else's or for another signal."""
    try:
        correction, version, of_record, member = signing.loads(token, salt=SALT, max_age=FORM_LASTS)
    except signing.BadSignature:
        return None
    fits = (of_record, member) == (str(record), str(actor.member))
    return Ticket(uuid.UUID(correction), version) if fits else None


def _found(actor: Actor, record: uuid.UUID) -> ToCorrect:
    found = to_correct(actor, record)
    if found is None:
        raise Refused("signals.not_yours_to_correct", rule="correct:registrant-or-desk")
    return found


def _back(actor: Actor, record: uuid.UUID) -> str:
    return reverse("meldpunt-signaal" if actor.role == "desk" else "signaal", args=[record])


@dataclass(slots=True)
class _Page:
    """One showing of the page."""

    request: HttpRequest
    found: ToCorrect
    form: Given
    ticket: Ticket
    merged: Merged | None = None

    def render(self, status: HTTPStatus = HTTPStatus.OK, **more: Any) -> HttpResponse:
        actor, language = acting(self.request), language_of(self.request)
        kept, groups = draft_seen(self.found.signal), self.found.signal.groups
        draft = self.merged.draft if self.merged else kept
        problems = dict(self.merged.problems) if self.merged and status is HTTPStatus.BAD_REQUEST else {}
        page = Correction(self.form, kept, draft, groups, language, problems)
        record, fields, when, why = self.found.signal.record, page.every_field(), page.when(), page.why()
        shown: dict[str, Any] = {
            "record": record,
            "back": _back(actor, record),
            "token": _signed(self.ticket, record, actor),
            "names": " ".join([NAMES["when"], *(field.name for field in fields)]),
            "when": when,
            "first": page.first(),
            "persons": page.persons(),
            "contact": page.contact(),
            "signs": tuple(page.signs()),
            "further": page.further(),
            "counts": page.counts(),
            "why": why,
            "acute": draft.acute.value == "yes",
            "desk_reads": _("Het meldpunt leest op werkdagen van 9 tot 17 uur."),
            "wrong": _wrong((when.field, *fields, *why), problems),
            **more,
        }
        return render(self.request, "professional/correct.html", shown, status=status)


def _wrong(fields: tuple[Field, ...], problems: dict[str, str]) -> tuple[Field, ...]:
    """The fields with a problem; one that the page does not show is named too."""
    shown = {field.name for field in fields}
    lost = (Field(name, name, _("Signaal"), error=text) for name, text in problems.items() if name not in shown)
    return (*(field for field in fields if field.error), *lost)


@require_http_methods(["GET", "POST"])
@staff(*STAFF)
def correct_page(request: HttpRequest, record: uuid.UUID) -> HttpResponse:
    """Correct a signal: what is touched changes, and the old value is kept with the reason."""
    actor = acting(request)
    found = _found(actor, record)
    if request.method != "POST":
        return _fresh(request, found)
    form = given(dict(request.POST.lists()))
    ticket = _ticket(form.one(TOKEN), record, actor)
    if ticket is None:
        return _conflict(request, found, form, Refused("professional.stale_form"), HTTPStatus.BAD_REQUEST)
    return _sent(request, _Page(request, found, form, ticket))


def _fresh(request: HttpRequest, found: ToCorrect, status: HTTPStatus = HTTPStatus.OK, **more: Any) -> HttpResponse:
    ticket = Ticket(uuid.uuid4(), found.version)
    return _Page(request, found, filled(draft_seen(found.signal)), ticket).render(status, **more)


def _conflict(
    request: HttpRequest, found: ToCorrect, form: Given, refused: Refused, status: HTTPStatus = HTTPStatus.CONFLICT
) -> HttpResponse:
    """The page as the signal is now, and beside it what was filled in and differs: nothing typed is lost."""
    language = language_of(request)
    signal = found.signal
    mine = merged(form, draft_seen(signal), signal.groups, timezone.localdate(), language).draft
    lines = tuple(line for change in differences(signal, mine) for line in replaced(change, language))
    said = refusal_lines(refused, language)[:1]
    return _fresh(request, found, status, refused=said, yours=lines)


def _sent(request: HttpRequest, page: _Page) -> HttpResponse:
    kept, signal, language = draft_seen(page.found.signal), page.found.signal, language_of(request)
    page.merged = merged(page.form, kept, signal.groups, timezone.localdate(), language)
    step = page.form.one(STEP)
    if step == LOOK_AGAIN or step.startswith(MORE_OF):
        entity = step.removeprefix(MORE_OF)
        if entity in ENTITIES:
            page.form = Given(one_more(page.form.values, entity, shown_numbers(page.form, entity)))
        return page.render()
    if page.merged.problems:
        return page.render(HTTPStatus.BAD_REQUEST)
    if pause := _pause(request, page):
        return page.render(**pause)
    return _keep(request, page, page.merged)


def _pause(request: HttpRequest, page: _Page) -> dict[str, Any]:
    """What has to be seen before this is kept: danger stated now, or a text that seems to name someone."""
    kept = draft_seen(page.found.signal)
    new = page.merged.draft if page.merged else kept
    known = {(one.field, str(one.params["kinds"])) for one in warnings(kept)}
    about = [one for one in warnings(new) if (one.field, str(one.params["kinds"])) not in known]
    danger = new.acute.value == "yes" and kept.acute.value != "yes"
    if page.form.one(WARNED) or not (about or danger):
        return {}
    return {"pause": True, "danger": danger, "warnings": warned(about, language_of(request))}


def _keep(request: HttpRequest, page: _Page, new: Merged) -> HttpResponse:
    actor, record = acting(request), page.found.signal.record
    try:
        kept_now = correct(
            signal=record,
            draft=new.draft,
            seen=page.ticket.version,
            reason=Reason(new.why, new.note),
            by=actor,
            correction=page.ticket.correction,
        )
    except InputProblems as wrong:
        said = tuple(say_problem(problem, language_of(request)) for problem in wrong.problems)
        return page.render(HTTPStatus.BAD_REQUEST, refused=said)
    except Refused as refusal:
        if refusal.code == NOT_FOUND:
            raise
        if refusal.code == CHANGED_MEANWHILE:
            return _conflict(request, _found(actor, record), page.form, refusal)
        return page.render(HTTPStatus.FORBIDDEN, refused=refusal_lines(refusal, language_of(request)))
    return HttpResponseRedirect(f"{_back(actor, record)}?verbeterd={'nu' if kept_now else 'al'}")


@require_GET
@staff(*STAFF)
def history_page(request: HttpRequest, record: uuid.UUID) -> HttpResponse:
    """Everything that happened to a signal, as far as its reader may see it."""
    actor = acting(request)
    found = history(actor, record)
    shown = {"events": history_shown(found, language_of(request)), "back": _back(actor, record)}
    return render(request, "professional/history.html", shown)
