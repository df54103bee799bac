"""A possible perpetrator as a person on the form: only where the organisation's activity is switched on (principle 24).

One person, with as little as is known: a role in what happened, a name, an age. Through the API there may be more.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from zicht.knowledge.signal import NOT_ASKED, PERPETRATOR, Detail, Person, date_problem
from zicht.server.web.professional.given import FIRST_BIRTH, NAME_MAX, Reader

OFFENDER = "pleger_"
FIRST, LAST, BORN = f"{OFFENDER}voornaam", f"{OFFENDER}achternaam", f"{OFFENDER}geboortedatum"
AGE, GENDER = f"{OFFENDER}leeftijd", f"{OFFENDER}geslacht"
EVERY = (FIRST, LAST, BORN, AGE, GENDER)
CODED = {AGE: "age_class", GENDER: "sex"}
# the further field that is about this person and about nobody else on the form
ROLE = "possible_role"


def is_offender(name: str) -> bool:
    """Whether a name of the form is about a possible perpetrator."""
    return name.startswith(OFFENDER)


def read_offender(reader: Reader, today: date, details: Iterable[Detail]) -> tuple[Person, ...]:
    """The possible perpetrator, when anything is told of them; what is left empty was not asked."""
    born, _ = reader.day(BORN)
    if problem := date_problem(born, BORN, today, FIRST_BIRTH):
        reader.wrong(BORN, problem.rule, **problem.params)
        born = None  # told here: the check of the whole draft would tell it at the victim's date
    first, last = reader.text(FIRST, NAME_MAX), reader.text(LAST, NAME_MAX)
    age, sex = (reader.coded(name, codes) for name, codes in CODED.items())
    acts = any(detail.field == ROLE for detail in details)
    if not (first or last or born or acts or {age, sex} != {NOT_ASKED}):
        return ()
    return (Person((PERPETRATOR,), age, sex, first, last, born),)


def refuse_offender(reader: Reader) -> None:
    """Where it is off: what was sent all the same is wrong at its place, and nothing of it is read."""
    for name in (name for name in EVERY if reader.form.one(name)):
        reader.wrong(name, "perpetrators.off")


def of_offender(details: Iterable[Detail], persons: tuple[Person, ...]) -> Iterator[Detail]:
    """The further answers, with the role in what happened at the number of the possible perpetrator."""
    numbers = [number for number, person in enumerate(persons, 1) if PERPETRATOR in person.roles]
    for detail in details:
        yield replace(detail, number=numbers[0]) if detail.field == ROLE and numbers else detail
