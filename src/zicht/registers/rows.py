"""One row of a file -> one signal of the standard, or every reason why not. Nothing is guessed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from dataclasses import field as with_default
from datetime import date
from functools import cache
from typing import Any

from zicht.errors import Problem
from zicht.knowledge.signal import NOT_ASKED, Answer, Detail, Person, SignalDraft, check, date_problem, warnings
from zicht.registers.cells import Value, cleaned, read_cell, state_of
from zicht.registers.header import Header
from zicht.registers.keys import RegisterRow
from zicht.registers.mapping import FieldRule, SourceMapping, targets
from zicht.registers.table import Record, trimmed
from zicht.registers.texts import split_name
from zicht.registers.values import Cell, Fault, Told

# Of codes and dates each column remembers so many different cells, up to so long: a register repeats them.
REMEMBERED, LONGEST_REMEMBERED = 20_000, 60


@dataclass(frozen=True, slots=True)
class RowOutcome:
    """What became of one row: ``row`` when it is valid; problems of severity warning may stand beside it.

    ``answers`` is the state of each mapped field ("value", "no", "unknown", "not_asked", "refused").
    ``unknown`` are the raw texts of unknown codes with their field: for the user's code table, never to be printed.
    """

    number: int
    row: RegisterRow | None
    problems: tuple[Problem, ...]
    answers: Mapping[str, str]
    unknown: tuple[tuple[str, str], ...] = ()
    source_id: str = ""
    values: Mapping[str, Value] = with_default(default_factory=dict)


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
    silent, forms = _forms(of_person)
    said = {name: forms[name](value) for name, value in values.items() if name in forms}
    return {**silent, **said}


@cache
def _forms(of_person: bool) -> tuple[Mapping[str, Any], Mapping[str, Callable[[Value | None], Value | None]]]:
    """What each field holds when no column fills it, and the form of what a column says."""
    wanted = (target for target in targets().values() if target.of_person == of_person and not target.detail)
    forms = {target.id: _FORMS[target.kind] for target in wanted}
    return {name: form(None) for name, form in forms.items()}, forms


@dataclass(frozen=True, slots=True)
class _Said:
    """What one cell came to: its value (None when it was refused), problems that have no place yet, its state."""

    value: Value | None
    problems: tuple[Problem, ...]
    state: str
    unknown: str = ""


class _Column:
    """One mapped field and where its cells stand; ``at`` is -1 for a constant."""

    def __init__(self, rule: FieldRule, at: int, today: date) -> None:
        self.field, self.rule, self.at, self.today = rule.field, rule, at, today
        self.remembered: dict[str, _Said] | None = None if rule.target.kind == "text" else {}
        self.silent = self._read("")

    def said(self, raw: Cell) -> _Said:
        """What a raw cell says."""
        known = self.remembered
        if known is None or not isinstance(raw, str) or len(raw) > LONGEST_REMEMBERED:
            return self._read(raw)
        found = known.get(raw)
        if found is None:
            found = self._read(raw)
            if len(known) < REMEMBERED:
                known[raw] = found
        return found

    def _read(self, raw: Cell) -> _Said:
        value = read_cell(self.rule, cleaned(raw), self.today)
        if isinstance(value, Fault):
            return _Said(None, (Problem(value.rule, self.field, params=value.params),), "value", value.raw)
        problems: tuple[Problem, ...] = ()
        if isinstance(value, Told):
            problems = (Problem(value.rule, self.field, severity="warning"),)
            value = value.value
        return _Said(value, (*problems, *_beyond_limits(self.rule, value, self.today)), state_of(value))


def _person(values: Mapping[str, Value], of_file: set[str]) -> tuple[Person, ...]:
    """The person spoken of; none when every cell about a person is empty."""
    if all(state_of(values[name]) == "not_asked" for name in of_file):
        return ()
    filled = _filled(values, of_person=True)
    if whole := filled.pop("full_name"):
        filled["first_name"], filled["last_name"] = split_name(whole)
    return (Person(roles=filled.pop("role").values, **filled),)


def _detail_answer(value: Value) -> Answer:
    """An answer to a further field: a date as ISO 8601, a text as itself, silence as not asked."""
    if isinstance(value, Answer):
        return value
    text = value if isinstance(value, str) else value.isoformat()
    return Answer("value", (text,)) if text else NOT_ASKED


def _details(values: Mapping[str, Value]) -> tuple[Detail, ...]:
    """The further answers of a row, each about the first of its kind. What was not asked leaves no answer."""
    further = [name for name in values if targets()[name].detail]
    if not further:
        return ()
    given = [(name, _detail_answer(values[name])) for name in further]
    return tuple(Detail(name, 1, answer) for name, answer in given if answer.state != "not_asked")


def _draft(values: Mapping[str, Value], of_file: set[str]) -> SignalDraft:
    when = _as_answer(values.get("when")).state
    filled = _filled(values, of_person=False)
    del filled["received"]  # of the row, not of the signal
    # not asked is silence, which the standard's check refuses for a required answer
    when_state = "value" if when == "not_asked" else when
    return SignalDraft(**filled, when_state=when_state, persons=_person(values, of_file), details=_details(values))


def _beyond_limits(rule: FieldRule, value: Value, today: date) -> Iterator[Problem]:
    """Limits of the fields that the standard's check does not look at: length of a name, date received."""
    target = rule.target
    if isinstance(value, str) and target.of_person and len(value) > target.max_length:
        yield Problem("text.long", target.id, params={"most": target.max_length, "length": len(value)})
    if isinstance(value, date) and target.id == "received" and (problem := date_problem(value, target.id, today)):
        yield problem


