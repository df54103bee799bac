"""One row of a file -> one signal of the standard, or every reason why not. Nothing is guessed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from zicht.errors import Problem
from zicht.knowledge.signal import NOT_ASKED, Answer, Person, SignalDraft, check, date_problem
from zicht.registers.header import Header
from zicht.registers.keys import RegisterRow
from zicht.registers.mapping import FieldRule, SourceMapping, targets
from zicht.registers.table import Record, trimmed
from zicht.registers.values import Cell, Fault, clean, folded, looks_misread, mask, parse_date, text_fault

ADULT_FROM = 18
OLDEST = 120
_AGE = re.compile(r"[0-9]{1,3}(?:[.,]0+)?")

Value = Answer | date | str


@dataclass(frozen=True, slots=True)
class RowOutcome:
    """What became of one row: ``row`` when it is valid; problems of severity warning may stand beside it.

    ``answers`` is the state of each mapped field ("value", "no", "unknown", "not_asked", "refused").
    """

    number: int
    row: RegisterRow | None
    problems: tuple[Problem, ...]
    answers: Mapping[str, str]


def _state_or_fault(rule: FieldRule, text: str, fault: Fault) -> Answer | Fault:
    return rule.answers.get(folded(text), fault)


def _age(text: str) -> Answer | Fault:
    if not _AGE.fullmatch(text):
        return Fault("import.age_unread", {"value": mask(text)})
    years = int(re.split("[.,]", text)[0])
    if years > OLDEST:
        return Fault("import.age_nonsense", {"oldest": OLDEST})
    return Answer.of("adult" if years >= ADULT_FROM else "minor")


def _coded(rule: FieldRule, cell: str | date, today: date) -> Answer | Fault:
    text = cell if isinstance(cell, str) else cell.isoformat()
    parts = text.split(rule.separator) if rule.separator else [text]
    found: list[Answer] = []
    for part in (part.strip() for part in parts):
        answer = _state_or_fault(rule, part, Fault("code.unknown", {"value": mask(part)}))
        if isinstance(answer, Fault) and rule.as_age:
            answer = _age(part)
        if isinstance(answer, Fault):
            return answer
        found.append(answer)
    if len(set(found)) == 1:
        return found[0]
    if any(not answer.values for answer in found):
        return Fault("import.answer_mixed", {"value": mask(text)})
    return Answer.of(*(value for answer in found for value in answer.values))


def _date(rule: FieldRule, cell: str | date, today: date) -> Answer | date | Fault:
    found = parse_date(cell, rule.date_formats, today)
    if isinstance(found, Fault) and isinstance(cell, str):
        return _state_or_fault(rule, cell, found)
    return found


def _text(rule: FieldRule, cell: str | date, today: date) -> str:
    return cell if isinstance(cell, str) else cell.isoformat()


_READERS: Mapping[str, Callable[[FieldRule, str | date, date], Value | Fault]] = {
    "code": _coded,
    "codes": _coded,
    "date": _date,
    "text": _text,
}


def _cell(cell: Cell) -> Cell:
    """A cell as it is read: text made clean, or the fault that spoils it."""
    if not isinstance(cell, str):
        return cell
    return text_fault(cell) or clean(cell)


def _value(rule: FieldRule, cell: Cell, today: date) -> Value | Fault:
    if rule.constant is not None:
        return rule.constant
    if isinstance(cell, Fault):
        return cell
    if cell == "":
        return "" if rule.target.kind == "text" else rule.empty
    return _READERS[rule.target.kind](rule, cell, today)


def _state(value: Value | Fault) -> str:
    if isinstance(value, Answer):
        return value.state
    return "value" if value else "not_asked"


def _as_date(value: Value | None) -> date | None:
    return value if isinstance(value, date) else None


def _as_text(value: Value | None) -> str:
    return value if isinstance(value, str) else ""


def _as_answer(value: Value | None) -> Answer:
    return value if isinstance(value, Answer) else NOT_ASKED


_FORMS: Mapping[str, Callable[[Value | None], Value | None]] = {
    "code": _as_answer,
    "codes": _as_answer,
    "date": _as_date,
    "text": _as_text,
}


def _filled(values: Mapping[str, Value], *, of_person: bool) -> dict[str, Any]:
    """Every field of the signal, or of the person, in the form that its dataclass takes."""
    wanted = (target for target in targets().values() if target.of_person == of_person)
    return {target.id: _FORMS[target.kind](values.get(target.id)) for target in wanted}


def _person(values: Mapping[str, Value], of_file: set[str]) -> tuple[Person, ...]:
    """The person spoken of; none when every cell about a person is empty."""
    if all(_state(values[name]) == "not_asked" for name in of_file):
        return ()
    filled = _filled(values, of_person=True)
    return (Person(roles=filled.pop("role").values, **filled),)


def _draft(values: Mapping[str, Value], of_file: set[str]) -> SignalDraft:
    when = _as_answer(values.get("when")).state
    filled = _filled(values, of_person=False)
    del filled["received"]  # of the row, not of the signal
    # not asked is silence, which the standard's check refuses for a required answer
    when_state = "value" if when == "not_asked" else when
    return SignalDraft(**filled, when_state=when_state, persons=_person(values, of_file))


def _beyond_limits(rule: FieldRule, value: Value, today: date) -> Iterator[Problem]:
    """Limits of the fields that the standard's check does not look at: length of a name, date received."""
    target = rule.target
    if isinstance(value, str) and target.of_person and len(value) > target.max_length:
        yield Problem("text.long", target.id, params={"most": target.max_length, "length": len(value)})
    if isinstance(value, date) and target.id == "received" and (problem := date_problem(value, target.id, today)):
        yield problem


