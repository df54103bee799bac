"""Reads a file under a mapping: what may be taken in, what may not and why. Nothing is dropped.

read = valid + rejected; valid = new + changed + already known.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import islice
from pathlib import Path

from zicht.errors import Problem
from zicht.registers.cells import Value
from zicht.registers.csv_file import decode, encoding_of, lines_of, records, split_lines
from zicht.registers.header import SEARCHED, Header, find_header
from zicht.registers.keys import NOTHING_KNOWN, KnownRows, RegisterRow, Standing, stand
from zicht.registers.mapping import SourceMapping
from zicht.registers.quality import Quality, quality
from zicht.registers.quarantine import UnknownCode, numbers_of_citizens, unknown_codes
from zicht.registers.rows import RowOutcome, RowReader
from zicht.registers.skipping import passed_over
from zicht.registers.table import (
    MAX_BYTES,
    MAX_STREAMED,
    FileFacts,
    Record,
    Unreadable,
    beginning,
    length_of,
    size_problem,
)
from zicht.registers.together import Runs, joined
from zicht.registers.xlsx_file import open_workbook, sheet_records

_DELIMITERS = (";", ",", "\t", "|")
_TOP_LINES = 20_000  # among which the header is looked for: its rows may run over several lines


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of a file. ``rows`` are the valid ones, in the order of the file; ``rejected`` line numbers.

    ``unknown`` are the codes that no list knows, set apart raw. Rows of totals and repeated column names are passed
    over with a warning and are not among ``read``. ``answers`` stands beside ``rows``: per valid row the state of each
    mapped field.
    """

    file: FileFacts
    read: int
    rows: tuple[RegisterRow, ...]
    rejected: tuple[int, ...]
    problems: tuple[Problem, ...]
    quality: Quality
    unknown: tuple[UnknownCode, ...] = ()
    answers: tuple[Mapping[str, str], ...] = ()

    def count(self, standing: Standing) -> int:
        """How many valid rows are new, changed or already known."""
        return sum(row.standing == standing for row in self.rows)

    @property
    def has_errors(self) -> bool:
        """Whether anything was refused: a row, or the file itself."""
        return any(problem.severity == "error" for problem in self.problems)


@dataclass(frozen=True, slots=True)
class _Table:
    """The rows below a header that was found. ``rows`` begins at the first of them each time it is called."""

    file: FileFacts
    header: Header
    rows: Callable[[], Iterable[Record]]

    @property
    def records(self) -> Iterable[Record]:
        """The rows, from the first."""
        return self.rows()


def _text_table(data: bytes | Path, mapping: SourceMapping) -> _Table | Unreadable:
    """Text: the delimiter is the one under which the header is found. A file of any length is never held whole."""
    encoding = mapping.layout.encoding
    if isinstance(data, Path):
        encoding = encoding_of(data, encoding)
        every = partial(lines_of, data, encoding)
    else:
        text, encoding = decode(data, encoding)
        every = partial(iter, split_lines(text))
    lines = list(islice(every(), _TOP_LINES + mapping.layout.header_row))
    best: tuple[int, str, Header] | None = None
    failed: Unreadable | None = None
    for delimiter in [mapping.layout.delimiter] if mapping.layout.delimiter else _DELIMITERS:
        top = _top(lines, delimiter, mapping.layout.header_row)
        header = find_header(top, mapping.columns(), mapping.layout.header_row)
        if isinstance(header, Unreadable):
            failed = _nearer(failed, header)
        elif best is None or header.width > best[0]:
            best = (header.width, delimiter, header)
    if best is None:
        return Unreadable(failed.problems if failed else (), FileFacts(encoding))
    _, delimiter, header = best
    facts = FileFacts(encoding, delimiter, header.row)
    return _Table(facts, header, lambda: records(every(), delimiter, header.width, header.last))


def _top(lines: list[str], delimiter: str, header_row: int) -> list[Record]:
    """The rows among which the header is looked for: the first ones, or up to the line that the user names."""
    return list(islice(records(lines, delimiter), max(SEARCHED, header_row)))


