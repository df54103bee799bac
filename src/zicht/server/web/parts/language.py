"""Dutch first; English when asked for with ``?taal=en``, kept in a cookie only on staff pages."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import translation

COOKIE = "taal"
WITHOUT_COOKIE = ("/melden",)


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
        if asked in ("nl", "en") and not request.path.startswith(WITHOUT_COOKIE):
            response.set_cookie(COOKIE, asked, samesite="Lax", max_age=365 * 24 * 3600)
        return response
