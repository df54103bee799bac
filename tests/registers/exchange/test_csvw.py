"""Our CSV files and their descriptions, read by a library that knows nothing of us: ``csvw``, after W3C's CSVW."""

from __future__ import annotations

import csv
import io
import json
import tempfile
from datetime import datetime
from pathlib import Path

import pytest
from csvw import CSVW
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from registers.exchange.making import EVERYTHING, TODAY, drafts, every_code, source

from zicht.knowledge.answers import ANSWER_STATES
from zicht.registers.exchange import PSEUDONYMOUS, csv_tables, ctdc_description, ctdc_file
from zicht.registers.exchange.csvw import METADATA

FAST = settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
SIGNALS = [source(draft, str(number)) for number, draft in enumerate(every_code(), 1)]
CTDC = "ctdc.csv"


def tables(sources, profile=PSEUDONYMOUS):
    """The files of an export by name, the description among them."""
    made = csv_tables(sources, profile, {"profile": profile.name})
    return {**made.files, METADATA: json.dumps(made.metadata, ensure_ascii=False).encode()}


def collapsed(sources):
    description = json.dumps(ctdc_description(CTDC), ensure_ascii=False).encode()
    return {CTDC: ctdc_file(sources)[0], f"{CTDC}-metadata.json": description}


def looked_at(files):
    """What the library says of these files: every complaint, and the rows of each table as it understands them."""
    with tempfile.TemporaryDirectory() as at:
        for name, content in files.items():
            (Path(at) / name).write_bytes(content)
        (described,) = [name for name in files if name.endswith("json")]
        read = CSVW(str(Path(at) / described), validate=True)
        try:
            complaints = [] if read.is_valid else [str(one.message) for one in read.warnings] or ["not valid"]
        except ValueError as wrong:
            return [str(wrong)], {}
        return complaints, {} if complaints else {str(table.url): list(table) for table in read.tables}


def plain(value):
    """A value as the library understood it, as it stands in the file."""
    if isinstance(value, list):
        return ";".join(value)
    if isinstance(value, datetime):  # the library has no days without a time
        return value.date().isoformat()
    return "" if value is None else str(value)


def cells_of(content):
    return list(csv.DictReader(io.StringIO(content.decode(), newline="")))


@FAST
@given(st.lists(drafts(victims=False), min_size=1, max_size=3), st.sampled_from((PSEUDONYMOUS, EVERYTHING)))
def test_any_signals_are_valid_and_every_cell_is_read_as_it_stands(found, profile):
    files = tables([source(draft, str(number)) for number, draft in enumerate(found, 1)], profile)
    complaints, read = looked_at(files)
    assert complaints == []
    for name, rows in read.items():
        assert [{column: plain(value) for column, value in row.items()} for row in rows] == cells_of(files[name])


@pytest.mark.parametrize("profile", [PSEUDONYMOUS, EVERYTHING], ids=lambda one: one.name)
def test_every_code_of_the_standard_is_valid_and_the_description_makes_days_and_numbers_of_them(profile):
    complaints, read = looked_at(tables(SIGNALS, profile))
    assert complaints == []
    assert len(read["signals.csv"]) == len(SIGNALS) == len(read["persons.csv"])
    assert {row["received_on"].date() for row in read["signals.csv"]} == {TODAY}
    assert {type(row["number"]) for row in read["persons.csv"] + read["answers.csv"]} == {int}


def test_the_five_answers_stay_five_to_a_reader_that_is_not_ours():
    rows = looked_at(tables(SIGNALS))[1]["answers.csv"]
    assert {row["state"] for row in rows if row["field"] == "answer"} == {"value"}
    told = {row["value"] for row in rows if row["field"] == "answer"}
    assert told == set(ANSWER_STATES)


def test_ctdc_is_valid_and_has_its_27_columns():
    complaints, read = looked_at(collapsed(SIGNALS))
    assert complaints == []
    assert {len(row) for row in read[CTDC]} == {27}
    assert sum(value == "1" for row in read[CTDC] for value in row.values()) > 0


# -- and the library does see what is wrong ----------------------------------------------------------------------------


def with_cell(files, name, column, cell, row=0):
    """The files with one cell changed."""
    rows = cells_of(files[name])
    rows[row][column] = cell
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(rows[0]), lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return {**files, name: out.getvalue().encode()}


@pytest.mark.parametrize(
    ("name", "column", "cell"),
    [
        ("signals.csv", "who_state", "misschien"),
        ("signals.csv", "who", "reus"),
        ("signals.csv", "received_on", "31-01-2026"),
        ("signals.csv", "signal", "2"),
        ("signals.csv", "signal", ""),
        ("persons.csv", "signal", "999999"),
        ("persons.csv", "number", "0"),
        ("persons.csv", "roles", "presumed_victim;buurman"),
        ("answers.csv", "state", ""),
        ("answers.csv", "number", "eerste"),
    ],
)
def test_a_cell_that_the_description_does_not_allow_is_seen(name, column, cell):
    assert looked_at(with_cell(tables(SIGNALS[:3]), name, column, cell))[0] != []


@pytest.mark.parametrize("column", ["isForcedLabour", "typeOfSexProstitution"])
def test_a_cell_that_ctdc_does_not_allow_is_seen(column):
    assert looked_at(with_cell(collapsed(SIGNALS[:3]), CTDC, column, "ja"))[0] != []


def test_a_column_that_the_description_does_not_name_is_seen():
    files = tables(SIGNALS[:3])
    header, rest = files["persons.csv"].split(b"\r\n", 1)
    assert looked_at({**files, "persons.csv": header.replace(b"roles", b"rollen") + b"\r\n" + rest})[0] != []
