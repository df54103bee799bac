"""The list of pictures, one picture while it is made and after, and its files."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from zicht.errors import InputProblems
from zicht.knowledge.sentences import say, say_problem
from zicht.server.publishing.actions.make import FIRST_YEAR, ask
from zicht.server.publishing.queries import picture, picture_file, pictures
from zicht.server.web.parts.access import acting, language_of, staff
from zicht.server.web.parts.headers import SELF_CONTAINED
from zicht.server.web.parts.posted import posted
from zicht.server.web.policy.shown import facts, table, year_field

REFRESH_SECONDS = 4


def _list(request: HttpRequest, typed: str = "", error: str = "") -> HttpResponse:
    rows = pictures(acting(request))
    shown = {
        "table": table(rows, language_of(request)) if rows else None,
        "fields": (year_field(timezone.localdate().year, FIRST_YEAR, typed, error),),
        "wrong": bool(error),
    }
    return render(request, "policy/pictures.html", shown, status=400 if error else 200)


@staff("policy")
def pictures_page(request: HttpRequest) -> HttpResponse:
    """The pictures there are, and the form that asks for one."""
    if request.method != "POST":
        return _list(request)
    typed, language = posted(request, "jaar"), language_of(request)
    if not (typed.isascii() and typed.isdigit() and len(typed) == 4):
        return _list(request, typed, say("publishing.year_not_a_number", language))
    try:
        asked = ask(year=int(typed), by=acting(request))
    except InputProblems as wrong:
        return _list(request, typed, say_problem(wrong.problems[0], language))
    return HttpResponseRedirect(reverse("beeld-detail", args=[asked]))


@staff("policy")
@require_safe
def picture_page(request: HttpRequest, picture_id: uuid.UUID) -> HttpResponse:
    """One picture: while it is made the page comes back by itself, then it leads to the picture."""
    row, language = picture(acting(request), picture_id), language_of(request)
    shown = {
        "row": row,
        "facts": facts(row, language),
        "problem": say(f"publishing.problem.{row.problem}", language) if row.failed else "",
        "late": say("publishing.late", language) if row.late(timezone.now()) else "",
    }
    response = render(request, "policy/picture.html", shown)
    if row.waiting:
        # A header, not a meta element: it works without JavaScript too, and the page carries a link that does the same.
        response.headers["Refresh"] = str(REFRESH_SECONDS)
    return response


def _file(request: HttpRequest, picture_id: uuid.UUID, name: str, kind: str) -> HttpResponse:
    return HttpResponse(picture_file(acting(request), picture_id, name), content_type=kind)


def _download(request: HttpRequest, picture_id: uuid.UUID, name: str, kind: str) -> HttpResponse:
    response = _file(request, picture_id, name, kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@staff("policy")
@require_safe
def read_page(request: HttpRequest, picture_id: uuid.UUID) -> HttpResponse:
    """The picture itself: one page with its own styles that runs nothing."""
    response = _file(request, picture_id, "beeld.html", "text/html; charset=utf-8")
    response.headers["Content-Security-Policy"] = SELF_CONTAINED
    return response


@staff("policy")
@require_safe
def pdf(request: HttpRequest, picture_id: uuid.UUID) -> HttpResponse:
    """The picture as PDF."""
    return _download(request, picture_id, "beeld.pdf", "application/pdf")


@staff("policy")
@require_safe
def figures(request: HttpRequest, picture_id: uuid.UUID) -> HttpResponse:
    """Every figure of the picture as CSV."""
    return _download(request, picture_id, "figures.csv", "text/csv; charset=utf-8")
