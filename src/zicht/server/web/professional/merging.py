"""What the form of a correction sent -> the corrected draft: only what was touched changes. No database, no request."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from zicht.knowledge import standard
from zicht.knowledge.details import Detail
from zicht.knowledge.sentences import Language
from zicht.knowledge.signal import NOT_ASKED, Observation, Person, SignalDraft, check, date_problem
from zicht.server.signals.actions.correct import NOTE_MOST
from zicht.server.web.professional.correction_fields import NOTE, PERPETRATORS, WHY, untouched
from zicht.server.web.professional.filling import AWAY, PERSON_FIELDS, person_name
from zicht.server.web.professional.further import STATE, detail_name, detail_problems, most, read_details
from zicht.server.web.professional.given import (
    CERTAINTY,
    FIRST_BIRTH,
    HAPPENED,
    NAME_MAX,
    NAMES,
    PROVENANCE,
    SIGN,
    SIGN_ANSWERS,
    YES,
    Given,
    Reader,
    codes_by_wire,
)
from zicht.server.web.professional.parsing import field_of, said

SHOWN = "getoond"
OF_SIGN = (SIGN, PROVENANCE, HAPPENED, CERTAINTY)


@dataclass(frozen=True, slots=True)
class Merged:
    """The corrected draft, what is wrong with it (a sentence per form name), and the reason that was given."""

    draft: SignalDraft
    problems: Mapping[str, str]
    why: str
    note: str


class _Merging:
    """Merges one form into one draft."""

    def __init__(self, form: Given, kept: SignalDraft, groups: frozenset[str], today: date, language: Language) -> None:
        self.today = today
        self.reader = Reader(form, language)
        self.form, self.kept = form, kept
        before = untouched(kept, groups, language)
        shown = set(form.one(SHOWN).split())
        self.touched = {name for name in shown if form.all(name) != before.get(name, ())}

    def first(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for field in standard.fields():
            name = NAMES[field.id]
            if name not in self.touched:
                continue
            if field.kind in ("code", "codes"):
                found[field.id] = self.reader.coded(name, field.codes)
            elif field.kind == "text":
                found[field.id] = self.reader.text(name)
            else:
                found["when"], found["when_state"] = self.reader.day(name)
        return found

    def observations(self, seen_on: date | None) -> Iterator[Observation]:
        """What was said, changed or taken back; and what is said now for the first time."""
        signs = {name.removeprefix(part) for name in self.touched for part in OF_SIGN if name.startswith(part)}
        for item in self.kept.observations:
            if item.indicator not in signs:
                yield item
            elif changed := self._statement(item.indicator, item):
                yield changed
        new = signs - {item.indicator for item in self.kept.observations}
        for sign in sorted(new):
            if said_now := self._statement(sign, None, seen_on):
                yield said_now

    def _statement(self, sign: str, kept: Observation | None, seen_on: date | None = None) -> Observation | None:
        answer, source = self.form.one(SIGN + sign), self.form.one(PROVENANCE + sign)
        if not answer:
            if self.form.one(HAPPENED + sign) and self._happened(sign, None) and not kept:
                self.reader.wrong(SIGN + sign, "professional.answer_missing")
            return None
        provenance = codes_by_wire("provenance").get(source, "")
        if not provenance:
            self.reader.wrong(PROVENANCE + sign, "professional.no_provenance")
        if answer not in SIGN_ANSWERS:
            self.reader.wrong(SIGN + sign, "professional.unknown_sign")
        state = SIGN_ANSWERS.get(answer, "unknown")
        happened, sure = self._happened(sign, kept), self._certainty(sign, kept)
        if kept:
            source_now = provenance or kept.provenance
            return replace(kept, answer=state, provenance=source_now, happened_on=happened, certainty=sure)
        return Observation(sign, state, provenance or "seen", seen_on, happened, sure)

    def _happened(self, sign: str, kept: Observation | None) -> date | None:
        name = HAPPENED + sign
        if name not in self.touched:
            return kept.happened_on if kept else None
        typed = self.form.one(name)
        day = self.reader.read_date(name, typed) if typed else None
        if problem := date_problem(day, name, self.today):
            self.reader.wrong(name, problem.rule, **problem.params)
        return day

    def _certainty(self, sign: str, kept: Observation | None) -> str:
        name = CERTAINTY + sign
        if name not in self.touched:
            return kept.certainty if kept else ""
        sent = self.form.one(name)
        known = codes_by_wire("certainty").get(sent, "")
        if sent and not known:
            self.reader.wrong(name, "code.unknown", value=sent[:40])
        return known

    def persons(self) -> Iterator[Person]:
        for number, person in enumerate(self.kept.persons, 1):
            if YES not in self.form.all(person_name(number, AWAY)):
                yield self._person(number, person)
        new = len(self.kept.persons) + 1
        if any(person_name(new, field) in self.touched for field in PERSON_FIELDS):
            yield self._person(new, Person((), NOT_ASKED))

    def _person(self, number: int, person: Person) -> Person:
        found: dict[str, Any] = {}
        for field in PERSON_FIELDS:
            name = person_name(number, field)
            if name in self.touched:
                found[field] = self._of_person(field, name)
        if found and not found.get("roles", person.roles):
            self.reader.wrong(person_name(number, "roles"), "professional.no_role")
        return replace(person, **found)

    def _of_person(self, field: str, name: str) -> Any:
        if field == "roles":
            known = codes_by_wire("role")
            return tuple(known.get(value, value[:40]) for value in self.form.all(name))
        if field in ("age_class", "sex"):
            return self.reader.coded(name, field)
        if field != "birth_date":
            return self.reader.text(name, NAME_MAX)
        born = self.reader.read_date(name, self.form.one(name)) if self.form.one(name) else None
        if problem := date_problem(born, name, self.today, FIRST_BIRTH):
            self.reader.wrong(name, problem.rule, **problem.params)
        return born

    def details(self) -> Iterator[Detail]:
        def untouched_one(detail: Detail) -> bool:
            name = detail_name(detail.spec, detail.number)
            return name not in self.touched and name + STATE not in self.touched

        left = (detail for detail in self.kept.details if untouched_one(detail))
        new = (detail for detail in read_details(self.reader) if not untouched_one(detail))
        yield from (found for detail in (*left, *new) if (found := self._of_who_stays(detail)))

    def _of_who_stays(self, detail: Detail) -> Detail | None:
        """An answer about a person goes with that person, and those about later ones move up with them."""
        if detail.spec.entity != "person":
            return detail
        away = [n for n in range(1, len(self.kept.persons) + 1) if YES in self.form.all(person_name(n, AWAY))]
        if detail.number in away:
            return None
        return replace(detail, number=detail.number - sum(number < detail.number for number in away))


def merged(form: Given, kept: SignalDraft, groups: frozenset[str], today: date, language: Language) -> Merged:
    """The draft that a form makes of a kept one, and everything wrong with it at once."""
    merging = _Merging(form, kept, groups, today, language)
    reader = merging.reader
    first = replace(kept, details=(), **merging.first())
    draft = replace(first, observations=tuple(merging.observations(first.when)), persons=tuple(merging.persons()))
    on = PERPETRATORS in groups
    for problem in check(draft, today, perpetrators_on=on):
        reader.problems.setdefault(field_of(problem), said(problem, language))
    details = tuple(merging.details())
    on_the_form = [detail for detail in details if detail.number <= most(detail.spec.entity)]
    for name, problem in detail_problems(on_the_form, today, perpetrators_on=on):
        reader.problems.setdefault(name, said(problem, language))
    why = codes_by_wire("correction").get(form.one(WHY), "")
    if not why:
        reader.wrong(WHY, "correction.why")
    note = reader.text(NOTE, NOTE_MOST)
    return Merged(replace(draft, details=details), reader.problems, why, note)
