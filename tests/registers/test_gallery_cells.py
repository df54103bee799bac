"""Every cell of the gallery comes out as was written down before the reader could do it."""

from datetime import date

import pytest
from registers.gallery.make_gallery import mapping_of, traps

from zicht.knowledge.signal import Answer
from zicht.registers import load_mapping, preview, read
from zicht.registers.texts import split_name

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