def _oddities(rule: FieldRule, value: Value) -> Iterator[Problem]:
    """What is odd about a text that is kept as it is."""
    if not rule.column or not isinstance(value, str):
        return
    if looks_misread(value):
        yield Problem("import.misread", rule.field, severity="warning")
    if value.startswith("="):
        yield Problem("import.formula_text", rule.field, severity="warning")


def _masked(problem: Problem) -> Problem:
    """A problem whose date shows its year only: a date can be somebody's birth date."""
    if "date" not in problem.params:
        return problem
    return replace(problem, params={**problem.params, "date": f"{str(problem.params['date'])[:4]}-**-**"})


class RowReader:
    """Reads the rows of one file under one mapping. ``today`` is the day on which the file is read.

    ``cells_can_shift``: in text a missing or extra separator moves every cell after it to another column;
    in a workbook each cell has its column's letter.
    """

    def __init__(self, mapping: SourceMapping, header: Header, today: date, *, cells_can_shift: bool) -> None:
        self.mapping = mapping
        self.header = header
        self.today = today
        self.cells_can_shift = cells_can_shift
        self.columns = {rule.field: rule.column for rule in mapping.rules}
        self.person_columns = {rule.field for rule in mapping.rules if rule.target.of_person and rule.column}

    def read(self, record: Record) -> RowOutcome:
        """One row: a signal of the standard, or all the reasons why it is not one."""
        if unfit := record.rule or self._misfit(record):
            params: dict[str, str | int | float] = {"cells": len(record.cells), "columns": self.header.width}
            return RowOutcome(record.number, None, (Problem(unfit, row=record.number, params=params),), {})
        values: dict[str, Value] = {}
        problems: list[Problem] = []
        states: dict[str, str] = {}
        for rule in self.mapping.rules:
            value = _value(rule, self._at(record, rule.column), self.today)
            states[rule.field] = _state(value)
            if isinstance(value, Fault):
                problems.append(Problem(value.rule, rule.field, params=value.params))
                continue
            values[rule.field] = value
            problems.extend(_beyond_limits(rule, value, self.today))
            problems.extend(_oddities(rule, value))
        return self._outcome(record, values, problems, states)

    def _misfit(self, record: Record) -> str:
        if not self.cells_can_shift:
            return ""
        if len(trimmed(record.cells)) > self.header.width:
            return "import.row_many_cells"
        return "import.row_few_cells" if len(record.cells) < self.header.width else ""

    def _at(self, record: Record, column: str) -> Cell:
        if not column:
            return ""
        at = self.header.positions[column]
        return _cell(record.cells[at]) if at < len(record.cells) else ""

    def _outcome(
        self, record: Record, values: Mapping[str, Value], problems: list[Problem], states: Mapping[str, str]
    ) -> RowOutcome:
        source_id, id_problem = self._source_id(record)
        if id_problem:
            problems.append(id_problem)
        draft = _draft(values, self.person_columns & values.keys())
        if any(not person.roles for person in draft.persons):
            problems.append(Problem("import.role_missing", "role"))
        told = {problem.field for problem in problems if problem.severity == "error"}
        problems.extend(problem for problem in check(draft, self.today) if problem.field not in told)
        placed = tuple(self._placed(problem, record.number) for problem in problems)
        row = None
        if all(problem.severity == "warning" for problem in placed):
            row = RegisterRow(self.mapping.source, source_id, record.number, draft, _as_date(values.get("received")))
        return RowOutcome(record.number, row, placed, states)

    def _source_id(self, record: Record) -> tuple[str, Problem | None]:
        """The row's own number in its source, and what is wrong with it."""
        if not self.mapping.id_column:
            return "", None
        cell = self._at(record, self.mapping.id_column)
        if isinstance(cell, date):
            cell = Fault("import.id_date")
        if isinstance(cell, Fault):
            return "", Problem(cell.rule, "id", params=cell.params)
        missing = None if cell else Problem("import.id_missing", "id", severity="warning")
        return cell, missing

    def _placed(self, problem: Problem, number: int) -> Problem:
        """A problem at its place in the user's file."""
        column = self.mapping.id_column if problem.field == "id" else self._column(problem.field)
        return _masked(replace(problem, row=number, column=column))

    def _column(self, field: str) -> str:
        """The column that fills a field; a problem of a part of a person is at the role's column."""
        return self.columns.get("role" if field in ("roles", "persons") else field, "")
