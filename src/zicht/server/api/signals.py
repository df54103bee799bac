"""``/signalen``: one's own signals, and one signal as far as one's rights show it."""

from __future__ import annotations

import uuid
from dataclasses import replace
from http import HTTPStatus
from typing import Annotated, Any
from urllib.parse import urlencode

from django.core import signing
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from ninja import Header, Query, Router
from ninja.responses import Status

from zicht.errors import InputProblems, Problem
from zicht.knowledge.sentences import say_problem
from zicht.knowledge.signal import SignalDraft, perpetrators_last, warnings
from zicht.server.api.corrections import HistoryShape, history_shown, read_change
from zicht.server.api.names import wire
from zicht.server.api.problems import language_of, said
from zicht.server.api.reading import draft_of, read, shape
from zicht.server.api.shapes import Fault, NewSignal, Page, ProblemShape, Shown
from zicht.server.api.showing import line, shown
from zicht.server.door.activities import perpetrators_on
from zicht.server.door.view import PAGE, NotVisible
from zicht.server.parties.actor import Actor
from zicht.server.signals.actions.correct import correct
from zicht.server.signals.actions.register import register_signal
from zicht.server.signals.history import history, open_as_registered
from zicht.server.signals.queries import SignalView, open_signal, own_signals

router = Router(tags=["signalen"])
LIST, ONE, HISTORY = "api-signalen", "api-signaal", "api-geschiedenis"
CURSOR = "api.signalen"
CORRECTED_ONCE = uuid.UUID("0b6d8a52-5a0f-5d0e-9c3f-7f6b0a4be0c4")
SENT_ONCE = uuid.UUID("6f0c2d4a-9a43-5b0e-8f6e-0d2f0a1c7b11")
SentKey = Annotated[str, Header(alias="Idempotency-Key", max_length=200)]
PERSONS, NUMBER = wire("persons"), wire("number")
SENT_NAMES = {field.alias for field in NewSignal.model_fields.values()}


# The body is read by ``reading``, which finds every problem at once; ``openapi`` adds the model itself.
def body_of(schema: str) -> dict[str, Any]:
    """What is sent, for the description of an operation: a schema by its title."""
    content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}}
    return {"requestBody": {"required": True, "content": content}}


def fails(*statuses: int) -> dict[int, type[ProblemShape]]:
    """The answers about what went wrong, for the description of an operation."""
    return dict.fromkeys(statuses, ProblemShape)


def acting(request: HttpRequest) -> Actor:
    """Whose personal key this is."""
    actor: Actor = request.auth  # type: ignore[attr-defined]  # set by ninja from ``Bearer``
    return actor


def asked_only(request: HttpRequest, *names: str) -> None:
    """Refuse what the address asks that we do not know: a cursor under a misspelt name would start again at the top."""
    strange = [name for name in request.GET if name not in names]
    if strange:
        raise InputProblems(tuple(Problem("api.unknown_field", name[:40]) for name in strange))


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
    return f"{reverse(LIST)}?{urlencode({'na': signing.dumps(after, salt=CURSOR)})}"


@router.get(
    "",
    response={200: Page, **fails(400, 401, 403)},
    by_alias=True,
    exclude_unset=True,
    operation_id="lijstSignalen",
    url_name=LIST,
    summary="Uw eigen signalen, nieuwste eerst",
)
def list_signals(request: HttpRequest, na: Annotated[str, Query(description="Cursor uit `volgende`")] = "") -> Page:
    """De signalen die u zelf hebt doorgegeven. `volgende` is het pad van de volgende bladzijde."""
    asked_only(request, "na")
    page = own_signals(acting(request), _after(na), PAGE)
    return Page.model_construct(signals=[line(row) for row in page.rows], next=_next(page.after))


@router.get(
    "/{uuid:id}",
    response={200: Shown, **fails(400, 401, 403, 404)},
    by_alias=True,
    exclude_unset=True,
    operation_id="toonSignaal",
    url_name=ONE,
    summary="Eén signaal, voor zover het aan u verstrekt is",
)
def show_signal(request: HttpRequest, id: uuid.UUID) -> Shown:
    """Wat niet verstrekt is ontbreekt; `nietVerstrekt` noemt die veldgroepen."""
    asked_only(request)
    return shown(open_signal(acting(request), id))


def _ordered(draft: SignalDraft) -> SignalDraft:
    """The draft with what has no order of its own in one order."""
    draft = perpetrators_last(draft)
    persons = tuple(replace(person, roles=tuple(sorted(set(person.roles)))) for person in draft.persons)
    observations = tuple(sorted(draft.observations, key=repr))
    return replace(draft, observations=observations, persons=persons, details=tuple(sorted(draft.details, key=repr)))


def as_sent(kept: SignalView) -> dict[str, Any]:
    """A signal as it would be sent to register it, as far as it is seen."""
    answered = shown(kept).model_dump(by_alias=True, exclude_unset=True, mode="json")
    given = {name: value for name, value in answered.items() if name in SENT_NAMES}
    if PERSONS in given:
        given[PERSONS] = [
            {name: value for name, value in person.items() if name != NUMBER} for person in given[PERSONS]
        ]
    return given


