"""``/signalen``: one's own signals, and one signal as far as one's rights show it."""

from __future__ import annotations

import uuid
from http import HTTPStatus
from typing import Annotated
from urllib.parse import urlencode

from django.core import signing
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from ninja import Header, Query, Router
from pydantic import Field

from zicht.errors import InputProblems, Problem
from zicht.knowledge.signal import SignalDraft
from zicht.server.api.problems import said
from zicht.server.api.reading import draft_of, read, shape
from zicht.server.api.shapes import Page, ProblemShape, Shown
from zicht.server.api.showing import line, shown
from zicht.server.door.view import NotVisible
from zicht.server.parties.actor import Actor
from zicht.server.signals.actions.register import register_signal
from zicht.server.signals.queries import SignalView, open_signal, own_signals

router = Router(tags=["signalen"])
CURSOR = "api.signalen"
SENT_ONCE = uuid.UUID("6f0c2d4a-9a43-5b0e-8f6e-0d2f0a1c7b11")
Key = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[\x21-\x7e]+$")]
FAILS = dict.fromkeys((400, 401, 403, 404, 413), ProblemShape)


def acting(request: HttpRequest) -> Actor:
    """Whose personal key this is."""
    actor: Actor = request.auth  # type: ignore[attr-defined]  # set by ninja from ``Bearer``
    return actor


def _after(cursor: str) -> str:
    """The page key in a cursor. It is signed: what we did not make ourselves never reaches a query."""
    if not cursor:
        return ""
    try:
        return str(signing.loads(cursor, salt=CURSOR))
    except signing.BadSignature:
        raise InputProblems((Problem("api.cursor", "na"),)) from None


def _next(after: str) -> str | None:
    if not after:
        return None
    return f"{reverse('api-signalen')}?{urlencode({'na': signing.dumps(after, salt=CURSOR)})}"


@router.get(
    "",
    response={200: Page, **{status: FAILS[status] for status in (400, 401, 403)}},
    by_alias=True,
    exclude_unset=True,
    operation_id="lijstSignalen",
    summary="Uw eigen signalen, nieuwste eerst",
)
def list_signals(request: HttpRequest, na: Annotated[str, Query(description="Cursor uit `volgende`")] = "") -> Page:
    """De signalen die u zelf hebt doorgegeven. `volgende` is het pad van de volgende bladzijde."""
    page = own_signals(acting(request), _after(na))
    return Page.model_construct(signals=[line(row) for row in page.rows], next=_next(page.after))


@router.get(
    "/{uuid:id}",
    response={200: Shown, **{status: FAILS[status] for status in (401, 403, 404)}},
    by_alias=True,
    exclude_unset=True,
    operation_id="toonSignaal",
    summary="Eén signaal, voor zover het aan u verstrekt is",
)
def show_signal(request: HttpRequest, id: uuid.UUID) -> Shown:
    """Wat niet verstrekt is ontbreekt; `nietVerstrekt` noemt die veldgroepen."""
    return shown(open_signal(acting(request), id))


def _same(kept: SignalView, sent: SignalDraft) -> bool:
    """Whether a signal kept earlier says what was sent now."""
    answered = shown(kept).model_dump(by_alias=True, exclude_unset=True, mode="json")
    known = {name: answered[name] for name in ALIASES if name in answered}
    for person in known.get("betrokkenen", []):
        person.pop("nummer")
    return draft_of(shape(known)) == _ordered(sent)


def _register(draft: SignalDraft, actor: Actor, record: uuid.UUID) -> tuple[HTTPStatus, SignalView]:
    try:
        register_signal(draft=draft, by=actor, channel="api", record=record)
        status = HTTPStatus.CREATED
    except IntegrityError as clash:
        # The id is taken: this very request was answered before, or came in twice at the same time.
        try:
            return HTTPStatus.OK, open_signal(actor, record)
        except NotVisible:
            raise clash from None
    return status, open_signal(actor, record)


