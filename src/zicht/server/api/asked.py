"""``/verstrekkingstoetsen``: may this be shared? Asked beforehand about nobody; nothing of it is kept."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest
from ninja import Router
from pydantic import ConfigDict, Field, ValidationError

from zicht.errors import InputProblems, Problem
from zicht.knowledge import standard
from zicht.knowledge.signal import UNKNOWN, Answer
from zicht.server.api.answers import Coded, Named
from zicht.server.api.asked_shown import AnswerShape, answer_shown
from zicht.server.api.names import CONSENT_WIRE, PURPOSE_WIRE, THING_WIRE, wire
from zicht.server.api.problems import language_of
from zicht.server.api.reading import form_problems, parse
from zicht.server.api.shapes import Shape
from zicht.server.api.signals import acting, asked_only, body_of, fails
from zicht.server.door.asking import Question, problems
from zicht.server.organisations.may_share import answer_of

router = Router(tags=["verstrekkingstoetsen"])
ASKED = "api-verstrekkingstoetsen"
FIELDS = {"to": "recipient", "purpose": "for_what", "things": "groups"}
PARTIES = tuple((one.id, one.id) for one in standard.possible_parties())


class NewQuestion(Shape):
    """Met wie, wat en waarvoor; en wat u weet in algemene woorden. Er is geen veld waar een persoon in past.

    `toestemmingen` liggen al vast, voor precies dit delen. `toestemmingVragenKan`: iemand heeft bekeken dat vragen vrij
    en veilig kan. `vanOntvanger`: de ontvanger registreerde het signaal. Wat ontbreekt is onbekend.
    """

    model_config = ConfigDict(title="NieuweVerstrekkingstoets")
    recipient: Annotated[str, Named(PARTIES)]
    for_what: Annotated[str, Named(tuple(PURPOSE_WIRE.items()))]
    groups: list[Annotated[str, Named(tuple(THING_WIRE.items()))]] = Field(min_length=1, max_length=len(THING_WIRE))
    form: Annotated[Answer, Coded("form")] = UNKNOWN
    age_class: Annotated[Answer, Coded("age_class")] = UNKNOWN
    danger: Annotated[Answer, Coded("yes")] = UNKNOWN
    person_role: Annotated[Answer, Coded("role")] = UNKNOWN
    municipality: Annotated[Answer, Coded("municipality")] = UNKNOWN
    consents: list[Annotated[str, Named(tuple(CONSENT_WIRE.items()))]] = Field(
        default_factory=list, max_length=len(CONSENT_WIRE)
    )
    may_ask_consent: bool = False
    involved: bool | None = None
    second_person: bool | None = None
    from_recipient: bool = False


def _code(answer: Answer) -> str:
    """The code of an answer; whatever is no value is not known."""
    return answer.value if answer.state == "value" else ""


def _danger(answer: Answer) -> bool | None:
    return {"value": True, "no": False}.get(answer.state)


def _read(body: bytes) -> Question:
    """The question in a request's body; ``InputProblems`` with everything that is wrong with its form."""
    try:
        given = NewQuestion.model_validate(parse(body), by_alias=True, by_name=False, strict=True)
    except ValidationError as error:
        raise InputProblems(tuple(form_problems(error))) from None
    return Question(
        to=given.recipient,
        purpose=given.for_what,
        things=frozenset(given.groups),
        form=_code(given.form),
        age_class=_code(given.age_class),
        danger=_danger(given.danger),
        person=_code(given.person_role),
        municipality=_code(given.municipality),
        consents=frozenset(given.consents),
        may_ask_consent=given.may_ask_consent,
        involved=given.involved,
        second_person=given.second_person,
        from_receiver=given.from_recipient,
    )


@router.post(
    "",
    response={200: AnswerShape, **fails(400, 401, 413)},
    by_alias=True,
    operation_id="toetsVerstrekking",
    url_name=ASKED,
    summary="Mag ik dit delen? Vooraf gevraagd, zonder naam",
    openapi_extra=body_of("NieuweVerstrekkingstoets"),
)
def ask(request: HttpRequest) -> AnswerShape:
    """Het antwoord komt uit de werkafspraken die nu gelden. Van de vraag wordt niets bewaard, ook niet in het logboek.

    Direct gevaar? Bel 112, dat mag altijd. Overleg zonder naam kan altijd.
    """
    asked_only(request)
    actor = acting(request)
    question = _read(request.body)
    if found := problems(question, actor):
        raise InputProblems(tuple(Problem(one.rule, wire(FIELDS[one.field])) for one in found))
    language = language_of(request)
    return answer_shown(answer_of(question, actor, language), language)
