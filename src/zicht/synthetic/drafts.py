"""From an entry in a register to the signal as it was given: answers, observations, persons, note."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from random import Random
from typing import Any

from zicht.knowledge.indicators import Indicator, indicators
from zicht.knowledge.signal import (
    NO,
    NOT_ASKED,
    REFUSED,
    UNKNOWN,
    Answer,
    AnswerState,
    Observation,
    Person,
    SignalDraft,
)
from zicht.knowledge.standard import codes, label
from zicht.synthetic import names
from zicht.synthetic.dice import choose, ladder, some, span, weighted
from zicht.synthetic.further import details
from zicht.synthetic.notes import PUBLIC, Scene, note
from zicht.synthetic.people import TruePerson
from zicht.synthetic.world import Register, world

# Shares of: value, no, unknown, not_asked, refused.
_STATES: tuple[AnswerState, ...] = ("value", "no", "unknown", "not_asked", "refused")
_OBSERVED = (0.68, 0.08, 0.10, 0.09, 0.05)
_EMPTY = {"no": NO, "unknown": UNKNOWN, "not_asked": NOT_ASKED, "refused": REFUSED}
_PROVENANCE: dict[str, Sequence[str]] = {
    "victim": ("seen",),
    "public": ("seen", "seen", "seen", "told_by_other", "told_by_person", "inferred", "document"),
    "professional": ("seen", "seen", "told_by_person", "told_by_person", "document", "told_by_other", "inferred"),
}
_CERTAINTY = ("", "stated", "likely", "likely", "doubtful")
_ONLY_MINORS = frozenset({"O07"})
_WHEN_SAFE = ("na 18 uur", "alleen overdag", "in het weekend", "tussen 9 en 11", "als mijn dienst erop zit")


@dataclass(frozen=True, slots=True)
class Sighting:
    """What a register is about to note down: who noted it, when, and which people it is about, if any."""

    register: Register
    capacity: str
    day: date
    people: tuple[TruePerson, ...]

    @property
    def writer(self) -> str:
        """Kind of writer: the person themselves, the public, or a professional."""
        if self.capacity == "victim":
            return "victim"
        return "public" if self.capacity in PUBLIC else "professional"


def draft(roll: Random, sighting: Sighting) -> SignalDraft:
    """The signal as given. It holds to the standard on the day of the sighting; no possible perpetrators."""
    persons = _persons(roll, sighting)
    form = sighting.people[0].form if sighting.people else world().forms[weighted(roll, world().form_steps)].id
    minor = bool(persons) and persons[0].age_class.value == "minor"
    when = sighting.day - timedelta(days=min(span(roll, 8), 300))
    when_state = _state(roll, (0.9, 0, 0.08, 0, 0.02))
    observations = _observations(roll, sighting, form, minor=minor, when=when)
    what = _what(roll, form)
    sex = persons[0].sex.value if persons and persons[0].sex.value else "other"
    scene = Scene(sighting.capacity, what.values[0] if what.values else "unknown", sex, minor, observations)
    town = sighting.people[0].municipality if sighting.people else world().towns[weighted(roll, world().town_steps)]
    given = SignalDraft(
        what=what,
        where=_answer(roll, (0.95, 0, 0.04, 0, 0.01), town),
        when=when if when_state == "value" else None,
        when_state=when_state,
        who=persons[0].age_class if persons else UNKNOWN,
        acute=_answer(roll, (0.06, 0.70, 0.20, 0, 0.04), "yes"),
        known_via=_answer(roll, (0.95, 0, 0.03, 0, 0.02), choose(roll, _PROVENANCE[sighting.writer])),
        capacity=_answer(roll, (0.94, 0, 0.01, 0, 0.05) if sighting.register.public else (1,), sighting.capacity),
        about_self=_about_self(roll, sighting),
        narrative=note(roll, scene) if roll.random() < 0.94 else "",
        place=_place(roll, sighting, town),
        observations=observations,
        persons=persons,
        **_contact(roll, sighting),
    )
    if sighting.register.public:
        return given
    return replace(given, details=details(roll, form, when, sighting.day))


_steps = cache(ladder)


def _state(roll: Random, shares: tuple[float, ...]) -> AnswerState:
    return _STATES[weighted(roll, _steps(shares))]


def _answer(roll: Random, shares: tuple[float, ...], value: str) -> Answer:
    state = _state(roll, shares)
    return Answer.of(value) if state == "value" else _EMPTY[state]


def _what(roll: Random, form: str) -> Answer:
    """What the writer makes of it: mostly right, sometimes something besides, sometimes not known or not said."""
    where = roll.random()
    if where < 0.10:
        return UNKNOWN
    if where < 0.115:
        return REFUSED
    return Answer.of(form, choose(roll, world().forms).id) if where > 0.92 else Answer.of(form)


def _about_self(roll: Random, sighting: Sighting) -> Answer:
    if sighting.capacity == "victim":
        return Answer.of("yes")
    return _answer(roll, (0, 0.7, 0, 0.27, 0.03), "yes")


def _place(roll: Random, sighting: Sighting, town: str) -> str:
    if roll.random() > 0.35:
        return ""
    street = sighting.people[0].address if sighting.people else names.address(roll)
    return f"{street}, {label('municipality', town)}"


def _contact(roll: Random, sighting: Sighting) -> dict[str, Any]:
    """May we contact you, and how. Most of the public stay unknown; only who says yes leaves details.

    Without contact the questions about safety are not asked. Telephone numbers are from +44 7700 900000 to
    900999, which the British regulator (Ofcom) keeps free for drama; no such range was found in the Dutch
    numbering plan. Mail goes to ``.example``, which is reserved (RFC 2606).
    """
    may = _answer(roll, (0.4, 0.4, 0.12, 0, 0.08) if sighting.register.public else (0.93, 0.02, 0.03, 0, 0.02), "yes")
    if may.state != "value":
        return {"contact": may}
    how = choose(roll, ("phone", "mail", "receipt") if sighting.register.public else ("phone", "mail"))
    mail = f"{names.first_name(roll, 'other').lower()}{int(roll.random() * 100)}@post.example"
    details = {"phone": f"+44 7700 900{int(roll.random() * 1000):03d}", "mail": mail, "receipt": ""}[how]
    return {
        "contact": may,
        "contact_details": details,
        "contact_safe": _answer(roll, (0.55, 0.12, 0.15, 0.13, 0.05), "yes"),
        "contact_how": _answer(roll, (0.9, 0, 0.1, 0, 0), how),
        "contact_when": choose(roll, _WHEN_SAFE) if roll.random() < 0.3 else "",
    }


@cache
def fitting(form: str, minor: bool) -> tuple[tuple[Indicator, ...], tuple[Indicator, ...]]:
    """The indicators of a form: those that belong to few forms, and those that belong to every form."""
    every = len(codes("form"))
    fits = [item for item in indicators() if form in item.forms]
    if not minor:
        fits = [item for item in fits if item.category != "minors" and item.id not in _ONLY_MINORS]
    own = tuple(item for item in fits if len(item.forms) < every)
    return own, tuple(item for item in fits if len(item.forms) == every)


def _observations(roll: Random, sighting: Sighting, form: str, *, minor: bool, when: date) -> tuple[Observation, ...]:
    own, every = fitting(form, minor)
    count = 2 + int(roll.random() ** 1.6 * 7)
    specific = some(roll, own, round(count * 0.7))
    chosen = [*specific, *some(roll, every, count - len(specific))]
    return tuple(_observation(roll, item.id, sighting, when, first=not at) for at, item in enumerate(chosen))


def _observation(roll: Random, indicator: str, sighting: Sighting, when: date, *, first: bool) -> Observation:
    """One statement; the first of a signal is always something that was noticed, else there was no signal."""
    answer = "value" if first else _state(roll, _OBSERVED)
    provenance = choose(roll, _PROVENANCE[sighting.writer])
    if answer != "value":
        return Observation(indicator, answer, provenance, seen_on=when if answer == "no" else None)
    seen = when if roll.random() < 0.85 else None
    happened = when - timedelta(days=min(span(roll, 25), 700)) if roll.random() < 0.5 else None
    return Observation(indicator, answer, provenance, seen, happened, choose(roll, _CERTAINTY))


def _persons(roll: Random, sighting: Sighting) -> tuple[Person, ...]:
    """The people as this register writes them down, in the order of the true ones; else perhaps somebody else."""
    if sighting.people:
        return tuple(_seen(roll, person, sighting) for person in sighting.people)
    if roll.random() < 0.45:
        return ()
    minor = roll.random() < 0.2
    age_class = _answer(roll, (0.85, 0, 0.13, 0, 0.02), "minor" if minor else "adult")
    sex = choose(roll, ("female", "male"))
    noted = _answer(roll, (0.8, 0, 0.1, 0.1, 0), sex)
    if roll.random() > sighting.register.named:
        return (Person(("presumed_victim",), age_class, noted),)
    return (Person(("presumed_victim",), age_class, noted, names.first_name(roll, sex), names.last_name(roll)),)


def _seen(roll: Random, person: TruePerson, sighting: Sighting) -> Person:
    first, last, birth = _identity(roll, person, sighting.register.named)
    status: dict[str, Any] = {}
    if roll.random() < 0.04:
        parts = names.parts()
        status = {
            "nationality": choose(roll, parts["nationalities"]),
            "residence_status": choose(roll, parts["residence"]),
            "birthplace": choose(roll, parts["birthplaces"]),
        }
    age_class = "adult" if _years(person.birth_date, sighting.day) >= 18 else "minor"
    return Person(
        roles=("presumed_victim",),
        age_class=_answer(roll, (0.88, 0, 0.10, 0, 0.02), age_class),
        sex=_answer(roll, (0.88, 0, 0.05, 0.06, 0.01), person.sex),
        first_name=first,
        last_name=last,
        birth_date=birth,
        **status,
    )


def _years(birth: date, day: date) -> int:
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def _identity(roll: Random, person: TruePerson, named: float) -> tuple[str, str, date | None]:
    """Name and birth date as written down: not at all, or with the errors that people make."""
    if roll.random() > named:
        return "", "", None
    first, last = person.first_name, person.last_name
    if roll.random() < 0.12:
        first = names.typing_error(roll, first)
    if roll.random() < 0.15:
        last = names.typing_error(roll, last)
    if roll.random() < 0.08:
        last = names.particle_error(last)
    if roll.random() < 0.03:
        first, last = last, first
    if roll.random() > 0.75:
        return first, last, None
    return first, last, names.wrong_date(roll, person.birth_date) if roll.random() < 0.08 else person.birth_date
