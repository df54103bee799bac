"""The answer to "may this be shared?" on the wire: codes, and the same sentences as on the page."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field

from zicht.knowledge.consultation import Place, places
from zicht.knowledge.legal_bases import legal_bases
from zicht.knowledge.sentences import Language
from zicht.server.api.names import CONSENT_WIRE, MODE_WIRE, PURPOSE_WIRE, ROLE_WIRE, THING_WIRE
from zicht.server.api.shapes import Shape
from zicht.server.door.ways import BasisLine
from zicht.server.organisations.may_share import AnswerText, RuleText
from zicht.server.organisations.telling import Change, Edit, say_change, say_obligation, say_verdict

SHORT = {"yes": "ja", "yes-if": "ja_als", "no": "nee"}
DIRECTIONS = {"gives": "geeft", "receives": "ontvangt"}
PARTS = {
    "lawful_basis": "grondslag", "special_data": "bijzondere_gegevens", "criminal_data": "strafrechtelijke_gegevens",
    "secrecy": "geheimhouding", "compatibility": "past_bij_doel",
}  # fmt: skip
EDITS = {
    "leave_out": "weglaten", "second_person": "tweede_persoon", "other_mode": "andere_wijze", "consent": "toestemming",
    "other_recipient": "andere_ontvanger", "other_role": "andere_rol", "other_purpose": "ander_doel",
}  # fmt: skip
# an edit's value is one of our codes; an organisation's code is its name on the wire
VALUES = {"leave_out": THING_WIRE, "other_mode": MODE_WIRE, "consent": CONSENT_WIRE, "other_role": ROLE_WIRE,
          "other_purpose": PURPOSE_WIRE}  # fmt: skip


def _one_of(names: Any) -> Any:
    return Field(json_schema_extra={"enum": list(names)})


Thing = Annotated[str, _one_of(THING_WIRE.values())]


class BasisShape(Shape):
    """Een deel van de grondslag van een partij; `artikel` is leeg zolang het nog in te vullen is."""

    model_config = ConfigDict(title="Grondslag")
    party: str
    direction: Annotated[str, _one_of(DIRECTIONS.values())]
    part: Annotated[str, _one_of(PARTS.values())]
    article: str
    confirmed: bool


class ClauseShape(Shape):
    """De regel van een werkafspraak waar het antwoord op rust."""

    model_config = ConfigDict(title="Bepaling")
    agreement: str
    version: str
    clause: str
    title: Annotated[str, Field(alias="titel")]
    text: str
    until: date
    permits: list[Thing]
    refuses: list[Thing]
    bases: list[BasisShape]


class SaidShape(Shape):
    """Een punt met zijn regel en de zin erbij."""

    model_config = ConfigDict(title="Punt")
    rule: str
    message: str


class RefusedShape(SaidShape):
    """Wat niet mag, met de reden."""

    model_config = ConfigDict(title="NietToegestaan")
    group: Thing


class StepShape(Shape):
    """Eén ding dat anders moet; `waarde` is leeg als de soort alles zegt."""

    model_config = ConfigDict(title="Stap")
    kind: Annotated[str, _one_of(EDITS.values())]
    value: str


class ChangeShape(Shape):
    """De kleinste wijziging waarmee het wel mag. Een feit staat er nooit bij."""

    model_config = ConfigDict(title="KleinsteWijziging")
    steps: list[StepShape]
    cost: int
    then: list[Thing]
    asks_consent: bool
    message: str


class PlaceShape(Shape):
    """Met wie u zonder naam kunt overleggen."""

    model_config = ConfigDict(title="Overlegplek")
    name: str
    phone: str
    confirmed: bool


class AnswerShape(Shape):
    """Het antwoord, de regel erachter, de kleinste wijziging, wat u de persoon vertelt, en wat altijd mag."""

    model_config = ConfigDict(title="Verstrekkingstoets")
    answer: Literal["ja", "ja_als", "nee"]
    message: str
    groups: list[Thing]
    recipient_role: Annotated[str, _one_of(ROLE_WIRE.values())]
    how: Annotated[str, _one_of(MODE_WIRE.values())]
    clauses: list[ClauseShape]
    refused: list[RefusedShape]
    least_changes: list[ChangeShape]
    obligations: list[SaidShape]
    tell: list[str]
    always: list[str]
    consult: list[PlaceShape]


def _things(names: tuple[str, ...]) -> list[str]:
    return [THING_WIRE[name] for name in names]


def _basis(line: BasisLine) -> BasisShape:
    basis = legal_bases().get(line.basis)
    return BasisShape(
        party=line.party,
        direction=DIRECTIONS[line.direction],
        part=PARTS[line.part],
        article=basis.article if basis else "",
        confirmed=bool(basis and basis.confirmed),
    )


def _clause(rule: RuleText) -> ClauseShape:
    return ClauseShape(
        agreement=rule.agreement,
        version=rule.version,
        clause=rule.text.id,
        title=rule.title,
        text=" ".join((rule.text.sentence, *rule.text.conditions)),
        until=rule.until,
        permits=_things(rule.permits),
        refuses=_things(rule.refuses),
        bases=[_basis(line) for line in rule.bases],
    )


def _step(edit: Edit) -> StepShape:
    return StepShape(kind=EDITS[edit.kind], value=VALUES.get(edit.kind, {}).get(edit.value, edit.value))


def _change(change: Change, language: Language) -> ChangeShape:
    return ChangeShape(
        steps=[_step(edit) for edit in change.edits],
        cost=change.cost,
        then=_things(change.then),
        asks_consent=change.asks_consent,
        message=say_change(change, language),
    )


def _place(place: Place, language: Language) -> PlaceShape:
    name = place.nl if language == "nl" else place.en
    return PlaceShape(name=name, phone=place.phone, confirmed=bool(place.confirmed_by))


def answer_shown(answer: AnswerText, language: Language) -> AnswerShape:
    """An answer on the wire."""
    told = answer.told
    refused = [verdict for verdict in told.verdicts if not verdict.permitted]
    return AnswerShape(
        answer=SHORT[told.in_short],  # type: ignore[arg-type]  # the three values
        message=answer.sentence,
        groups=[THING_WIRE[verdict.name] for verdict in told.verdicts if verdict.permitted],
        recipient_role=ROLE_WIRE[told.request.role],
        how=MODE_WIRE[told.request.mode],
        clauses=[_clause(rule) for rule in answer.rules],
        refused=[
            RefusedShape(group=THING_WIRE[one.name], rule=one.outcome, message=say_verdict(one, language))
            for one in refused
        ],
        least_changes=[_change(change, language) for change in told.least_change],
        obligations=[SaidShape(rule=one.code, message=say_obligation(one, language)) for one in told.obligations],
        tell=list(answer.tell),
        always=list(answer.always),
        consult=[_place(place, language) for place in places()],
    )
