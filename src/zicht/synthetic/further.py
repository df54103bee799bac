"""The further answers of a professional's signal: what is relevant to what was suspected, mostly left unasked."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from random import Random

from zicht.knowledge import standard
from zicht.knowledge.details import Detail, detail_field, relevant
from zicht.knowledge.signal import REFUSED, UNKNOWN, Answer
from zicht.synthetic import names
from zicht.synthetic.dice import choose, span

# How often a professional answers a field that is relevant; a field that is not here is left alone.
_ASKED = {
    "sub_form": 0.45,
    "sector": 0.7,
    "means": 0.5,
    "recruitment": 0.25,
    "platform": 0.2,
    "lasted": 0.3,
    "relation": 0.35,
    "vulnerability": 0.4,
    "help_wanted": 0.3,
    "language": 0.25,
    "place_kind": 0.5,
    "place_role": 0.3,
    "phase_kind": 0.2,
    "residence_permit": 0.05,
    "other_explanation": 0.1,
    "notified_to": 0.12,
}
_TEXTS = {
    "language": ("Nederlands", "Engels", "Pools", "Spaans", "Arabisch", "Roemeens", "Tigrinya", "Vietnamees"),
    "other_explanation": (
        "Het kan ook een ruzie in de familie zijn.",
        "Misschien is de woonruimte gewoon krap.",
        "Er kan ook alleen sprake zijn van schulden.",
        "Mogelijk een arbeidsconflict zonder dwang.",
    ),
}
_UNKNOWN, _REFUSED = 0.22, 0.03


@cache
def _codes(list_name: str, form: str) -> tuple[str, ...]:
    return tuple(code.id for code in standard.codes(list_name) if code.within in ("", form))


def _value(roll: Random, field_id: str, form: str) -> Answer:
    spec = detail_field(field_id)
    if spec.kind == "text":
        return Answer.of(choose(roll, _TEXTS[field_id]))
    found = _codes(spec.codes, form)
    if not found:
        return UNKNOWN
    several = spec.kind == "codes" and roll.random() < 0.35
    return Answer.of(*(choose(roll, found) for _ in range(2 if several else 1)))


def _answer(roll: Random, field_id: str, form: str) -> Answer:
    where = roll.random()
    if where < _UNKNOWN:
        return UNKNOWN
    return REFUSED if where < _UNKNOWN + _REFUSED else _value(roll, field_id, form)


def _own_phone(roll: Random) -> list[Detail]:
    """The presumed victim's own number, from the range that the British regulator keeps free for drama."""
    number = f"+44 7700 900{int(roll.random() * 1000):03d}"
    return [Detail("phone_number", 1, Answer.of(number)), Detail("phone_owner", 1, Answer.of("victim"))]


def _notification(roll: Random, to: str, seen: date, today: date) -> list[Detail]:
    """When, on which ground and with which answer: what a programme manager asks first."""
    on = min(seen + timedelta(days=span(roll, 6)), today)
    ground = "reporting_right" if to == "safe_home" else "consent"
    rest = {"notified_on": on.isoformat(), "notified_ground": ground, "notified_reference": names.reference(roll)}
    answers = [Detail(field, 1, Answer.of(value)) for field, value in rest.items()]
    if to == "comensha":
        answers.append(Detail("dossier", 1, Answer.of(choose(roll, _codes("dossier", "")))))
    return [*answers, Detail("notified_answer", 1, Answer.of(choose(roll, _codes("notified_answer", ""))))]


def details(roll: Random, form: str, seen: date, today: date) -> tuple[Detail, ...]:
    """Further answers about a signal of this form, seen on ``seen`` and written down on ``today``."""
    known = {"what": (form,)}
    found: list[Detail] = []
    for field_id, share in _ASKED.items():
        if roll.random() < share and relevant(detail_field(field_id), known):
            found.append(Detail(field_id, 1, _answer(roll, field_id, form)))
    if roll.random() < 0.06:
        found += _own_phone(roll)
    told = next((item.answer.value for item in found if item.field == "notified_to"), "")
    return (*found, *_notification(roll, told, seen, today)) if told else tuple(found)
