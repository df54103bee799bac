"""Writes the region to files: a register per organisation, the truth beside them, and a manifest.

Streamed: what is remembered is one byte per person (in which registers they were seen) and counts.
Lines end in ``\\n``, text is UTF-8, answers that are no value stand as their state (``unknown``,
``not_asked``, ``refused``, ``no``), so that unknown stays apart from no.
"""

from __future__ import annotations

import csv
import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import zicht
from zicht.errors import WrongUse
from zicht.knowledge.signal import DRAFT_FIELDS, Answer, Observation, Person
from zicht.knowledge.standard import organisations
from zicht.synthetic.people import TruePerson
from zicht.synthetic.region import Region, SyntheticSignal
from zicht.synthetic.world import world

T = TypeVar("T")
Watch = Callable[[Iterable[T], int, str], Iterable[T]]
"""Something that passes items on and tells how far it is: items, how many there will be, what they are."""

MANIFEST = "manifest.json"
_ANSWERS = tuple(name for name in DRAFT_FIELDS if name not in ("observations", "persons"))
_PERSON = (
    "age_class",
    "sex",
    "first_name",
    "last_name",
    "birth_date",
    "nationality",
    "residence_status",
    "birthplace",
)
COLUMNS = ("id", "signal", "received_at", "registered_by", *_ANSWERS, "observations", "role", *_PERSON)
"""Columns of a register: one row for each person in a signal, one row for a signal without a person."""
POPULATION = (
    *("person", "form", "age", "sex", "municipality", "start", "in_sight", "end"),
    *("first_name", "last_name", "birth_date", "crew", "registers"),
)


@dataclass(frozen=True, slots=True)
class Written:
    """One file: path inside the folder, with / between parts; SHA-256 in hex; bytes; data rows (1 for JSON)."""

    path: str
    sha256: str
    bytes: int
    rows: int


def _silent(items: Iterable[T], total: int, what: str) -> Iterable[T]:
    return items


def write(region: Region, out: Path, watch: Watch[Any] = _silent) -> tuple[Written, ...]:
    """Write the whole region into ``out``, which is new, empty, or holds an earlier region.

    The manifest is removed first and written last: a folder without one is not complete. The same region and
    version of Zicht give the same bytes. Raises ``WrongUse`` when the folder holds something else.
    """
    _make_room(out)
    masks = bytearray(region.population)
    tally = _Tally()
    rows = _write_registers(region, out, masks, tally, watch)
    rows["truth/population.csv"] = _write_population(region, out, masks, tally, watch)
    _write_json(out / "truth/region.json", _summary(region, tally))
    rows["truth/region.json"] = 1
    files = tuple(_written(out, path, count) for path, count in sorted(rows.items()))
    _write_json(out / MANIFEST, _manifest(region, files))
    return files


def _make_room(out: Path) -> None:
    if out.exists() and (not out.is_dir() or (any(out.iterdir()) and not _is_ours(out))):
        raise WrongUse("synth.out_taken", out=str(out))
    for folder in (out / "registers", out / "truth"):
        folder.mkdir(parents=True, exist_ok=True)
    # Half a region (a run that was stopped) is known by its mark and may be written over.
    (out / MANIFEST).unlink(missing_ok=True)


def _is_ours(out: Path) -> bool:
    known = {MANIFEST, "registers", "truth"}
    return {item.name for item in out.iterdir()} <= known


class _Tally:
    """Counts that go into ``truth/region.json``."""

    def __init__(self) -> None:
        self.links = 0
        self.signals: Counter[str] = Counter()
        self.rows: Counter[str] = Counter()
        self.persons: Counter[str] = Counter()
        self.patterns: Counter[str] = Counter()
        self.truth: dict[str, Counter[str]] = {
            name: Counter() for name in ("form", "age_class", "sex", "municipality", "year_in_sight")
        }


def _write_registers(
    region: Region, out: Path, masks: bytearray, tally: _Tally, watch: Watch[SyntheticSignal]
) -> dict[str, int]:
    """The registers, and beside them which row is which person."""
    bits = {organisation.id: 1 << at for at, organisation in enumerate(organisations())}
    with ExitStack() as open_files:
        registers = {name: _csv(open_files, out / f"registers/{name}.csv", COLUMNS) for name in bits}
        persons = _csv(open_files, out / "truth/persons.csv", ("person", "register", "row", "signal"))
        for signal in watch(region.signals(), region.size, "signals"):
            register = signal.organisation
            tally.signals["public" if signal.public else register] += 1
            for at, row in enumerate(rows_of(signal)):
                tally.rows[register] += 1
                row_id = f"{register}-{tally.rows[register]:07d}"
                registers[register].writerow((row_id, *row))
                if at < len(signal.truth_persons):
                    person = signal.truth_persons[at]
                    masks[person] |= bits[register]
                    persons.writerow((person, register, row_id, signal.number))
                    tally.links += 1
    files = {f"registers/{name}.csv": tally.rows[name] for name in bits}
    return {**files, "truth/persons.csv": tally.links}