def _masked(problem: Problem) -> Problem:
    """A problem whose date shows its year only: a date can be somebody's birth date."""
    if "date" not in problem.params:
        return problem
    return replace(problem, params={**problem.params, "date": f"{str(problem.params['date'])[:4]}-**-**"})


class RowReader:
    """Reads the rows of one file under one mapping. ``today`` is the day on which the file is read.

    ``cells_can_shift``: in text a missing or extra separator moves every cell after it to another column;
    in a workbook each cell has its column's letter. ``keep_values``: outcomes hold what each cell says, for a preview
    (not for a file of a million rows).
    """

    def __init__(
        self,
        mapping: SourceMapping,
        header: Header,
        today: date,
        *,
        cells_can_shift: bool,
        perpetrators_on: bool = False,
        keep_values: bool = False,
    ) -> None:
        self.mapping = mapping
        self.header = header
        self.today = today
        self.cells_can_shift = cells_can_shift
        self.perpetrators_on = perpetrators_on
        self.keep_values = keep_values
        self.columns = {rule.field: rule.column for rule in mapping.rules}
        positions = header.positions
        self._columns = [_Column(rule, positions[rule.column] if rule.column else -1, today) for rule in mapping.rules]
        self.person_columns = {rule.field for rule in mapping.rules if rule.target.of_person and rule.column}

    def read(self, record: Record) -> RowOutcome:
        """One row: a signal of the standard, or all the reasons why it is not one."""
        if unfit := record.rule or self._misfit(record):
            params: dict[str, str | int | float] = {"cells": len(record.cells), "columns": self.header.width}
            return RowOutcome(record.number, None, (Problem(unfit, row=record.number, params=params),), {})
        return self._outcome(record)

    def values(self, record: Record) -> dict[str, Value | Told | Fault]:
        """What each mapped field of a row that fits says, by field."""
        return {rule.field: read_cell(rule, self._at(record, rule.column), self.today) for rule in self.mapping.rules}

    def number_of(self, record: Record) -> str:
        """The row's own number in its source, "" when it has none that can be read."""
        return "" if record.rule or self._misfit(record) else self._source_id(record)[0]

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
        return cleaned(record.cells[at]) if at < len(record.cells) else ""

    def _outcome(self, record: Record) -> RowOutcome:
        values, problems, states, unknown = self._said(record)
        source_id, id_problem = self._source_id(record)
        if id_problem:
            problems.append(id_problem)
        draft = _draft(values, self.person_columns & values.keys())
        if any(not person.roles for person in draft.persons):
            problems.append(Problem("import.role_missing", "role"))
        found = check(draft, self.today, perpetrators_on=self.perpetrators_on)
        if found:
            told = {problem.field for problem in problems if problem.severity == "error"}
            problems.extend(problem for problem in found if problem.field not in told)
        problems.extend(warnings(draft))  # as the form warns whoever writes: a text that seems to name someone
        placed = tuple([self._placed(problem, record.number) for problem in problems])
        row = None
        if all(problem.severity == "warning" for problem in placed):
            row = RegisterRow(self.mapping.source, source_id, record.number, draft, _as_date(values.get("received")))
        kept = values if self.keep_values else {}
        return RowOutcome(record.number, row, placed, states, tuple(unknown), source_id, kept)

    def _said(self, record: Record) -> tuple[dict[str, Value], list[Problem], Mapping[str, str], list[tuple[str, str]]]:
        """The values of a row, what its cells have wrong or odd, the state of each field, and its unknown codes."""
        values: dict[str, Value] = {}
        problems: list[Problem] = []
        states: dict[str, str] = {}
        unknown: list[tuple[str, str]] = []
        cells, width = record.cells, len(record.cells)
        for column in self._columns:
            said = column.said(cells[column.at]) if 0 <= column.at < width else column.silent
            if said.value is not None:
                values[column.field] = said.value
            if said.problems:
                problems.extend(said.problems)
                if said.unknown:
                    unknown.append((column.field, said.unknown))
            states[column.field] = said.state
        return values, problems, states, unknown

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
