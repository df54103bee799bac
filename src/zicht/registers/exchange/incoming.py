"""An HTCDS file of another organisation as a register: it needs no mapping, and goes through the same check and door.

Each case becomes one row in the words of our standard. What our standard, or one row, cannot hold is told case by case;
nothing of it is guessed. A required answer that the case does not give is read as unknown, which is told as well.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from zicht.errors import InputProblems, Problem
from zicht.knowledge.answers import NOT_ASKED, UNKNOWN, WIRE_STATES, Answer
from zicht.registers.csv_file import decode
from zicht.registers.exchange import cells
from zicht.registers.exchange.back import DECIDED_BY, Answered, answers
from zicht.registers.exchange.case import Quarantined
from zicht.registers.exchange.htcds_csv import ReadCases, known_columns, read_csv
from zicht.registers.exchange.htcds_json import read_json
from zicht.registers.exchange.said import Said, field_of
from zicht.registers.mapping import FieldRule, SourceMapping, Target, targets
from zicht.registers.mapping_file import standard_answers
from zicht.registers.table import MAX_BYTES

SEPARATOR = "|"
_FEWEST = 3
_LINE_END = re.compile(r"\r\n|\r|\n")
_BOMS = b"\xef\xbb\xbf"
_STATES = {state: word for word, state in WIRE_STATES.items()}


@dataclass(frozen=True, slots=True)
class Incoming:
    """A register made of HTCDS cases: ``data`` under ``mapping`` holds a row per case.

    ``notes`` tell what could not be read back, at the row (CSV: line, JSON: number of the case) in the user's own file;
    ``numbers`` gives that row for each line of ``data``.
    """

    data: bytes
    mapping: SourceMapping
    notes: tuple[Problem, ...]
    numbers: Mapping[int, int]

    def told(self, problems: Iterable[Problem]) -> tuple[Problem, ...]:
        """Problems of the check at their place in the user's file, with the notes among them."""
        placed = (replace(p, row=self.numbers.get(p.row, p.row)) if p.row else p for p in problems)
        return tuple(sorted((*self.notes, *placed), key=lambda problem: problem.row or 0))


def is_htcds(data: bytes) -> bool:
    """Whether bytes look like an HTCDS file: our JSON of it, or a table most of whose columns are fields of HTCDS."""
    start = data[:2000].removeprefix(_BOMS).lstrip()
    if start.startswith(b"{"):
        return b'"zicht.htcds/1"' in start
    header = _top(data)
    known = sum(name.strip(' "').casefold() in known_columns() for name in header)
    return known >= _FEWEST and known * 2 > sum(bool(name.strip()) for name in header)


def _top(data: bytes) -> Sequence[str]:
    """The first line as columns, under the delimiter that gives the most; names of HTCDS hold none of these."""
    line = _LINE_END.split(decode(data[:20_000])[0], 1)[0].replace("\x00", "")
    return max((line.split(mark) for mark in cells.DELIMITERS), key=len)


def _lines(data: bytes) -> list[int]:
    """The first line of every row of a CSV file that is not empty, the header among them."""
    text = decode(data)[0]
    delimiter = max(cells.DELIMITERS, key=lambda mark: len(next(csv.reader(io.StringIO(text), delimiter=mark), [])))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    found, line = [], 1
    for row in reader:
        if any(row):
            found.append(line)
        line = reader.line_num + 1
    return found


def _read(data: bytes) -> tuple[ReadCases, list[int]]:
    """The cases and the row of each in the user's file."""
    if data.removeprefix(_BOMS).lstrip().startswith(b"{"):
        read = read_json(data)
        return read, list(range(1, len(read.cases) + 1))
    read, lines = read_csv(data), _lines(data)
    return read, lines[len(lines) - len(read.cases) :]


@dataclass(slots=True)
class _Row:
    """One case as cells by field, and what does not fit in them."""

    cells: dict[str, str]
    lost: list[tuple[str, str]]


