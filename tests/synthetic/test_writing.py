"""The region as files: registers, the truth beside them, and a manifest that says whether they are whole."""

import csv
import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from zicht.errors import WrongUse
from zicht.knowledge.standard import organisations
from zicht.synthetic import Region, region, write
from zicht.synthetic.writing import COLUMNS, POPULATION, rows_of

UNTIL = date(2026, 11, 23)
REGISTERS = [f"registers/{organisation.id}.csv" for organisation in organisations()]
FILES = sorted([*REGISTERS, "truth/persons.csv", "truth/population.csv", "truth/region.json"])


@pytest.fixture(scope="module")
def made() -> Region:
    return region(400, 11, UNTIL)


@pytest.fixture(scope="module")
def out(made: Region, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("region") / "new"
    write(made, folder)
    return folder


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def summary(out: Path) -> dict[str, Any]:
    return json.loads((out / "truth/region.json").read_text(encoding="utf-8"))


def test_the_folder_holds_what_the_contract_names(out: Path) -> None:
    found = sorted(path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file())
    assert found == sorted([*FILES, "manifest.json"])


def test_the_manifest_has_the_digest_size_and_rows_of_every_file(made: Region, out: Path) -> None:
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    assert [item["path"] for item in manifest["files"]] == FILES
    assert (manifest["signals"], manifest["seed"], manifest["until"]) == (400, 11, "2026-11-23")
    for item in manifest["files"]:
        content = (out / item["path"]).read_bytes()
        assert item["sha256"] == hashlib.sha256(content).hexdigest()
        assert item["bytes"] == len(content)
        if item["path"].endswith(".csv"):
            assert item["rows"] == len(table(out / item["path"]))


def test_the_same_region_gives_the_same_bytes(out: Path, tmp_path: Path) -> None:
    write(region(400, 11, UNTIL), tmp_path)
    assert (tmp_path / "manifest.json").read_bytes() == (out / "manifest.json").read_bytes()


@pytest.mark.parametrize(("size", "seed", "until"), [(401, 11, UNTIL), (400, 12, UNTIL), (400, 11, date(2026, 11, 22))])
def test_another_size_seed_or_end_gives_other_bytes(
    out: Path, tmp_path: Path, size: int, seed: int, until: date
) -> None:
    write(region(size, seed, until), tmp_path)
    changed = [name for name in FILES if (tmp_path / name).read_bytes() != (out / name).read_bytes()]
    assert set(changed) >= {"truth/population.csv", "truth/region.json", "registers/politie.csv"}


def test_every_signal_stands_in_the_register_of_its_organisation(made: Region, out: Path) -> None:
    wanted: dict[str, list[tuple[str, ...]]] = {organisation.id: [] for organisation in organisations()}
    for signal in made.signals():
        wanted[signal.organisation].extend(rows_of(signal))
    for name, rows in wanted.items():
        found = table(out / f"registers/{name}.csv")
        assert [tuple(row.values())[1:] for row in found] == rows
        assert [row["id"] for row in found] == [f"{name}-{at:07d}" for at in range(1, len(rows) + 1)]


def test_unknown_not_asked_refused_and_no_stand_apart(out: Path) -> None:
    rows = [row for path in REGISTERS for row in table(out / path)]
    assert {"unknown", "no", "refused"} <= {row["acute"] for row in rows}
    assert {"not_asked", "no", "yes"} <= {row["about_self"] for row in rows}


def test_observations_keep_answer_provenance_and_dates(made: Region, out: Path) -> None:
    first = next(made.signals())
    row = table(out / f"registers/{first.organisation}.csv")[0]
    observed = [part.split(":") for part in row["observations"].split("|")]
    assert [part[:3] for part in observed] == [[o.indicator, o.answer, o.provenance] for o in first.draft.observations]
    assert {len(part) for part in observed} == {6}


def test_registers_hold_the_columns_that_are_named(out: Path) -> None:
    for path in REGISTERS:
        assert (out / path).read_text(encoding="utf-8").splitlines()[0] == ",".join(COLUMNS)
    assert (out / "truth/population.csv").read_text(encoding="utf-8").splitlines()[0] == ",".join(POPULATION)


def test_the_truth_names_every_row_that_is_about_somebody(made: Region, out: Path) -> None:
    links = table(out / "truth/persons.csv")
    assert len(links) == sum(len(signal.truth_persons) for signal in made.signals())
    rows = {(path[10:-4], row["id"]): row for path in REGISTERS for row in table(out / path)}
    people = {person.number: person for person in made.truth()}
    for link in links:
        row, person = rows[link["register"], link["row"]], people[int(link["person"])]
        assert row["signal"] == link["signal"]
        assert row["sex"] in (person.sex, "unknown", "not_asked", "refused")
        assert row["role"] == "presumed_victim"


def test_the_population_tells_who_was_seen_by_whom(made: Region, out: Path) -> None:
    seen: dict[str, set[str]] = {}
    for link in table(out / "truth/persons.csv"):
        seen.setdefault(link["person"], set()).add(link["register"])
    for row in table(out / "truth/population.csv"):
        assert set(filter(None, row["registers"].split("+"))) == seen.get(row["person"], set())


def test_the_numbers_of_the_truth_add_up(made: Region, out: Path) -> None:
    found, people = summary(out), table(out / "truth/population.csv")
    assert found["population"] == made.population == len(people) == found["seen"] + found["unseen"]
    assert found["seen"] == sum(found["patterns"].values()) == sum(bool(row["registers"]) for row in people)
    assert found["truth"]["form"] == Counter(row["form"] for row in people)
    assert {sum(counts.values()) for counts in found["truth"].values()} == {made.population}
    assert sum(item["signals"] for item in found["registers"].values()) + found["public_signals"] == 400


def test_the_truth_gives_each_register_its_people(out: Path) -> None:
    links = {(link["person"], link["register"]) for link in table(out / "truth/persons.csv")}
    counts = Counter(register for _, register in links)
    assert {name: item["persons"] for name, item in summary(out)["registers"].items()} == counts


def test_whoever_watches_sees_signals_and_people_go_by(made: Region, tmp_path: Path) -> None:
    seen: list[tuple[str, int]] = []

    def watch(items: Iterable[Any], total: int, what: str) -> Iterable[Any]:
        seen.append((what, total))
        return items

    write(made, tmp_path, watch)
    assert seen == [("signals", 400), ("people", made.population)]


def test_a_folder_with_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(WrongUse) as refused:
        write(region(5, 1, UNTIL), tmp_path)
    assert refused.value.code == "synth.out_taken"
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "region").write_text("")
    with pytest.raises(WrongUse):
        write(region(5, 1, UNTIL), tmp_path / "region")


def test_a_region_that_was_broken_off_has_no_manifest_and_may_be_written_again(tmp_path: Path) -> None:
    def broken(items: Iterable[Any], total: int, what: str) -> Iterable[Any]:
        for number, item in enumerate(items):
            if number == 10:
                raise KeyboardInterrupt
            yield item

    write(region(30, 1, UNTIL), tmp_path)
    with pytest.raises(KeyboardInterrupt):
        write(region(40, 1, UNTIL), tmp_path, broken)
    assert not (tmp_path / "manifest.json").exists()
    write(region(50, 1, UNTIL), tmp_path)
    assert json.loads((tmp_path / "manifest.json").read_text())["signals"] == 50