def _nearer(one: Unreadable | None, other: Unreadable) -> Unreadable:
    """Of two failures to find the header, the one that came nearest: fewest problems, a row that it speaks of."""
    if one is None:
        return other

    def distance(failure: Unreadable) -> tuple[bool, int]:
        return failure.problems[0].rule == "import.header_missing", len(failure.problems)

    return min(one, other, key=distance)


def _workbook_table(data: bytes, mapping: SourceMapping) -> _Table | Unreadable:
    """A workbook: the sheet that the user names, or the first on which the header is found."""
    book = open_workbook(data)
    if isinstance(book, Unreadable):
        return book
    named = mapping.layout.sheet
    names = [sheet.title for sheet in book.worksheets]
    if named and named not in names:
        return Unreadable.because("import.sheet_missing", sheet=named, sheets=", ".join(names)[:200])
    failed: Unreadable | None = None
    for name in [named] if named else names:
        found = sheet_records(book, name)
        if isinstance(found, Unreadable):
            return found
        header = find_header(
            found[: max(SEARCHED, mapping.layout.header_row)], mapping.columns(), mapping.layout.header_row
        )
        if isinstance(header, Header):
            return _Table(FileFacts(header_row=header.row, sheet=name), header, partial(_below, found, header))
        failed = _nearer(failed, header)
    return failed or Unreadable.because("import.file_empty")


def _below(found: list[Record], header: Header) -> list[Record]:
    return [record for record in found if record.number > header.row]


