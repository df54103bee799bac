"""The professional's pages: own signals, a new one, one of them."""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import Any, Literal
from urllib.parse import urlencode

from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from zicht.errors import Refused
from zicht.knowledge import standard
from zicht.knowledge.sentences import Language, say
from zicht.knowledge.signal import warnings
from zicht.server.door.activities import perpetrators_on
from zicht.server.drafts.actions.keep import Elsewhere
from zicht.server.drafts.queries import drafts, how_many
from zicht.server.parties.actor import Actor
from zicht.server.signals.actions.register import register_once
from zicht.server.signals.earlier import own_earlier
from zicht.server.signals.queries import SignalRow, open_signal, own_signals
from zicht.server.web.parts.access import NOT_FOUND, acting, language_of, staff
from zicht.server.web.parts.components import Field
from zicht.server.web.parts.refusals import refusal_lines
from zicht.server.web.parts.signal_parts import coverage_shown, follow_up_shown, not_granted, sections
from zicht.server.web.parts.warned import warned
from zicht.server.web.professional.fields import Shown
from zicht.server.web.professional.further import shown_numbers
from zicht.server.web.professional.further_fields import MORE_OF, Further, is_further, one_more
from zicht.server.web.professional.given import (
    CERTAINTY,
    HAPPENED,
    NAMES,
    PROVENANCE,
    SIGN,
    YES,
    Given,
    codes_by_wire,
    given,
)
from zicht.server.web.professional.kept import PAGE, nothing_in, page_of, to_keep
from zicht.server.web.professional.lists import drafts_table, own_table
from zicht.server.web.professional.parsing import ON_BEHALF, Parsed, parse
from zicht.server.web.professional.progress import progress
from zicht.server.web.professional.shelf import (
    STANDING,
    Shelf,
    as_json,
    elsewhere,
    keep,
    kept_line,
    read_standing,
)

STAFF = ("professional", "desk", "partner")
SALT, FORM_LASTS = "signaal-nieuw", 12 * 3600
TOKEN, STEP, STATE = "formulier", "stap", "csrfmiddlewaretoken"
OF_SIGNS = (SIGN, PROVENANCE, HAPPENED, CERTAINTY)
SENT_ANEW = (TOKEN, STEP, STATE, STANDING, PAGE)
LEAVE, BY_ITSELF = "bewaren", "vanzelf"
WARNED, ENTITIES = "gewaarschuwd", frozenset(entity.id for entity in standard.entities())
Page = Literal["new", "observations", "more", "warned", "confirm"]


@require_GET
@staff(*STAFF)
def own(request: HttpRequest) -> HttpResponse:
    """The signals that one registered oneself; above the first page what is not sent yet."""
    after, actor = request.GET.get("na", ""), acting(request)
    page, unsent = own_signals(actor, after), () if after else drafts(actor)
    kept = next((line for line in unsent if str(line.id) == request.GET.get("bewaard")), None)
    found = {
        "drafts": drafts_table(unsent) if unsent else None,
        "kept": kept_line(kept.saved_at, kept.expires_at) if kept else "",
        "thrown_away": "weggegooid" in request.GET,
        "table": own_table(page.rows, language_of(request)) if page.rows else None,
        "first_url": reverse("signalen") if after else "",
        "next_url": f"?{urlencode({'na': page.after})}" if page.after else "",
    }
    return render(request, "professional/list.html", found)


@require_GET
@staff(*STAFF)
def one(request: HttpRequest, record: uuid.UUID) -> HttpResponse:
    """One signal, as far as its reader may see it."""
    language, signal = language_of(request), open_signal(acting(request), record)
    found = {
        "signal": signal,
        "sections": tuple(sections(signal, language)),
        "kept_back": not_granted(signal, language),
        "coverage": coverage_shown(signal, language),
        "follow_up": follow_up_shown(signal.follow_up, language),
        "follow_up_granted": signal.follow_up is not None,
        "steps": progress(signal, language),
        "arrived": request.GET.get("doorgegeven", ""),
        "corrected": request.GET.get("verbeterd", ""),
        "correctable": signal.correctable,
    }
    return render(request, "professional/signal.html", found)


def _token(record: uuid.UUID, actor: Actor) -> str:
    return signing.dumps([str(record), str(actor.member)], salt=SALT)


def _record(token: str, actor: Actor, lasts: int | None = None) -> uuid.UUID | None:
    """The record that a form was made for; None when the form is too old, changed, or someone else's."""
    try:
        record, member = signing.loads(token, salt=SALT, max_age=lasts)
    except signing.BadSignature:
        return None
    return uuid.UUID(record) if member == str(actor.member) else None


