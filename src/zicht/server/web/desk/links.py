"""One-off links for professionals without an account: make one, hand it over oneself, take it back."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from zicht.errors import InputProblems, Refused
from zicht.knowledge import standard
from zicht.knowledge.links import link_rules
from zicht.knowledge.sentences import Language, say, say_problem
from zicht.server.door.view import NotVisible
from zicht.server.intake.actions.links import NAME_MOST, LinkDraft, MadeLink, make_link, withdraw_link
from zicht.server.intake.links import LinkRow, links
from zicht.server.parties.actor import Actor
from zicht.server.web.desk.shown import code_wires
from zicht.server.web.parts.access import acting, language_of, staff
from zicht.server.web.parts.components import BadgeKind, Fact, Field, FieldKind, Option
from zicht.server.web.parts.moments import moment
from zicht.server.web.parts.posted import posted

SALT, FORM_LASTS, TOKEN = "eenmalige-link", 12 * 3600, "formulier"
NAMES = {"capacity": "voor", "name": "organisatie", "days": "dagen"}
BADGES: dict[str, BadgeKind] = {"open": "ok", "used": "info", "blocked": "attention"}


@dataclass(frozen=True, slots=True)
class LinkShown:
    """One link on the page; ``open``: it can still be taken back; ``record``: the signal that came in by it."""

    id: str
    title: str
    facts: tuple[Fact, ...]
    open: bool


def _state(row: LinkRow) -> str:
    until = row.rests_until or row.expires_at
    return {
        "open": _("open"),
        "used": _("gebruikt"),
        "expired": _("verlopen"),
        "withdrawn": _("ingetrokken"),
        "blocked": _("dicht tot %(moment)s: te vaak een verkeerde code") % {"moment": moment(until)},
    }[row.state]


def _shown(row: LinkRow, language: Language) -> LinkShown:
    facts = [
        Fact(_("Stand"), _state(row), BADGES.get(row.state, "")),
        Fact(_("Gemaakt"), f"{moment(row.made_at)}, {row.made_by_name}"),
        Fact(_("Werkt tot"), moment(row.expires_at)),
    ]
    if row.wrong_tries and row.tried_at:
        told = ngettext("%(count)d keer, op %(moment)s", "%(count)d keer, het laatst op %(moment)s", row.wrong_tries)
        words = told % {"count": row.wrong_tries, "moment": moment(row.tried_at)}
        facts.append(Fact(_("Verkeerde code"), words, "attention"))
    if row.record:
        facts.append(Fact(_("Signaal"), _("Open het signaal"), url=reverse("meldpunt-signaal", args=[row.record])))
    kind = standard.label("capacity", row.capacity, language)
    title = f"{kind[:1].upper()}{kind[1:]}" + (f", {row.name}" if row.name else "")
    return LinkShown(str(row.id), title, tuple(facts), row.state in ("open", "blocked"))


def _days(days: int) -> str:
    return ngettext("%(count)d dag", "%(count)d dagen", days) % {"count": days}


def _kinds(language: Language) -> tuple[Option, ...]:
    codes = [code for code in standard.codes("capacity") if code.id in link_rules().capacities]
    named = [(code.wire, code.nl if language == "nl" else code.en) for code in codes]
    offered = (Option(wire, label[:1].upper() + label[1:]) for wire, label in named)
    return (Option("", _("Kies een antwoord")), *offered)


def _fields(language: Language, sent: Mapping[str, str], errors: Mapping[str, str]) -> tuple[Field, ...]:
    days = tuple(Option(str(number), _days(number)) for number in link_rules().days)

    def field(part: str, label: str, kind: FieldKind, value: str, options: tuple[Option, ...] = ()) -> Field:
        must, most = part != "name", NAME_MOST if part == "name" else 0
        hint = "" if must else _("Alleen het meldpunt ziet dit. Schrijf hier geen naam van een persoon.")
        name = NAMES[part]
        return Field(name, name, label, kind, value, options, hint, errors.get(part, ""), must, most, "off")

    return (
        field("capacity", _("Voor wie is de link?"), "select", sent.get("capacity", ""), _kinds(language)),
        field("name", _("Naam van de organisatie"), "text", sent.get("name", "")),
        field("days", _("Hoe lang werkt de link?"), "select", sent.get("days", str(link_rules().usual_days)), days),
    )


def _token(actor: Actor) -> str:
    return signing.dumps([uuid.uuid4().hex, str(actor.member)], salt=SALT)


def _nonce(token: str, actor: Actor) -> str:
    """The nonce that a form carries; "" when it is too old, changed, or someone else's."""
    try:
        nonce, member = signing.loads(token, salt=SALT, max_age=FORM_LASTS)
    except signing.BadSignature:
        return ""
    return str(nonce) if member == str(actor.member) else ""


def _page(
    request: HttpRequest,
    sent: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
    made: MadeLink | None = None,
    notice: str = "",
) -> HttpResponse:
    language, wrong = language_of(request), errors or {}
    fields = _fields(language, sent or {}, wrong)
    shown = {
        "token": request.POST.get(TOKEN, "") if wrong else _token(acting(request)),
        "fields": fields,
        "wrong": tuple(field for field in fields if field.error),
        "notice": notice,
        "made": made,
        "made_until": moment(made.expires_at) if made else "",
        "address": _address(request, made) if made else "",
        "links": tuple(_shown(row, language) for row in links(acting(request))),
    }
    return render(request, "desk/links.html", shown, status=400 if wrong or notice else 200)


def _address(request: HttpRequest, made: MadeLink) -> str:
    """The link: what stands behind the "#" stays in the browser that opens it, and reaches no server."""
    return f"{request.build_absolute_uri(reverse('melden-link'))}#{made.code.replace(' ', '')}"


@require_http_methods(["GET", "POST"])
@staff("desk")
def page(request: HttpRequest) -> HttpResponse:
    """The desk's links, and the form that makes one; a link that was just made is shown here, once."""
    if request.method != "POST":
        return _page(request)
    wanted = posted(request, "intrekken")
    return _withdraw(request, wanted) if wanted else _make(request)


def _make(request: HttpRequest) -> HttpResponse:
    language, actor = language_of(request), acting(request)
    sent = {field: posted(request, name) for field, name in NAMES.items()}
    nonce = _nonce(request.POST.get(TOKEN, ""), actor)
    if not nonce:
        return _page(request, sent, notice=say("intake.link_stale", language))
    days = int(sent["days"]) if sent["days"].isascii() and sent["days"].isdigit() and len(sent["days"]) < 4 else 0
    given = LinkDraft(code_wires("capacity").get(sent["capacity"], ""), sent["name"], days)
    try:
        made = make_link(given=given, nonce=nonce, by=actor)
    except InputProblems as wrong:
        return _page(request, sent, {one.field: say_problem(one, language) for one in wrong.problems})
    return _page(request, made=made)


def _withdraw(request: HttpRequest, wanted: str) -> HttpResponse:
    try:
        withdraw_link(link=uuid.UUID(wanted), by=acting(request))
    except ValueError as error:
        raise NotVisible("not-own-link") from error
    except Refused as refused:
        if refused.code != "intake.link_ended":
            raise
        return _page(request, notice=say(refused.code, language_of(request)))
    messages.success(request, _("De link is ingetrokken en werkt niet meer."))
    return HttpResponseRedirect(reverse("meldpunt-links"))
