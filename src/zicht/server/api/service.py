"""The service: who asks by personal key, what goes wrong as a problem, and the same headers on every answer."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.security import HttpBearer

from zicht.errors import InputProblems, Problem, Refused
from zicht.server.api import asked, problems
from zicht.server.api.openapi import BASE, INFO, VERSION, document
from zicht.server.api.reading import as_problem
from zicht.server.api.signals import router
from zicht.server.parties.actor import Actor, by_api_key

Handler = Callable[..., HttpResponse]
HEADERS = {
    "API-Version": VERSION,
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "Strict-Transport-Security": "max-age=31536000",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
log = logging.getLogger("django.request")


class PersonalKey(HttpBearer):
    """A personal key in ``Authorization: Bearer``. A session cookie says nothing here."""

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        """Whose key this is, while it is in force."""
        return by_api_key(token, timezone.now())


api = NinjaAPI(
    title="Zicht",
    version=VERSION,
    description=(
        "Signalen van mensenhandel doorgeven en teruglezen, en vooraf vragen of delen mag,"
        " onder de werkafspraken die nu gelden."
    ),
    docs_url=None,
    openapi_url="",
    auth=PersonalKey(),
    servers=[{"url": BASE, "description": "Deze installatie"}],
    openapi_extra={"info": INFO},
    urls_namespace="api",
)
api.add_router("/signalen", router)
api.add_router("/verstrekkingstoetsen", asked.router)


def _of_form(error: ValidationError) -> InputProblems:
    """What ninja found wrong outside the body: query and headers."""
    return InputProblems(tuple(as_problem({**item, "loc": item["loc"][1:]}) for item in error.errors))


def _as_answer(request: HttpRequest, error: Exception | type[Exception]) -> HttpResponse:
    if isinstance(error, InputProblems):
        return problems.wrong_input(request, error)
    if isinstance(error, ValidationError):
        return problems.wrong_input(request, _of_form(error))
    if isinstance(error, Refused):
        return problems.refused(request, error)
    if isinstance(error, AuthenticationError):
        return problems.no_key(request)
    if isinstance(error, RequestDataTooBig):
        return problems.said(request, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "api.too_large")
    if isinstance(error, HttpError):
        return problems.wrong_input(request, InputProblems((Problem("api.json"),)))
    log.error("API: %s %s", request.method, request.path, exc_info=True)
    return problems.said(request, HTTPStatus.INTERNAL_SERVER_ERROR, "api.defect")


# ninja has handlers of its own for the last two
for _kind in (Exception, HttpError, ValidationError):
    api.add_exception_handler(_kind, _as_answer)


def answered(view: Handler) -> Handler:
    """A view of the API: whatever happens in it leaves as a problem, and with the headers of every answer."""

    @wraps(view)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            response = view(request, *args, **kwargs)
        except Exception as error:  # the last stop: a page of HTML is no answer to a program
            response = _as_answer(request, error)
        if isinstance(response, HttpResponseNotAllowed):
            allowed = response.headers["Allow"]
            response = problems.said(request, HTTPStatus.METHOD_NOT_ALLOWED, "api.method")
            response.headers["Allow"] = allowed
        for name, value in HEADERS.items():
            response.headers[name] = value
        return response

    shown.csrf_exempt = True  # type: ignore[attr-defined]  # no cookie is read: there is nothing to forge
    return shown


@require_safe
def description(request: HttpRequest) -> JsonResponse:
    """``openapi.json``: readable by anyone, for it holds no data."""
    return JsonResponse(document(api), json_dumps_params={"ensure_ascii": False})


def nothing_here(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Any other path under ``/api``."""
    return problems.said(request, HTTPStatus.NOT_FOUND, problems.NOT_FOUND)
