"""Dutch first; English when asked for with ``?taal=en``, kept in a cookie only for who signs in or is signed in.

Whoever comes to report leaves no trace in their browser, also not on the start page or on a page that is not there.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

COOKIE = "taal"
SIGNING_IN = "/inloggen"
PUBLIC = "/melden"


def _of_staff(request: HttpRequest) -> bool:
    signed_in = settings.SESSION_COOKIE_NAME in request.COOKIES
    return request.path.startswith(SIGNING_IN) or (signed_in and not request.path.startswith(PUBLIC))


class Language:
    """Sets the language of a request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The query asks, the cookie remembers, Dutch otherwise."""
        asked = request.GET.get("taal")
        chosen = asked or request.COOKIES.get(COOKIE)
        language = "en" if chosen == "en" else "nl"
        request.LANGUAGE_CODE = language
        with translation.override(language):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        if asked in ("nl", "en") and _of_staff(request):
            secure = settings.SESSION_COOKIE_SECURE
            response.set_cookie(COOKIE, asked, 365 * 24 * 3600, secure=secure, httponly=True, samesite="Lax")
        return response