def kept_draft(kept: SignalView) -> SignalDraft:
    """The draft that a signal was kept from, read back from what its registrant sees."""
    return draft_of(shape(as_sent(kept)))


def _register(draft: SignalDraft, actor: Actor, record: uuid.UUID) -> tuple[HTTPStatus, SignalView]:
    try:
        register_signal(draft=draft, by=actor, channel="api", record=record)
    except IntegrityError as clash:
        # The id is taken: this very request was answered before, or came in twice at the same time.
        try:
            return HTTPStatus.OK, open_as_registered(actor, record)
        except NotVisible:
            raise clash from None
    return HTTPStatus.CREATED, open_signal(actor, record)


def _warned(request: HttpRequest, answer: Shown, draft: SignalDraft) -> Shown:
    """The answer, with the texts that seem to name a possible perpetrator told once: they were kept all the same."""
    found = [
        Fault(field=wire(problem.field), rule=problem.rule, message=say_problem(problem, language_of(request)))
        for problem in warnings(draft)
    ]
    return answer.model_copy(update={"warnings": found}) if found else answer


@router.post(
    "",
    response={200: Shown, 201: Shown, **fails(400, 401, 403, 409, 413)},
    by_alias=True,
    exclude_unset=True,
    operation_id="registreerSignaal",
    url_name=LIST,
    summary="Een signaal doorgeven",
    openapi_extra=body_of("NieuwSignaal"),
)
def register(
    request: HttpRequest, response: HttpResponse, idempotency_key: SentKey = ""
) -> Status[Shown] | HttpResponse:
    """Een signaal is geen aangifte en geen melding bij Veilig Thuis of CoMensha. Direct gevaar? Bel 112.

    Met dezelfde `Idempotency-Key` komt een signaal één keer binnen: de tweede keer krijgt u het met 200 terug,
    en 409 als de inhoud een andere is. Zonder sleutel is elke aanvraag een nieuw signaal.
    """
    asked_only(request)
    actor = acting(request)
    draft = read(request.body, timezone.localdate(), perpetrators_on=perpetrators_on(actor))
    record = uuid.uuid5(SENT_ONCE, f"{actor.member}:{idempotency_key}") if idempotency_key else uuid.uuid4()
    status, kept = _register(draft, actor, record)
    if status is HTTPStatus.OK and _ordered(kept_draft(kept)) != _ordered(draft):
        return said(request, HTTPStatus.CONFLICT, "api.key_used")
    response.headers["Location"] = reverse(ONE, args=[kept.record])
    now = kept if status is HTTPStatus.CREATED else open_signal(actor, record)
    return Status(status.value, _warned(request, shown(now), draft))


@router.patch(
    "/{uuid:id}",
    response={200: Shown, **fails(400, 401, 403, 404, 409, 413)},
    by_alias=True,
    exclude_unset=True,
    operation_id="verbeterSignaal",
    url_name=ONE,
    summary="Een signaal verbeteren",
    openapi_extra=body_of("WijzigSignaal"),
)
def correct_signal(request: HttpRequest, id: uuid.UUID, idempotency_key: SentKey = "") -> Shown:
    """Stuur alleen wat verandert. Wat u noemt vervangt de hele oude waarde, ook een lijst of `aanvullend`.

    De oude waarde blijft bewaard, met wie, wanneer en waarom. `versie` is die van het signaal zoals u het zag: werd het
    daarna gewijzigd, dan krijgt u 409 en is er niets veranderd. Met dezelfde `Idempotency-Key` gebeurt het één keer;
    met een andere inhoud krijgt u 409.
    """
    asked_only(request)
    actor = acting(request)
    kept = open_signal(actor, id)
    on = perpetrators_on(actor)
    change = read_change(request.body, as_sent(kept), timezone.localdate(), perpetrators_on=on)
    once = uuid.uuid5(CORRECTED_ONCE, f"{actor.member}:{id}:{idempotency_key}") if idempotency_key else None
    correct(signal=id, draft=change.draft, seen=change.seen, reason=change.reason, by=actor, correction=once)
    return _warned(request, shown(open_signal(actor, id)), change.draft)


@router.get(
    "/{uuid:id}/geschiedenis",
    response={200: HistoryShape, **fails(400, 401, 403, 404)},
    by_alias=True,
    exclude_unset=True,
    operation_id="toonGeschiedenis",
    url_name=HISTORY,
    summary="Alles wat er met een signaal gebeurde, oudste eerst",
)
def show_history(request: HttpRequest, id: uuid.UUID) -> HistoryShape:
    """Wat er veranderde in veldgroepen die aan u verstrekt zijn: oud en nieuw, wie, wanneer en waarom."""
    asked_only(request)
    return history_shown(history(acting(request), id))
