"""What is sent and what is answered, as models; their docstrings and titles are the API's documentation."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, JsonValue, PlainSerializer

from zicht.knowledge import standard
from zicht.knowledge.signal import NOT_ASKED, UNKNOWN, WIRE_STATES, Answer, AnswerState
from zicht.knowledge.standard import FIELD_GROUPS
from zicht.server.api.answers import Code, Coded, Day, Moment, Observed, Sign, Text
from zicht.server.api.further import FurtherShape
from zicht.server.api.names import GROUP_WIRE, SEVERAL, wire

NAME = 100
Name = Annotated[str, Text(NAME)]
OptionalDay = Annotated[date | None, Day()]
Role = Annotated[str, Code("role", off=frozenset({"possible_perpetrator"}))]
Utc = Annotated[
    datetime,
    PlainSerializer(
        lambda moment: moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"), return_type=str
    ),
    Field(json_schema_extra={"format": "date-time"}),
]
Group = Annotated[str, Field(json_schema_extra={"enum": [GROUP_WIRE[group] for group in FIELD_GROUPS]})]


FORMS: list[JsonValue] = [*(code.wire for code in standard.codes("form")), *WIRE_STATES, SEVERAL]


def _text(field_id: str) -> Text:
    return Text(standard.field(field_id).max_length)


class Shape(BaseModel):
    """Names on the wire are Dutch; what is not named is refused."""

    model_config = ConfigDict(alias_generator=wire, extra="forbid", validate_by_name=True, frozen=True)


class ObservationShape(Shape):
    """Eén waarneming: een signaal van de lijst, het antwoord daarop en waar het vandaan komt."""

    model_config = ConfigDict(title="Waarneming")
    indicator: Annotated[str, Sign()]
    answer: Annotated[AnswerState, Observed()]
    provenance: Annotated[str, Code("provenance")]
    seen_on: OptionalDay = None
    happened_on: OptionalDay = None
    certainty: Annotated[str, Code("certainty")] = ""


class PersonShape(Shape):
    """Een betrokkene: rollen, leeftijdsgroep en geslacht; namen en status alleen waar dat verstrekt is."""

    model_config = ConfigDict(title="Betrokkene")
    roles: list[Role] = Field(min_length=1)
    age_class: Annotated[Answer, Coded("age_class")] = UNKNOWN
    sex: Annotated[Answer, Coded("sex")] = NOT_ASKED
    first_name: Name = ""
    last_name: Name = ""
    birth_date: OptionalDay = None
    nationality: Name = ""
    residence_status: Name = ""
    birthplace: Name = ""


class NewSignal(Shape):
    """Een signaal zoals het wordt doorgegeven: acht antwoorden, elk mag *onbekend* zijn, geen mag ontbreken."""

    model_config = ConfigDict(title="NieuwSignaal")
    what: Annotated[Answer, Coded("form", many=True, required=True)]
    where: Annotated[Answer, Coded("municipality", required=True)]
    when: Moment
    who: Annotated[Answer, Coded("age_class", required=True)]
    acute: Annotated[Answer, Coded("yes", required=True)]
    known_via: Annotated[Answer, Coded("provenance", required=True)]
    capacity: Annotated[Answer, Coded("capacity", required=True)]
    contact: Annotated[Answer, Coded("yes", required=True)]
    about_self: Annotated[Answer, Coded("yes")] = NOT_ASKED
    narrative: Annotated[str, _text("narrative")] = ""
    place: Annotated[str, _text("place")] = ""
    contact_details: Annotated[str, _text("contact_details")] = ""
    contact_safe: Annotated[Answer, Coded("yes")] = NOT_ASKED
    contact_how: Annotated[Answer, Coded("contact_how")] = NOT_ASKED
    contact_when: Annotated[str, _text("contact_when")] = ""
    observations: list[ObservationShape] = Field(default_factory=list, max_length=100)
    persons: list[PersonShape] = Field(default_factory=list, max_length=50)
    further: FurtherShape | None = None  # type: ignore[valid-type]  # a model made from the standard


class FollowUpShape(Shape):
    """Wat er met het signaal is gedaan."""

    model_config = ConfigDict(title="Opvolging")
    kind: str
    code: str
    by: str
    at: Utc
    note: str


class ArticleShape(Shape):
    """Een wetsartikel achter een vermoede vorm, zoals het gold op de dag van het signaal.

    `gecontroleerdOp` is null zolang niemand de tekst op `bron` heeft nagelezen; `bevestigd` als een mens ervoor staat.
    """

    model_config = ConfigDict(title="Artikel")
    article: str
    text: str
    checked_on: OptionalDay
    checked_at: str
    confirmed: bool


class ShownPerson(Shape):
    """Een betrokkene, voor zover verstrekt."""

    model_config = ConfigDict(title="BetrokkeneVerstrekt")
    number: int
    roles: list[Annotated[str, Code("role")]] | None = None
    age_class: Annotated[Answer, Coded("age_class")] = UNKNOWN
    sex: Annotated[Answer, Coded("sex")] = UNKNOWN
    first_name: str = ""
    last_name: str = ""
    birth_date: OptionalDay = None
    nationality: str = ""
    residence_status: str = ""
    birthplace: str = ""


class Seen(Shape):
    """Wat lijst en signaal gemeen hebben: waar lijsten op ordenen, en de kern als die verstrekt is."""

    id: UUID
    state: Annotated[str, Code("state")]
    received_at: Utc
    urgent: bool
    due: Utc
    where: Annotated[Answer, Coded("municipality")] = UNKNOWN
    when: Moment = Moment()
    who: Annotated[Answer, Coded("age_class")] = UNKNOWN
    acute: Annotated[Answer, Coded("yes")] = UNKNOWN
    known_via: Annotated[Answer, Coded("provenance")] = UNKNOWN
    capacity: Annotated[Answer, Coded("capacity")] = UNKNOWN
    about_self: Annotated[Answer, Coded("yes")] = UNKNOWN


class Line(Seen):
    """Een signaal in een lijst; `vorm` is *meerdere* als er meer dan één vorm wordt vermoed."""

    model_config = ConfigDict(title="SignaalRegel")
    form: Annotated[str, Field(json_schema_extra={"enum": FORMS})] = ""


class Fault(Shape):
    """Eén punt dat niet klopt."""

    model_config = ConfigDict(title="Fout")
    field: str
    rule: str
    message: str


class Shown(Seen):
    """Een signaal, voor zover verstrekt. Wat niet verstrekt is ontbreekt; `nietVerstrekt` noemt die veldgroepen.

    `versie` stuurt u mee als u het verbetert.
    """

    model_config = ConfigDict(title="Signaal")
    version: str
    withheld: list[Group]
    what: Annotated[Answer, Coded("form", many=True)] = UNKNOWN
    articles: list[ArticleShape] = Field(default_factory=list)
    contact: Annotated[Answer, Coded("yes")] = UNKNOWN
    contact_details: str = ""
    contact_safe: Annotated[Answer, Coded("yes")] = UNKNOWN
    contact_how: Annotated[Answer, Coded("contact_how")] = UNKNOWN
    contact_when: str = ""
    narrative: str = ""
    place: str = ""
    observations: list[ObservationShape] = Field(default_factory=list)
    persons: list[ShownPerson] = Field(default_factory=list)
    follow_up: list[FollowUpShape] = Field(default_factory=list)
    further: FurtherShape | None = None  # type: ignore[valid-type]  # a model made from the standard
    warnings: Annotated[
        list[Fault], Field(description="Alleen bij het doorgeven: teksten die een mogelijke pleger lijken te noemen")
    ] = Field(default_factory=list)


class Page(Shape):
    """Een bladzijde van een lijst; `volgende` is het pad van de volgende bladzijde, of null."""

    model_config = ConfigDict(title="SignaalLijst")
    signals: list[Line]
    next: str | None


class ProblemShape(Shape):
    """Wat er mis is, naar RFC 9457."""

    model_config = ConfigDict(title="Probleem")
    type: str
    title: str
    status: int
    detail: str
    rule: str
    least_change: str | None
    faults: list[Fault]
