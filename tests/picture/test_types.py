"""The picture takes only what passed the gate or was published: the type system says so."""

import subprocess
import sys
from pathlib import Path

import pytest
from picture import made

from zicht.errors import WrongUse
from zicht.figures import Period

PROGRAM = """
from datetime import date
from zicht.estimation import Assessment, CaptureTable, MethodResult
from zicht.figures import CountTable, Period
from zicht.knowledge.published_data import NationalEstimate, Published
from zicht.picture import Picture
from zicht.release_gate import ProtectedTable, Released, ShownAssessment

def make(
    period: Period,
    day: date,
    passed: Released[ProtectedTable],
    size: Released[ShownAssessment],
    national: Published[NationalEstimate],
    methods: Published[tuple[MethodResult, ...]],
    table: CountTable,
    protected: ProtectedTable,
    assessment: Assessment,
    number: NationalEstimate,
) -> None:
    Picture("Regio", period, day, (passed,), size, (national,), methods)
    Picture("Regio", period, day, (table,), size, (national,), methods)  # refused
    Picture("Regio", period, day, (protected,), size, (national,), methods)  # refused
    Picture("Regio", period, day, (passed,), assessment, (national,), methods)  # refused
    Picture("Regio", period, day, (passed,), size, (number,), methods)  # refused
    Picture("Regio", period, day, (passed,), size, (national,), methods.value)  # refused
"""


def test_mypy_refuses_every_figure_that_neither_passed_the_gate_nor_was_published(tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(PROGRAM)
    # the project's own plugins are left out: they load Django, which this room does not know
    command = [sys.executable, "-m", "mypy", "--config-file=", "--strict", "--follow-imports=silent"]
    # and so are other packages: numpy alone costs mypy half a minute, and none of its types is asked after here
    command += ["--ignore-missing-imports", "--no-site-packages", f"--cache-dir={tmp_path}", str(program)]
    source = Path(__file__).parents[2] / "src"
    told = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, env={"MYPYPATH": str(source)})
    refused = {int(line.split(":")[1]) for line in told.stdout.splitlines() if "error" in line and "Found" not in line}
    expected = {number for number, line in enumerate(PROGRAM.splitlines(), 1) if "# refused" in line}
    assert refused == expected, told.stdout + told.stderr


def test_a_picture_names_its_region() -> None:
    with pytest.raises(WrongUse, match="no_region"):
        made.picture(region=" ")


def test_a_picture_shows_each_table_once() -> None:
    table = made.counted("form")
    with pytest.raises(WrongUse, match="table_twice"):
        made.picture(tables=(table, table))


def test_a_picture_keeps_its_period() -> None:
    assert made.picture(period=Period.year(2025)).period == Period.year(2025)
