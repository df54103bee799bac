"""Who may open a page, and what a page shows when the door says no."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from zicht.errors import Refused
from zicht.knowledge.sentences import Language, say, say_error
from zicht.server.parties.actor import Actor
from zicht.server.web.parts.components import Link
from zicht.server.web.parts.posted import written

P = ParamSpec("P")
Page = Callable[Concatenate[HttpRequest, P], HttpResponse]
NOT_FOUND = "door.not_found"
NOTICES = "berichten"
SIGN_IN = "mijn-inloggen"  # there is nothing to choose where no organisation's sign-in is set up

NAVIGATION: tuple[tuple[str, str, frozenset[str]], ...] = (
    ("meldpunt", "nav.queue", frozenset({"desk"})),
    ("casussen", "nav.cases", frozenset({"desk"})),
    ("signalen", "nav.signals", frozenset({"professional", "desk", "partner"})),
    ("signaal-nieuw", "nav.new_signal", frozenset({"professional", "desk", "partner"})),
    ("mag-ik-delen", "nav.may_share", frozenset({"professional", "desk", "partner", "privacy", "fg"})),
    ("overleg", "nav.consult", frozenset({"desk"})),
    ("overleggen", "nav.consult", frozenset({"professional", "partner"})),
    ("doorverwijzingen", "nav.referrals", frozenset({"desk", "partner"})),
    ("logboek", "nav.log", frozenset({"privacy", "fg"})),
    ("toegang", "nav.grants", frozenset({"privacy", "fg"})),
    ("werkafspraken", "nav.agreements", frozenset({"privacy", "fg"})),
    ("adviezen", "nav.advice", frozenset({"privacy", "fg"})),
    ("verwerkingen", "nav.activities", frozenset({"privacy", "fg"})),
    ("beeld", "nav.picture", frozenset({"policy"})),
    (NOTICES, "nav.notices", frozenset({"professional", "desk", "partner", "privacy", "fg", "policy", "admin"})),
    ("mijn-sleutels", "nav.keys", frozenset({"professional", "desk", "partner", "privacy", "fg", "policy", "admin"})),
    (SIGN_IN, "nav.sign_in", frozenset({"professional", "desk", "partner", "privacy", "fg", "policy", "admin"})),
)


def language_of(request: HttpRequest) -> Language:
    """The language of this page."""
    return "en" if getattr(request, "LANGUAGE_CODE", "nl") == "en" else "nl"


def navigation(request: HttpRequest, actor: Actor) -> tuple[Link, ...]:
    """The pages of this role."""
    language, unread = language_of(request), getattr(request, "unread", 0)
    return tuple(
        Link(reverse(name), say(label, language), request.path == reverse(name), unread if name == NOTICES else 0)
        for name, label, roles in NAVIGATION
        if actor.role in roles and (name != SIGN_IN or settings.ZICHT.outside)
    )


def context(request: HttpRequest) -> dict[str, Any]:
    """What every template has: demo or not, who is signed in, their pages."""
    actor: Actor | None = getattr(request, "actor", None)
    found: dict[str, Any] = {"demo": settings.ZICHT.demo}
    if actor:
        found["who"] = {
            "name": actor.name,
            "organisation": actor.organisation_name,
            "sign_out_url": reverse("account_logout"),
        }
        found["navigation"] = navigation(request, actor)
    return found


def no_page(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """What is shown when the door says no: not found, or the rule with what is always allowed."""
    language = language_of(request)
    if refusal.code == NOT_FOUND:
        return render(request, "parts/not_found.html", status=404)
    said = {
        "sentence": say_error(refusal, language),
        "rule": refusal.rule,
        "always": say("danger.always_allowed", language),
        "without_name": say("danger.without_name", language),
    }
    return render(request, "parts/refused.html", said, status=403)


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    """The sign-in page; first a page with what was written when a session ended while someone was writing."""
    sign_in = f"{reverse('account_login')}?{urlencode({'next': request.get_full_path()})}"
    texts = written(request)
    if not texts:
        return HttpResponseRedirect(sign_in)
    return render(request, "parts/signed_out.html", {"written": texts, "sign_in": sign_in}, status=403)


def staff(*roles: str) -> Callable[[Page[P]], Page[P]]:
    """A page for whoever is signed in with a second factor in one of these roles."""

    def decorate(page: Page[P]) -> Page[P]:
        @wraps(page)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            actor: Actor | None = request.actor  # type: ignore[attr-defined]  # set by WhoAsks
            if actor is None:
                return _to_sign_in(request)
            try:
                if actor.role not in roles:
                    raise Refused("door.role", rule=f"page:{request.resolver_match.url_name}", role=actor.role)  # type: ignore[union-attr]  # resolved, for we are in the view
                return page(request, *args, **kwargs)
            except Refused as refusal:
                return no_page(request, refusal)

        guarded.roles = roles  # type: ignore[attr-defined]  # read by the access matrix
        return guarded

    return decorate


def acting(request: HttpRequest) -> Actor:
    """The actor of a page behind ``staff``."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor
