"""The pages for what goes wrong: calm, without details, with what can be done."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from zicht.server.web.parts.posted import written


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Nothing here, or not for you: the same page."""
    return render(request, "parts/not_found.html", status=404)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The form was not ours, or too old."""
    return render(request, "parts/failed.html", {"kind": "form"}, status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was not ours, or too old: what was written in it is shown, for going back would lose it."""
    return render(request, "parts/failed.html", {"kind": "form", "written": written(request)}, status=403)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What was sent cannot be read, or is too large."""
    return render(request, "parts/failed.html", {"kind": "request"}, status=400)


def failed(request: HttpRequest) -> HttpResponse:
    """A defect of ours."""
    return render(request, "parts/failed.html", {"kind": "defect"}, status=500)