def _blank(actor: Actor) -> Given:
    """A new form: the capacity that goes with the organisation is filled in."""
    capacity = next((o.capacity for o in standard.organisations() if o.id == actor.organisation_code), "")
    wires = {code: wire for wire, code in codes_by_wire("capacity").items()}
    return Given({NAMES["capacity"]: (wires.get(capacity, ""),)})


def _on_page(page: Page, name: str) -> bool:
    """Whether a field is shown on this page; what is not is carried along unseen."""
    if name == WARNED:
        return False
    place = "observations" if name.startswith(OF_SIGNS) else "more" if is_further(name) else "new"
    return place == page


def _set_here(page: Page) -> tuple[str, ...]:
    """What a page sends anew: that it warned."""
    return (WARNED,) if page in ("warned", "confirm") else ()


def _carried(form: Given, page: Page) -> tuple[tuple[str, str], ...]:
    anew = (*SENT_ANEW, *_set_here(page))
    names = [name for name in form.values if name not in anew and not _on_page(page, name)]
    return tuple((name, value) for name in names for value in form.all(name))


def _new_fields(shown: Shown) -> dict[str, Any]:
    required = {field.name: field for field in shown.required()}
    self_field = shown.coded("about_self")
    more = (shown.text("place"), self_field, shown.on_behalf(ON_BEHALF))
    contact, person = shown.contact(), shown.person()
    return {
        "required": required,
        "when": shown.when(),
        "narrative": shown.narrative(),
        "more": more,
        "contact": contact,
        "person": person,
        "more_open": _touched(more),
        "contact_open": _touched(contact),
        "person_open": _touched(person),
    }


def _touched(fields: tuple[Field, ...]) -> bool:
    return any(field.value or field.error for field in fields)


def show_form(
    request: HttpRequest,
    page: Page,
    form: Given,
    shelf: Shelf,
    problems: dict[str, str] | None = None,
    refused: Refused | None = None,
    earlier: tuple[SignalRow, ...] = (),
) -> HttpResponse:
    """One page of the form, with what was given before still there."""
    language: Language = language_of(request)
    wrong = problems or {}
    shown = Shown(form, wrong, language)
    on = page == "more" and perpetrators_on(acting(request))
    draft = parse(form, timezone.localdate(), language, perpetrators_on=on).draft
    found: dict[str, Any] = {
        "desk_reads": _("Het meldpunt leest op werkdagen van 9 tot 17 uur."),
        "token": _token(shelf.record, acting(request)),
        "shelf": shelf,
        "page": page,
        "carried": _carried(form, page),
        "acute": form.one(NAMES["acute"]) == YES,
        "refused": refusal_lines(refused, language),
    }
    if page == "new":
        found |= _new_fields(shown)
    if page == "observations":
        found |= {"groups": tuple(shown.signs()), "newcomers": say("coverage.not_alone", language)}
    if page == "more":
        further = Further(shown, draft, perpetrators_on=on, offender=on)
        found |= {"groups": further.groups(), "counts": further.counts()}
    if page in ("warned", "confirm"):
        found["warnings"] = warned(warnings(draft), language)
        found["earlier"] = own_table(earlier, language, _("Uw eerdere signalen hierover")) if earlier else None
        found["carried"] += ((WARNED, YES),)
    here = {name: text for name, text in wrong.items() if _on_page(page, name)}
    found["wrong"] = _wrong_fields(found, here)
    return render(request, f"professional/{page}.html", found, status=400 if here else 403 if refused else 200)


def _wrong_fields(found: dict[str, Any], wrong: dict[str, str]) -> tuple[Field, ...]:
    """The fields with a problem, in the order of the page; one that the page does not show is named too."""
    if not wrong:
        return ()
    fields: list[Field] = [*found.get("required", {}).values()]
    if "when" in found:
        fields.insert(2, found["when"].field)
        fields += [found["narrative"], *found["more"], *found["contact"], *found["person"]]
    for group in found.get("groups", ()):
        fields += group.every_field
    shown = {field.name for field in fields}
    lost = [Field(name, name, _("Waarneming"), error=text) for name, text in wrong.items() if name not in shown]
    return (*(field for field in fields if field.error), *lost)


def _step(form: Given, parsed: Parsed) -> Page | None:
    """The page to show next, or None when everything is there and the signal can be kept."""
    step, wrong = form.one(STEP), parsed.problems
    if step == "antwoorden" or any(_on_page("new", name) for name in wrong):
        return "new"
    further = step == "meer" or step.startswith(MORE_OF)
    if step == "waarnemingen" or (not further and any(_on_page("observations", name) for name in wrong)):
        return "observations"
    if further or wrong:
        return "more"
    return "confirm" if parsed.draft.acute.value == "yes" and step != "bevestigd" else None


