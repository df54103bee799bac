"""What goes wrong, as ``application/problem+json`` (RFC 9457): everything at once, with the rule that refuses."""

from __future__ import annotations

import json
from collections.abc import Sequence
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse

from zicht.errors import InputProblems, Problem, Refused
from zicht.knowledge.sentences import Language, say, say_error, say_problem
from zicht.server.signals.actions.correct import CHANGED_MEANWHILE

MEDIA = "application/problem+json"
NOT_FOUND = "door.not_found"


def language_of(request: HttpRequest) -> Language:
    """Dutch, unless English is asked for first."""
    return "en" if request.headers.get("Accept-Language", "").strip().lower().startswith("en") else "nl"


def problem(
    request: HttpRequest, status: HTTPStatus, detail: str, rule: str = "", faults: Sequence[Problem] = ()
) -> HttpResponse:
    """One answer about what went wrong.

    ``kleinsteWijziging`` is null: what this API refuses, no change of an agreement would allow.
    """
    language = language_of(request)
    said = {
        "type": "about:blank",
        "title": status.phrase,
        "status": status.value,
        "detail": detail,
        "regel": rule,
        "kleinsteWijziging": None,
        "fouten": [
            {"veld": fault.field, "regel": fault.rule, "melding": say_problem(fault, language)} for fault in faults
        ],
    }
    response = HttpResponse(json.dumps(said, ensure_ascii=False), content_type=MEDIA, status=status)
    response.headers["Content-Language"] = language
    return response


def said(request: HttpRequest, status: HTTPStatus, key: str) -> HttpResponse:
    """What went wrong, by the key of its sentence, which is also the rule."""
    return problem(request, status, say(key, language_of(request)), key)


def wrong_input(request: HttpRequest, error: InputProblems) -> HttpResponse:
    """400, with every point at once."""
    detail = say_error(error, language_of(request))
    return problem(request, HTTPStatus.BAD_REQUEST, detail, error.code, error.problems)


def refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """403 with the rule; 404 when existence itself may not be known, then without a rule of the door's.

    409 when somebody else was first: asked again with what stands there now, the same may be done.
    """
    detail = say_error(refusal, language_of(request))
    if refusal.code == NOT_FOUND:
        return problem(request, HTTPStatus.NOT_FOUND, detail, NOT_FOUND)
    if refusal.code == CHANGED_MEANWHILE:
        return problem(request, HTTPStatus.CONFLICT, detail, refusal.code)
    return problem(request, HTTPStatus.FORBIDDEN, detail, refusal.rule or refusal.code)


def no_key(request: HttpRequest) -> HttpResponse:
    """401: no personal key, or one that is not in force."""
    response = said(request, HTTPStatus.UNAUTHORIZED, "api.no_key")
    response.headers["WWW-Authenticate"] = "Bearer"
    return response
