"""Every cell of the gallery comes out as was written down before the reader could do it."""

import csv
import io
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from registers.gallery.make_gallery import mapping_of, traps

from zicht.knowledge import standard
from zicht.knowledge.signal import Answer
from zicht.registers import load_mapping, preview, read
from zicht.registers.mapping import targets
from zicht.registers.texts import split_name
from zicht.registers.values import clean

TODAY = date(2025, 6, 3)
every = pytest.mark.parametrize("trap", traps(), ids=lambda trap: trap.name)


def shown(cell):
    """What came of a cell, in the words of the gallery."""
    if cell.problem and cell.problem.severity == "error" and cell.problem.rule != "answer.silent":
        return f"!{cell.problem.rule}"
    warning = f" ~{cell.problem.rule}" if cell.problem and cell.problem.severity == "warning" else ""
    value = cell.value
    if isinstance(value, Answer):
        return (" ".join(value.values) or f"<{value.state}>") + warning
    if value in (None, ""):
        return "<not_asked>" + warning
    if cell.field == "full_name":
        first, last = split_name(value)
        return f"{first} / {last}".strip() + warning
    return (value.isoformat() if isinstance(value, date) else value) + warning


def rows_of(trap, **options):
    on = trap.given.get("perpetrators_on", False)
    found = preview(trap.data(), load_mapping(mapping_of(trap)), TODAY, 100, perpetrators_on=on)
    assert isinstance(found, tuple), found
    return found


@every
def test_every_cell_comes_out_as_expected(trap):
    found = list(rows_of(trap))
    for row in trap.rows:
        if row.skip == "-":  # an empty row is no row
            continue
        came = found.pop(0)
        assert came.skipped == row.skip
        outcomes = {cell.field: shown(cell) for cell in came.cells}
        expected = {
            means: out for (_, means), out in zip(trap.columns, row.expected, strict=not row.skip) if means != "none"
        }
        assert outcomes == expected
    assert found == []


@every
def test_nothing_of_it_is_dropped_and_what_is_passed_over_is_told(trap):
    on = trap.given.get("perpetrators_on", False)
    reading = read(trap.data(), load_mapping(mapping_of(trap)), TODAY, perpetrators_on=on)
    assert reading.read == len(reading.rows) + len(reading.rejected) == sum(not row.skip for row in trap.rows)
    skipped = [row.skip for row in trap.rows if row.skip not in ("", "-")]
    assert [p.rule for p in reading.problems if p.rule in ("import.row_total", "import.row_header")] == skipped


@every
def test_no_text_that_is_taken_in_is_run_by_a_spreadsheet(trap):
    on = trap.given.get("perpetrators_on", False)
    for row in read(trap.data(), load_mapping(mapping_of(trap)), TODAY, perpetrators_on=on).rows:
        texts = [row.draft.narrative, row.draft.place, *(p.last_name for p in row.draft.persons)]
        assert not any(text.startswith(("=", "+cmd", "@SUM", "-2+")) for text in texts)


# -- faults -------------------------------------------------------------------------------------------------------

FAULTS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=25),
    st.sampled_from(
        ["#N/B", "1,2E+17", "01-01-2062", "32-13-2024", "=1+1", "+cmd|'x'!A0", "\x00", "jan-19", "ca. 18", "-", "?"]
    ),
)
# rules over two cells: a fault in one of them changes what is told of the other
TOGETHER = {"date.order", "perpetrators.off", "import.role_missing"}
TEXTS = [trap for trap in traps() if trap.ending == "csv" and "header" not in trap.layout]


def as_file(trap, rows):
    """The rows of a trap under its own names, all cells quoted, so that a fault stays inside its cell."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", quoting=csv.QUOTE_ALL)
    writer.writerows([[name for name, _ in trap.columns], *rows])
    return out.getvalue().encode()


def read_rows(trap, rows):
    on = trap.given.get("perpetrators_on", False)
    mapping, data = load_mapping(mapping_of(trap)), as_file(trap, rows)
    return read(data, mapping, TODAY, perpetrators_on=on), preview(data, mapping, TODAY, 100, perpetrators_on=on)


def harmless(cell, fault):
    """Whether what a cell came to is a meaning of the standard, or the text itself made harmless."""
    target = targets()[cell.field]
    if isinstance(cell.value, Answer):
        return not target.codes or set(cell.value.values) <= {code.id for code in standard.codes(target.codes)}
    if isinstance(cell.value, date):
        return date(1900, 1, 1) <= cell.value <= TODAY
    same = cell.value.replace(" ", "") in (clean(fault).replace(" ", ""), clean(fault).replace(" ", "").upper(), "")
    return same and not cell.value.startswith(("=", "+cmd"))


@settings(deadline=None, max_examples=150)
@given(trap=st.sampled_from(TEXTS), data=st.data(), fault=FAULTS)
def test_a_fault_in_any_cell_of_the_gallery_is_told_or_harmless_and_touches_no_other(trap, data, fault):
    rows = [list(row.cells) for row in trap.rows if not row.skip]
    at = data.draw(st.integers(0, len(rows) - 1))
    position = data.draw(
        st.sampled_from([p for p, (_, means) in enumerate(trap.columns) if means not in ("none", "id")])
    )
    field = trap.columns[position][1]
    _, before = read_rows(trap, rows)
    rows[at][position] = fault
    reading, after = read_rows(trap, rows)
    assert reading.read == len(reading.rows) + len(reading.rejected) == len(rows)
    for number, (was, now) in enumerate(zip(before, after, strict=True)):
        for old, new in zip(was.cells, now.cells, strict=True):
            if number == at and new.field == field:
                told = new.problem is not None
                assert told or harmless(new, fault), (new, fault)
            elif not (number == at and {old.problem and old.problem.rule, new.problem and new.problem.rule} & TOGETHER):
                assert (old.field, old.value) == (new.field, new.value)