def _word(target: Target, answer: Answer) -> str:
    """An answer in the words that a cell of this field is read by."""
    if answer.state != "value":
        return _STATES[answer.state]
    if not target.codes:
        return answer.value
    words = {known: word for word, known in reversed(standard_answers(target).items())}
    return SEPARATOR.join(words[Answer.of(value)] for value in answer.values)


def _target(one: Said) -> Target | None:
    """The column for an answer; none for the second of its kind, and for what a row has no place for."""
    if one.number > 1:
        return None
    return targets().get("role" if one.field == "roles" else one.field)


def _row(answered: Answered, kept_out: Sequence[Quarantined]) -> _Row:
    row = _Row({}, [])
    for one in answered.answers:
        target = _target(one)
        if target:
            row.cells[target.id] = _word(target, one.answer)
        else:
            row.lost.append((field_of(one.field).htcds or one.field, "one_only" if one.number > 1 else "no_meaning"))
    if answered.assertion:
        row.lost.append((DECIDED_BY, "no_meaning"))
    row.lost += [(kept.column, kept.reason) for kept in (*kept_out, *answered.quarantined)]
    return row


def _rule(target: Target) -> FieldRule:
    coded = bool(target.codes)
    return FieldRule(
        target.id,
        target.wire,
        None,
        standard_answers(target),
        UNKNOWN if target.required else NOT_ASKED,
        SEPARATOR if coded else "",
        date_formats=("jjjj-mm-dd",) if target.kind == "date" else (),
    )


def _table(rows: Sequence[_Row], wanted: Sequence[Target], numbers: Sequence[int]) -> tuple[bytes, dict[int, int]]:
    """The rows as text, and for each line of it the row in the user's file."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([target.wire for target in wanted])
    at, placed = 2, {}
    for row, number in zip(rows, numbers, strict=True):
        texts = [row.cells.get(target.id, "") for target in wanted]
        writer.writerow(texts)
        placed[at] = number
        at += 1 + sum(len(_LINE_END.findall(text)) for text in texts)
    return out.getvalue().encode("utf-8", "replace"), placed


def _notes(rows: Sequence[_Row], wanted: Sequence[Target], numbers: Sequence[int]) -> Iterator[Problem]:
    """What is lost, case by case; and of each required answer that cases do not give, how many are read as unknown."""
    for row, number in zip(rows, numbers, strict=True):
        for column, reason in row.lost:
            yield Problem(f"import.htcds.{reason}", row=number, column=column, severity="warning")
    silent = Counter(target.id for row in rows for target in wanted if target.required and target.id not in row.cells)
    for field, count in silent.items():
        yield Problem("import.htcds.silent", field, severity="warning", params={"count": count})


def as_register(data: bytes, source: str) -> Incoming:
    """An HTCDS file as a register of ``source``. ``InputProblems`` when it cannot be read as one, or is too large."""
    if len(data) > MAX_BYTES:  # whoever reads a file may have stopped there: the rest would be dropped unseen
        raise InputProblems((Problem("import.file_large", params={"most": MAX_BYTES // 2**20}),), "import.unreadable")
    try:
        read, numbers = _read(data)
    except csv.Error:
        read, numbers = ReadCases((), ()), []
    if not read.cases:
        raise InputProblems((Problem("exchange.no_htcds"),), "import.unreadable")
    by_case: dict[str, list[Quarantined]] = {}
    for kept in read.quarantined:
        by_case.setdefault(kept.case, []).append(kept)
    rows = [_row(answers(case), by_case.get(case.id, ())) for case in read.cases]
    given = {field for row in rows for field in row.cells}
    wanted = [target for target in targets().values() if target.id in given or target.required]
    if any(target.of_person for target in wanted) and "role" not in given:
        wanted.append(targets()["role"])
    mapping = SourceMapping(source, tuple(map(_rule, wanted)))
    text, placed = _table(rows, wanted, numbers)
    return Incoming(text, mapping, tuple(_notes(rows, wanted, numbers)), placed)