def _asked_for_more(form: Given) -> Given:
    """The form with one more of an entity, when that is what the button asked."""
    entity = form.one(STEP).removeprefix(MORE_OF)
    if not form.one(STEP).startswith(MORE_OF) or entity not in ENTITIES:
        return form
    return Given(one_more(form.values, entity, shown_numbers(form, entity)))


@require_http_methods(["GET", "POST"])
@staff(*STAFF)
def new(request: HttpRequest) -> HttpResponse:
    """Register a signal: the answers, optionally what was seen and more, and 112 before anything acute is sent."""
    actor = acting(request)
    if request.method != "POST":
        return show_form(request, "new", _blank(actor), Shelf(uuid.uuid4(), waiting=how_many(actor)))
    form = _asked_for_more(given(dict(request.POST.lists())))
    record, step = _record(form.one(TOKEN), actor, FORM_LASTS), form.one(STEP)
    if record is None:
        return _stale(request, form)
    if step in (LEAVE, BY_ITSELF):
        return _saved(request, form, record)
    on = perpetrators_on(actor)
    parsed = parse(form, timezone.localdate(), language_of(request), perpetrators_on=on)
    page = _step(form, parsed)
    if page in (None, "confirm") and not form.one(WARNED):
        before = own_earlier(parsed.draft, by=actor, besides=record)
        if page or before or warnings(parsed.draft):
            return _on_to(request, page or "warned", form, record, earlier=before)
    if page is not None:
        return _on_to(request, page, form, record, {} if step == "antwoorden" else dict(parsed.problems))
    return _keep(request, form, parsed, record)


def _stale(request: HttpRequest, form: Given) -> HttpResponse:
    """A form that is too old goes on with its own draft; one that is not ours, or not this member's, with a new one."""
    actor, stale = acting(request), Refused("professional.stale_form")
    record = _record(form.one(TOKEN), actor)
    shelf = Shelf(record, read_standing(form)) if record else Shelf(uuid.uuid4())
    if form.one(STEP) == BY_ITSELF:
        said = say("professional.stale_form", language_of(request))
        return as_json(replace(shelf, problem=said), _token(shelf.record, actor))
    return show_form(request, "new", form, shelf, refused=stale)


def _on_to(request: HttpRequest, page: Page, form: Given, record: uuid.UUID, *more: Any, **shown: Any) -> HttpResponse:
    """The next page; what was filled in so far is kept on the way."""
    shelf = _shelved(request, form, record, page) or Shelf(record, read_standing(form))
    return show_form(request, page, form, shelf, *more, **shown)


def _shelved(request: HttpRequest, form: Given, record: uuid.UUID, page: str, window: str = "") -> Shelf | None:
    """The draft as it is kept now; None when there is nothing in the form to keep."""
    place = page_of(page)
    if not read_standing(form).version and nothing_in(to_keep(form, place), _blank(acting(request))):
        return None
    return keep(request, record, form, place, window)


def _saved(request: HttpRequest, form: Given, record: uuid.UUID) -> HttpResponse:
    """Only kept: by the script while someone fills it in, or by the button to leave it for later."""
    page, on = page_of(form.one(PAGE)), read_standing(form)
    if form.one(STEP) == BY_ITSELF:
        shelf = _shelved(request, form, record, page, on.window) or Shelf(record, on)
        return as_json(shelf, _token(shelf.record, acting(request)))
    empty = Shelf(record, on, problem=say("drafts.empty", language_of(request)))
    shelf = _shelved(request, form, record, page) or empty
    if shelf.problem:
        return _told_first(request, page, form, shelf)
    return HttpResponseRedirect(f"{reverse('signalen')}?{urlencode({'bewaard': record})}")


def _told_first(request: HttpRequest, page: Page, form: Given, shelf: Shelf) -> HttpResponse:
    response = show_form(request, page, form, shelf)
    response.status_code = 409
    return response


def _keep(request: HttpRequest, form: Given, parsed: Parsed, record: uuid.UUID) -> HttpResponse:
    try:
        kept_now = register_once(
            record=record,
            draft=parsed.draft,
            by=acting(request),
            channel=parsed.channel,
            begun=read_standing(form),
        )
    except Elsewhere as told:
        return _told_first(request, "new", form, elsewhere(record, told, language_of(request)))
    except Refused as refusal:
        if refusal.code == NOT_FOUND:
            raise
        return show_form(request, "new", form, Shelf(record, read_standing(form)), refused=refusal)
    arrived = urlencode({"doorgegeven": "nu" if kept_now else "al"})
    return HttpResponseRedirect(f"{reverse('signaal', args=[record])}?{arrived}")
