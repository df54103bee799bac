"""The FG's advice: the FG records it, the privacy officer reads it."""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from zicht.errors import InputProblems
from zicht.knowledge.sentences import say_problem
from zicht.server.oversight.actions.advise import SUBJECT_MOST, TEXT_MOST, advise
from zicht.server.oversight.queries import AdviceRow, advice
from zicht.server.web.parts.access import acting, language_of, staff
from zicht.server.web.parts.components import Field
from zicht.server.web.parts.moments import moment
from zicht.server.web.parts.posted import posted
from zicht.server.web.privacy.log import WATCHERS


def _fields(subject: str = "", text: str = "", errors: Mapping[str, str] | None = None) -> tuple[Field, Field]:
    told = errors or {}
    return (
        Field(
            "onderwerp",
            "onderwerp",
            _("Onderwerp"),
            value=subject,
            error=told.get("subject", ""),
            required=True,
            max_length=SUBJECT_MOST,
        ),
        Field(
            "advies",
            "advies",
            _("Advies"),
            "textarea",
            text,
            hint=_("Schrijf geen namen of andere gegevens van mensen op."),
            error=told.get("text", ""),
            required=True,
            max_length=TEXT_MOST,
        ),
    )


def _shown(row: AdviceRow) -> dict[str, str]:
    return {"at": moment(row.at), "by": row.by, "subject": row.subject, "text": row.text}


def _page(request: HttpRequest, fields: tuple[Field, Field]) -> HttpResponse:
    actor = acting(request)
    wrong = any(field.error for field in fields)
    shown = {
        "advice": tuple(_shown(row) for row in advice(actor)),
        "may_advise": actor.role == "fg",
        "fields": fields,
        "wrong": wrong,
    }
    return render(request, "privacy/advice.html", shown, status=400 if wrong else 200)


@staff(*WATCHERS)
def advice_page(request: HttpRequest) -> HttpResponse:
    """Advice given, newest first; the FG adds one."""
    if request.method != "POST":
        return _page(request, _fields())
    subject, text = posted(request, "onderwerp"), posted(request, "advies")
    try:
        advise(subject=subject, text=text, by=acting(request))
    except InputProblems as wrong:
        errors = {problem.field: say_problem(problem, language_of(request)) for problem in wrong.problems}
        return _page(request, _fields(subject, text, errors))
    messages.success(request, _("Het advies is vastgelegd, met uw naam en de datum. Het kan niet meer veranderen."))
    return HttpResponseRedirect(reverse("adviezen"))