def _csv(open_files: ExitStack, path: Path, columns: Iterable[str]) -> Any:
    stream = open_files.enter_context(path.open("w", encoding="utf-8", newline=""))
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(columns)
    return writer


def rows_of(signal: SyntheticSignal) -> Iterator[tuple[str, ...]]:
    """The rows of one signal in its register, without the row's own id, in the order of ``draft.persons``."""
    draft = signal.draft
    given = tuple(_cell(getattr(draft, name)) for name in _ANSWERS)
    observed = "|".join(_observed(item) for item in draft.observations)
    start = (str(signal.number), signal.received_at.isoformat(), signal.username, *given, observed)
    for person in draft.persons or (None,):
        yield (*start, *_person(person))


def _cell(value: object) -> str:
    if isinstance(value, Answer):
        return "|".join(value.values) or value.state
    return "" if value is None else str(value)


def _observed(item: Observation) -> str:
    parts = (item.indicator, item.answer, item.provenance, item.seen_on, item.happened_on, item.certainty)
    return ":".join(_cell(part) for part in parts)


def _person(person: Person | None) -> tuple[str, ...]:
    if person is None:
        return ("",) * (1 + len(_PERSON))
    return ("|".join(person.roles), *(_cell(getattr(person, name)) for name in _PERSON))


def _write_population(region: Region, out: Path, masks: bytearray, tally: _Tally, watch: Watch[TruePerson]) -> int:
    """Everybody who is exploited, known or not, and by which registers they were seen."""
    names = [organisation.id for organisation in organisations()]
    with ExitStack() as open_files:
        population = _csv(open_files, out / "truth/population.csv", POPULATION)
        for person in watch(region.truth(), region.population, "people"):
            seen = [name for at, name in enumerate(names) if masks[person.number] >> at & 1]
            tally.persons.update(seen)
            tally.patterns["+".join(seen)] += 1
            _count(tally.truth, person)
            facts = (_cell(getattr(person, name)) for name in POPULATION[1:-1])
            population.writerow((person.number, *facts, "+".join(seen)))
    return region.population


def _count(truth: Mapping[str, Counter[str]], person: TruePerson) -> None:
    truth["form"][person.form] += 1
    truth["age_class"]["minor" if person.minor else "adult"] += 1
    truth["sex"][person.sex] += 1
    truth["municipality"][person.municipality] += 1
    truth["year_in_sight"][str(person.in_sight.year)] += 1


def _summary(region: Region, tally: _Tally) -> dict[str, Any]:
    """The truth in numbers: how many there are, how each register saw them, and by which chances."""
    unseen = tally.patterns.pop("", 0)
    return {
        "schema": "zicht.region/1",
        "version": zicht.__version__,
        "unit": "persons exploited at some moment in the period",
        "from": region.first.isoformat(),
        "until": region.until.isoformat(),
        "population": region.population,
        "seen": region.population - unseen,
        "unseen": unseen,
        "truth": {name: dict(sorted(counts.items())) for name, counts in tally.truth.items()},
        "registers": {
            name: {"signals": tally.signals[name], "rows": tally.rows[name], "persons": tally.persons[name]}
            for name in sorted(tally.rows)
        },
        "public_signals": tally.signals["public"],
        "patterns": dict(sorted(tally.patterns.items())),
        "capture": {
            register.source: dict(zip((form.id for form in world().forms), register.capture, strict=True))
            for register in world().registers
        },
        "users": [
            {"username": user.username, "organisation": user.organisation, "role": user.role, "mail": user.mail}
            for user in region.users()
        ],
    }


def _manifest(region: Region, files: tuple[Written, ...]) -> dict[str, Any]:
    return {
        "schema": "zicht.region-manifest/1",
        "version": zicht.__version__,
        "signals": region.size,
        "seed": region.seed,
        "until": region.until.isoformat(),
        "years": region.years,
        "fictional": True,
        "files": [{"path": f.path, "sha256": f.sha256, "bytes": f.bytes, "rows": f.rows} for f in files],
    }


def _write_json(path: Path, body: Mapping[str, Any]) -> None:
    path.write_text(json.dumps(body, ensure_ascii=False, indent=2) + "\n", encoding="utf-8", newline="\n")


def _written(out: Path, path: str, rows: int) -> Written:
    with (out / path).open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256")
    return Written(path, digest.hexdigest(), (out / path).stat().st_size, rows)