def _table(data: bytes | Path, mapping: SourceMapping) -> _Table | Unreadable:
    """``data``: the bytes, or the path of a file; text of a path may be as long as ``MAX_STREAMED``."""
    start = beginning(data)
    refused = size_problem(start, length_of(data), MAX_STREAMED if isinstance(data, Path) else MAX_BYTES)
    if refused:
        return refused
    if not start.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _text_table(data, mapping)
    if length_of(data) > MAX_BYTES:
        return Unreadable.because("import.file_large", most=MAX_BYTES // 2**20)
    return _workbook_table(data.read_bytes() if isinstance(data, Path) else data, mapping)


def _formula_warnings(seen: Iterable[Record], header: Header) -> list[Problem]:
    """One warning per mapped column that has computed values, with the first row and how many."""
    count = FormulaCount(header)
    for record in seen:
        count.add(record)
    return count.warnings()


class FormulaCount:
    """Counts computed values row by row."""

    def __init__(self, header: Header) -> None:
        self._names = {position: column for column, position in header.positions.items()}
        self._count: Counter[str] = Counter()
        self._first: dict[str, int] = {}

    def add(self, record: Record) -> None:
        """One row."""
        for position in record.formulas:
            if column := self._names.get(position):
                self._count[column] += 1
                self._first.setdefault(column, record.number)

    def warnings(self) -> list[Problem]:
        """One warning per column."""
        return [
            Problem(
                "import.formula_value", row=self._first[column], column=column, severity="warning",
                params={"count": number},
            )
            for column, number in self._count.items()
        ]  # fmt: skip


def read(
    data: bytes,
    mapping: SourceMapping,
    today: date,
    known: KnownRows = NOTHING_KNOWN,
    *,
    perpetrators_on: bool = False,
) -> Reading:
    """Read a CSV or XLSX file of at most 50 MB. Never raises on what the file holds.

    ``today`` is the day of reading: no date may lie after it. ``known`` tells which rows are kept already.
    A file that cannot be read at all gives no rows and the problems that say why. ``perpetrators_on``: a processing
    activity of the organisation switched the fields on possible perpetrators on.
    """
    table = _table(data, mapping)
    if isinstance(table, Unreadable):
        return Reading(table.file, 0, (), (), table.problems, quality(mapping, ()))
    reader = RowReader(
        mapping,
        table.header,
        today,
        cells_can_shift=table.file.sheet is None,
        perpetrators_on=perpetrators_on,
    )
    outcomes: list[RowOutcome] = []
    computed: list[Record] = []
    skipped: list[Problem] = []
    for record in table.records:
        if told := passed_over(record, table.header):
            skipped.append(told)
            continue
        outcomes.append(reader.read(record))
        if record.formulas:
            computed.append(record)
    if numbers_of_citizens(outcome.source_id for outcome in outcomes):
        refused = Problem("import.id_bsn", "id", table.header.row, mapping.id_column)
        return Reading(table.file, 0, (), (), (refused,), quality(mapping, ()))
    notes = [*table.header.warnings, *_formula_warnings(computed, table.header), *skipped]
    return _reading(table.file, mapping, _joined(outcomes, mapping), notes, known)


def _joined(outcomes: list[RowOutcome], mapping: SourceMapping) -> list[RowOutcome]:
    runs = Runs()
    for outcome in outcomes:
        runs.add(outcome.source_id, outcome.number)
    return list(joined(outcomes, mapping, runs.apart))


@dataclass(frozen=True, slots=True)
class CellPreview:
    """One cell as it was read. ``value`` is None when it was refused; ``problem`` is what is wrong or odd."""

    field: str
    column: str
    value: Value | None
    problem: Problem | None


@dataclass(frozen=True, slots=True)
class RowPreview:
    """One row as it was read: its line, its own number, its cells; ``skipped`` is the rule for a row passed over."""

    number: int
    source_id: str
    cells: tuple[CellPreview, ...] = ()
    skipped: str = ""


def preview(
    data: bytes, mapping: SourceMapping, today: date, most: int = 20, *, perpetrators_on: bool = False
) -> tuple[RowPreview, ...] | Unreadable:
    """The first ``most`` rows, cell by cell, for the one whose file it is: it holds what the cells hold."""
    table = _table(data, mapping)
    if isinstance(table, Unreadable):
        return table
    shifts = table.file.sheet is None
    reader = RowReader(
        mapping, table.header, today, cells_can_shift=shifts, perpetrators_on=perpetrators_on, keep_values=True
    )
    return tuple(_previewed(reader, record, table.header) for record in islice(table.records, most))


def _previewed(reader: RowReader, record: Record, header: Header) -> RowPreview:
    if told := passed_over(record, header):
        return RowPreview(record.number, "", skipped=told.rule)
    outcome = reader.read(record)
    if not outcome.answers:  # the row as a whole cannot be read
        problem = outcome.problems[0]
        return RowPreview(record.number, "", (CellPreview("", "", None, problem),))
    of_field = {problem.field: problem for problem in reversed(outcome.problems)}
    id_cell = CellPreview("id", reader.mapping.id_column, outcome.source_id, of_field.get("id"))
    cells = [
        CellPreview(rule.field, rule.column, outcome.values.get(rule.field), of_field.get(rule.field))
        for rule in reader.mapping.rules
        if rule.column
    ]
    return RowPreview(record.number, outcome.source_id, (id_cell, *cells) if id_cell.column else tuple(cells))


def _reading(
    file: FileFacts, mapping: SourceMapping, outcomes: list[RowOutcome], notes: list[Problem], known: KnownRows
) -> Reading:
    standings = stand([outcome.row for outcome in outcomes if outcome.row], known)
    column = mapping.id_column
    twice = [Problem("import.id_twice", "id", row.number, column) for row in standings.conflicting]
    again = [Problem("import.id_repeated", "id", row.number, column, "warning") for row in standings.repeated]
    refused = {row.number for row in standings.conflicting} | {o.number for o in outcomes if o.row is None}
    if not outcomes:
        notes.append(Problem("import.no_rows", row=file.header_row, severity="warning"))
    answers = tuple(outcome.answers for outcome in outcomes if outcome.number not in refused)
    problems = [*notes, *(problem for outcome in outcomes for problem in outcome.problems), *twice, *again]
    return Reading(
        file,
        len(outcomes),
        standings.rows,
        tuple(outcome.number for outcome in outcomes if outcome.number in refused),
        tuple(sorted(problems, key=lambda problem: problem.row or 0)),
        quality(mapping, answers),
        unknown_codes(mapping, outcomes),
        answers,
    )


def mapped_table(data: bytes | Path, mapping: SourceMapping) -> _Table | Unreadable:
    """The header and the raw rows as ``read`` takes them: for showing a user his own cells."""
    return _table(data, mapping)
