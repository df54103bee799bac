"""A file of any length, a batch of rows at a time: twice over, for what is wrong with a row can stand far below it.

``survey`` looks through the whole file once and remembers of each row what can meet another: its number, a digest.
``Stream`` then reads every row, as ``reading.read`` does, and holds one batch of rows in memory.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import blake2b
from itertools import islice
from pathlib import Path

from zicht.errors import Problem
from zicht.registers.keys import (
    NOTHING_KNOWN,
    KnownRows,
    Placing,
    RegisterRow,
    RowKeys,
    Standing,
    identity_key,
    row_keys,
)
from zicht.registers.mapping import SourceMapping
from zicht.registers.quality import Quality, QualityCount
from zicht.registers.quarantine import CitizenNumbers, UnknownCode, UnknownCount
from zicht.registers.reading import FormulaCount, Reading, mapped_table
from zicht.registers.rows import RowOutcome, RowReader
from zicht.registers.skipping import passed_over
from zicht.registers.table import FileFacts, Record, Unreadable
from zicht.registers.together import Apart, Runs, joined

BATCH = 5000
MOST_PROBLEMS = 100_000
"""So many are listed one by one; of what comes after, how many there are is told."""


@dataclass(frozen=True, slots=True)
class Totals:
    """What came of a file: the sums of the contract, without its rows.

    read = valid + rejected; valid = new + changed + already known. ``resumed``: of the known rows, how many an earlier
    run that was broken off had kept. ``dropped``: fields that were in the file and may not be kept for the purpose.
    """

    file: FileFacts
    read: int
    rejected: int
    problems: tuple[Problem, ...]
    quality: Quality
    unknown: tuple[UnknownCode, ...] = ()
    standings: Counter[Standing] = field(default_factory=Counter)
    resumed: int = 0
    dropped: tuple[str, ...] = ()

    @property
    def valid(self) -> int:
        """How many rows may be kept, or are."""
        return self.read - self.rejected

    def count(self, standing: Standing) -> int:
        """How many valid rows are new, changed or already known."""
        return self.standings[standing]

    @property
    def has_errors(self) -> bool:
        """Whether anything was refused: a row, or the file itself."""
        return any(problem.severity == "error" for problem in self.problems)

    @classmethod
    def of(cls, reading: Reading) -> Totals:
        """The totals of a file that was read at once."""
        standings = Counter(row.standing for row in reading.rows)
        rejected = len(reading.rejected)
        return cls(reading.file, reading.read, rejected, reading.problems, reading.quality, reading.unknown, standings)


@dataclass(frozen=True, slots=True)
class Survey:
    """What one look through a whole file told. ``conflicting``: identities of rows that say different things under one
    number; ``repeated``: identities that stand there more than once and always say the same. ``rows``: how many rows.
    Where rows are persons both are empty, and ``apart`` are the numbers of rows that cannot be one signal.
    """

    file: FileFacts
    rows: int
    conflicting: frozenset[bytes]
    repeated: frozenset[bytes]
    apart: Apart = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Batch:
    """Valid rows with their keys, in the order of the file. ``read``: how many rows were read up to here."""

    rows: tuple[tuple[RegisterRow, RowKeys], ...]
    read: int


class Stream:
    """One file under one mapping, read in batches; ``survey`` it first. Never raises on what the file holds."""

    def __init__(
        self, data: bytes | Path, mapping: SourceMapping, today: date, *, perpetrators_on: bool = False
    ) -> None:
        self.mapping = mapping
        self._table = mapped_table(data, mapping)
        self._today, self._perpetrators_on = today, perpetrators_on
        self._quality, self._unknown = QualityCount(mapping), UnknownCount()
        self._problems: list[Problem] = []
        self._untold: Counter[str] = Counter()
        self._read = self._rejected = 0
        self._repeated_met: set[bytes] = set()
        self._formulas: FormulaCount | None = None

    def survey(self) -> Survey | Totals:
        """Look through the whole file; the outcome at once when it cannot be taken in at all."""
        table = self._table
        if isinstance(table, Unreadable):
            return Totals(table.file, 0, 0, table.problems, self._quality.result())
        found, runs, citizens, rows = _Numbers(self.mapping.source), Runs(), CitizenNumbers(), 0
        reader = self._reader()
        for record in self._rows():
            rows += 1
            number = reader.number_of(record)
            if self.mapping.rows_are_persons:
                runs.add(number, record.number)
            elif number:
                found.add(number, record)
            citizens.add(number)
        if citizens.found:
            refused = Problem("import.id_bsn", "id", table.header.row, self.mapping.id_column)
            return Totals(table.file, 0, 0, (refused,), self._quality.result())
        conflicting = self._conflicting(found.differing, reader) if found.differing else frozenset()
        return Survey(table.file, rows, conflicting, frozenset(found.again - conflicting), runs.apart)

    def _conflicting(self, differing: Collection[bytes], reader: RowReader) -> frozenset[bytes]:
        """Of these identities, those of which two valid rows say different things."""
        said: defaultdict[bytes, set[tuple[bytes, str]]] = defaultdict(set)
        for record in self._rows():
            number = reader.number_of(record)
            if number and identity_key(self.mapping.source, number) in differing:
                row = reader.read(record).row
                if row:
                    keys = row_keys(row)
                    said[keys.identity].add((keys.content, row.source_id))
        return frozenset(identity for identity, different in said.items() if len(different) > 1)

    def _rows(self) -> Iterator[Record]:
        table = self._table
        assert not isinstance(table, Unreadable)
        return (record for record in table.records if not passed_over(record, table.header))

    def _reader(self) -> RowReader:
        assert not isinstance(self._table, Unreadable)
        return RowReader(
            self.mapping,
            self._table.header,
            self._today,
            cells_can_shift=self._table.file.sheet is None,
            perpetrators_on=self._perpetrators_on,
        )

    def _outcomes(self) -> Iterator[RowOutcome]:
        table = self._table
        assert not isinstance(table, Unreadable)
        reader = self._reader()
        self._formulas = FormulaCount(table.header)
        self._tell(table.header.warnings)
        for record in table.records:
            if told := passed_over(record, table.header):
                self._tell((told,))
                continue
            yield reader.read(record)
            if record.formulas:
                self._formulas.add(record)

    def batches(self, survey: Survey, size: int = BATCH) -> Iterator[Batch]:
        """Every row once, in batches of ``size`` rows read; rejected ones are counted and told, not given."""
        outcomes = joined(self._outcomes(), self.mapping, survey.apart)
        while some := list(islice(outcomes, size)):
            kept = tuple([kept for outcome in some if (kept := self._taken(outcome, survey))])
            yield Batch(kept, self._read)

    def _taken(self, outcome: RowOutcome, survey: Survey) -> tuple[RegisterRow, RowKeys] | None:
        """One row, counted and told; None when it is rejected."""
        self._read += 1
        self._unknown.add(outcome)
        self._tell(outcome.problems)
        row = outcome.row
        if row is None:
            self._rejected += 1
            return None
        keys = row_keys(row)
        if keys.identity in survey.conflicting:
            self._rejected += 1
            self._tell((Problem("import.id_twice", "id", row.number, self.mapping.id_column),))
            return None
        if keys.identity in survey.repeated:
            if keys.identity in self._repeated_met:
                self._tell((Problem("import.id_repeated", "id", row.number, self.mapping.id_column, "warning"),))
            self._repeated_met.add(keys.identity)
        self._quality.add(outcome.answers)
        return row, keys

    def _tell(self, problems: Sequence[Problem]) -> None:
        for problem in problems:
            if len(self._problems) < MOST_PROBLEMS:
                self._problems.append(problem)
            else:
                self._untold[problem.severity] += 1

    def totals(self, standings: Counter[Standing]) -> Totals:
        """What came of it, when every batch was read; ``standings`` of the rows that were given."""
        assert not isinstance(self._table, Unreadable)
        problems = [*self._problems, *(self._formulas.warnings() if self._formulas else ())]
        if not self._read:
            problems.append(Problem("import.no_rows", row=self._table.file.header_row, severity="warning"))
        problems.sort(key=lambda problem: problem.row or 0)
        for severity in ("error", "warning"):
            if untold := self._untold[severity]:
                problems.append(Problem("import.more_problems", severity=severity, params={"count": untold}))
        return Totals(
            self._table.file, self._read, self._rejected, tuple(problems), self._quality.result(),
            self._unknown.result(self.mapping), standings,
        )  # fmt: skip


class _Numbers:
    """The numbers that stand in a file more than once, and whether the cells of those rows differ.

    Of each number a digest, and of its first row a hash of the cells: what differs is looked at closely afterwards.
    """

    def __init__(self, source: str) -> None:
        self._source = source
        self._first: dict[bytes, int] = {}
        self.again: set[bytes] = set()
        self.differing: set[bytes] = set()

    def add(self, number: str, record: Record) -> None:
        """One row with a number."""
        identity, cells = identity_key(self._source, number), _hash(record)
        key = blake2b(identity, digest_size=16).digest()
        if key not in self._first:
            self._first[key] = cells
            return
        self.again.add(identity)
        if self._first[key] != cells:
            self.differing.add(identity)


def _hash(record: Record) -> int:
    try:
        return hash(record.cells)
    except TypeError:  # a cell that could not be read
        return hash(repr(record.cells))


def check_file(data: bytes | Path, mapping: SourceMapping, today: date, known: KnownRows = NOTHING_KNOWN) -> Totals:
    """What would come of a file of any length, without keeping its rows in memory."""
    stream = Stream(data, mapping, today)
    survey = stream.survey()
    if isinstance(survey, Totals):
        return survey
    placing, standings = Placing(known, survey.repeated), Counter[Standing]()
    for batch in stream.batches(survey):
        standings.update(placing.place(batch.rows))
    return stream.totals(standings)
