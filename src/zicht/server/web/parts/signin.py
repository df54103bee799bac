"""Recognising who asks, once per request, and keeping the sign-in pass to the sign-in pages."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse

from zicht.server.guard import signing_in
from zicht.server.notices.queries import unread
from zicht.server.organisations.entering import OUTSIDE_TWICE
from zicht.server.parties.actor import Actor, actor_of

SIGN_IN = ("/inloggen", "/uitloggen", "/mijn/tweede-stap")
# Under the sign-in pages, but talking with another host: no transaction waits for that.
OUTSIDE = "/inloggen/organisatie"
WITHOUT = ("/melden", "/static/", "/healthz", "/api/", "/.well-known/")
METHODS = "account_authentication_methods"
SECOND_FACTORS = ("mfa", OUTSIDE_TWICE)
Handler = Callable[[HttpRequest], HttpResponse]


def second_factor_given(request: HttpRequest) -> bool:
    """Whether this session was opened with a second factor (allauth keeps the methods in the session)."""
    return any(method.get("method") in SECOND_FACTORS for method in request.session.get(METHODS, []))


def _recognise(request: HttpRequest) -> Actor | None:
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return None
    with signing_in():
        user = get_user(request)
        if not user.is_authenticated or not second_factor_given(request):
            return None
        return actor_of(user, "page")


class WhoAsks:
    """Sets ``request.actor`` on staff pages, with how many notices they have not read; nothing elsewhere.

    Holds the sign-in pass on the sign-in pages, but not while those talk with another host.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Recognise, then go on."""
        request.actor = None  # type: ignore[attr-defined]  # what our views read
        request.unread = 0  # type: ignore[attr-defined]  # counted here: a page of what goes wrong asks no database
        if request.path.startswith(WITHOUT):
            return self.get_response(request)
        if request.path.startswith(SIGN_IN) and not request.path.startswith(OUTSIDE):
            with signing_in():
                request.user = get_user(request)
                return self.get_response(request)
        request.actor = actor = _recognise(request)  # type: ignore[attr-defined]
        request.unread = unread(actor) if actor else 0  # type: ignore[attr-defined]
        request.user = AnonymousUser()
        return self.get_response(request)
