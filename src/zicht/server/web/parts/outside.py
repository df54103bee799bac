"""Signing in at one's own organisation: away to its provider, and back.

These two pages hold no pass: they talk with another host, and nothing waits for that with the database in its hand.
"""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zicht.errors import Refused
from zicht.knowledge.sentences import say_error
from zicht.server.config import Oidc
from zicht.server.organisations.actions.linking import link_account
from zicht.server.organisations.entering import enter, note_stranger
from zicht.server.organisations.outside import LINK, SIGN_IN, Arrival, arrive, depart
from zicht.server.parties.actor import Actor
from zicht.server.web.parts.access import language_of
from zicht.server.web.parts.posted import posted


def _refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    shown = {"sentence": say_error(refusal, language_of(request)), "rule": refusal.rule}
    return render(request, "account/outside_refused.html", shown, status=403)


def sent_away(request: HttpRequest, process: str, then: str = "", member: str = "") -> HttpResponse:
    """The page that goes on to the provider.

    A page and no redirect: the page policy lets a form lead to ourselves only, also by way of a redirect.
    """
    try:
        address = depart(request, process=process, then=then, member=member)
    except Refused as refusal:
        return _refused(request, refusal)
    return render(request, "account/outside_go.html", {"address": address, "outside": offered_name()})


def offered_name() -> str:
    """What the organisation is called whose sign-in is offered; empty when none is."""
    outside: Oidc | None = settings.ZICHT.outside
    return outside.name if outside else ""


def _offered() -> None:
    if not offered_name():
        raise Http404


def away(request: HttpRequest) -> HttpResponse:
    """From the sign-in page to the organisation's provider; only by its button, so that no other site can start it."""
    _offered()
    if request.method != "POST":
        return HttpResponseRedirect(reverse("account_login"))
    then = posted(request, "next")
    return sent_away(request, SIGN_IN, then if url_has_allowed_host_and_scheme(then, allowed_hosts=None) else "")


@require_safe
def back(request: HttpRequest) -> HttpResponse:
    """Back from the provider: signed in, linked, or told why not."""
    _offered()
    try:
        arrival = _arrival(request)
        return _linked(request, arrival) if arrival.process == LINK else enter(request, arrival)
    except Refused as refusal:
        return _refused(request, refusal)


def _arrival(request: HttpRequest) -> Arrival:
    try:
        return arrive(request)
    except Refused as refusal:
        note_stranger(refusal.rule)
        raise


def _linked(request: HttpRequest, arrival: Arrival) -> HttpResponse:
    actor: Actor | None = request.actor  # type: ignore[attr-defined]  # set by WhoAsks
    if actor is None:  # the session ended meanwhile
        return HttpResponseRedirect(reverse("account_login"))
    link_account(arrival=arrival, by=actor)
    messages.success(request, _("Het account van uw organisatie is gekoppeld. U kunt er voortaan mee inloggen."))
    return HttpResponseRedirect(reverse("mijn-inloggen"))
