"""What every public page does: no cookie, no address passed on, a body of bounded size.

That nothing is kept by browsers and nothing of others is loaded is so for every page (``web.parts.headers``).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

Page = Callable[[HttpRequest], HttpResponse]
# The longest text the form takes, every letter written as %XX four times over, and room for the rest.
BODY_MOST = 512 * 1024


def desk_reads() -> str:
    """When the reporting point reads."""
    return _("Het meldpunt leest op werkdagen van 9 tot 17 uur.")


def in_language() -> str:
    """What keeps the next page in this page's language: no cookie remembers it."""
    return "?taal=en" if get_language() == "en" else ""


def show(request: HttpRequest, template: str, status: int = 200, **context: object) -> HttpResponse:
    """One public page."""
    shared = {"desk_reads": desk_reads(), "in_language": in_language()}
    return render(request, f"public/{template}.html", shared | context, status=status)


def _too_large(request: HttpRequest) -> HttpResponse:
    return show(request, "too_large", status=413)


def _length(request: HttpRequest) -> int:
    given = request.META.get("CONTENT_LENGTH") or "0"
    return int(given) if given.isdecimal() else 0


def _answer(page: Page, request: HttpRequest) -> HttpResponse:
    if _length(request) > BODY_MOST:
        return _too_large(request)
    # Nobody sends us files: what comes as one is thrown away while it is read, and touches no disk.
    request.upload_handlers = []
    try:
        return page(request)
    except (RequestDataTooBig, TooManyFieldsSent, MultiPartParserError):
        return _too_large(request)


def public(page: Page) -> Page:
    """A page for anyone. Its forms carry a signed token of their own, so that no cookie is needed against forgery."""

    @csrf_exempt
    @wraps(page)
    def answered(request: HttpRequest) -> HttpResponse:
        response = _answer(page, request)
        response["Referrer-Policy"] = "no-referrer"
        return response

    return answered
