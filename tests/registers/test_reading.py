"""Nothing is dropped and nothing is taken in twice, whatever form the same register comes in."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zicht.registers import MAX_BYTES, NOTHING_KNOWN, load_mapping, read, row_keys

TODAY = date(2025, 6, 3)
fast = settings(deadline=None, max_examples=40)

# what a person types into a cell: no control characters (a workbook cannot hold them), spaces around
_words = st.text(st.characters(exclude_categories=["C"], include_characters="\n"), max_size=20)
stories = st.one_of(
    _words, st.sampled_from(["één; twee", 'zei "nee"', "a,b", "0012", "12.50", " rand ", "x\r\ny"])
).filter(lambda text: not text.lstrip().startswith(("=", "#")) and "E+" not in text)
phones = st.one_of(st.just(""), st.integers(600_000_000, 699_999_999).map(lambda number: f"0{number}"))
spaces = st.sampled_from(["", " ", "  ", "\u00a0"])


@st.composite
def cells(draw):
    """The cells of a valid row, as loose as real registers are."""
    return {
        "Soort": draw(st.sampled_from(["SX", "sx", "01", "1", "beide", "seksueel", "Onbekend"])) + draw(spaces),
        "Gemeente": draw(st.sampled_from(["Vechterdam", "OUDERMEER", "sint aagtenkerk"])),
        "Datum": draw(st.dates(date(1990, 1, 1), TODAY)),
        "Leeftijd": draw(st.sampled_from(["", "0", "17", "018", "99", "volwassene"])),
        "Spoed": draw(st.sampled_from(["J", "N", "onbekend"])) + draw(spaces),
        "Telefoon": draw(phones) + draw(spaces),
        "Naam": draw(st.sampled_from(["", "Nepnaam", "Van Fictief"])),
        "Tekst": draw(stories),
    }


def registers(most=8):
    """Files with distinct numbers; leading zeros as registers like them."""
    return st.lists(cells(), min_size=1, max_size=most).map(
        lambda found: [{"Nr": f"{number:04}", **row} for number, row in enumerate(found, 1)]
    )


def contents(reading):
    return sorted(row_keys(row).content for row in reading.rows)


def assert_nothing_dropped(reading):
    counts = [reading.count(standing) for standing in ("new", "changed", "already_known")]
    assert reading.read == len(reading.rows) + len(reading.rejected)
    assert len(reading.rows) == sum(counts)
    told = {problem.row for problem in reading.problems if problem.severity == "error"}
    assert set(reading.rejected) <= told
    assert not told & {row.number for row in reading.rows}


FORMS = ["semicolon", "comma", "tab", "bom", "utf-16", "intro", "workbook", "workbook of text", "workbook of Excel"]


def in_form(write, form, rows):
    makers = {
        "semicolon": lambda: write.text(rows),
        "comma": lambda: write.text(rows, ","),
        "tab": lambda: write.text(rows, "\t"),
        "bom": lambda: write.text(rows, ";", "utf-8-sig"),
        "utf-16": lambda: write.text(rows, "\t", "utf-16"),
        "intro": lambda: write.text(rows, intro=["sep=;", "Uitdraai; verzonnen", "", 'een "los" teken']),
        "workbook": lambda: write.workbook(rows),
        "workbook of text": lambda: write.workbook(rows, typed=False, intro=["Uitdraai", "", "verzonnen"]),
        "workbook of Excel": lambda: write.excel(write.workbook(rows)),
    }
    return makers[form]()


@fast
@given(rows=registers(), form=st.sampled_from(FORMS), random=st.randoms())
def test_the_same_register_saved_another_way_and_sorted_another_way_gives_nothing_new(
    write, mapping, rows, form, random
):
    first = read(write.text(rows), mapping, TODAY)
    assert first.rejected == ()
    assert first.count("new") == len(rows)
    again = read(
        in_form(write, form, random.sample(rows, len(rows))), mapping, TODAY, NOTHING_KNOWN.with_new(first.rows)
    )
    # a text may happen to look like letters that were read wrongly: a warning, and the same one each time
    assert {p.rule for p in again.problems} == {p.rule for p in first.problems} <= {"import.misread"}
    assert again.count("already_known") == len(rows)
    assert contents(again) == contents(first)


@fast
@given(
    rows=registers(), added=st.lists(cells(), min_size=1, max_size=10), form=st.sampled_from(FORMS), random=st.randoms()
)
def test_new_rows_in_a_known_register_are_exactly_what_is_new(write, mapping_without_id, rows, added, form, random):
    """Without a number: a row that says the same as a known one is new too, as there are now two of them."""
    first = read(write.text(rows), mapping_without_id, TODAY)
    more = rows + [{"Nr": "", **row} for row in added]
    data = in_form(write, form, random.sample(more, len(more)))
    again = read(data, mapping_without_id, TODAY, NOTHING_KNOWN.with_new(first.rows))
    assert (again.count("new"), again.count("already_known")) == (len(added), len(rows))
    assert_nothing_dropped(again)


def test_ten_new_rows_with_numbers_are_the_ten_that_are_taken_in(write, mapping):
    rows = [write.row(f"{number:04}") for number in range(1, 31)]
    known = NOTHING_KNOWN.with_new(read(write.text(rows[:20]), mapping, TODAY).rows)
    again = read(write.workbook(rows[::-1]), mapping, TODAY, known)
    assert sorted(int(row.source_id) for row in again.rows if row.standing == "new") == list(range(21, 31))
    assert again.count("already_known") == 20


def test_a_changed_row_is_listed_and_not_new(write, mapping):
    known = NOTHING_KNOWN.with_new(read(write.text([write.row("1"), write.row("2")]), mapping, TODAY).rows)
    again = read(write.text([write.row("1", Tekst="anders"), write.row("2")]), mapping, TODAY, known)
    assert [(row.source_id, row.standing) for row in again.rows] == [("1", "changed"), ("2", "already_known")]
    assert not again.has_errors


def test_another_source_with_the_same_numbers_is_another_register(write, mapping):
    data = write.text([write.row("1")])
    known = NOTHING_KNOWN.with_new(read(data, mapping, TODAY).rows)
    assert read(data, replace(mapping, source="Ander Register"), TODAY, known).count("new") == 1


@fast
@given(
    rows=registers(4),
    data=st.data(),
    fault=st.one_of(st.text(max_size=30), st.sampled_from(["#REF!", "01-01-2062", "=1+1", "\x00", "-1"])),
)
def test_a_fault_in_any_cell_is_told_or_harmless_and_touches_no_other_row(write, mapping_without_id, rows, data, fault):
    good = read(write.text(rows), mapping_without_id, TODAY)
    at = data.draw(st.integers(0, len(rows) - 1))
    column = data.draw(st.sampled_from(write.COLUMNS[1:]))
    bad = read(
        write.text([*rows[:at], {**rows[at], column: fault}, *rows[at + 1 :]], encoding="utf-8"),
        mapping_without_id,
        TODAY,
    )
    assert_nothing_dropped(bad)
    assert bad.read == len(rows)
    told = [problem for problem in bad.problems if problem.severity == "error"]
    if told:
        assert [problem.column for problem in told] == [column]
        assert len(bad.rejected) == 1
        assert contents(bad) == sorted(row_keys(row).content for row in [*good.rows[:at], *good.rows[at + 1 :]])
        return
    for position, (before, after) in enumerate(zip(good.rows, bad.rows, strict=True)):
        assert position == at or before.draft == after.draft
    changed = [name for name in FILLED if getattr(bad.rows[at].draft, name) != getattr(good.rows[at].draft, name)]
    assert set(changed) <= FILLED_BY[column]


FILLED_BY = {
    "Soort": {"what"},
    "Gemeente": {"where"},
    "Datum": {"when", "when_state"},
    "Leeftijd": {"who"},
    "Spoed": {"acute"},
    "Telefoon": {"contact_details"},
    "Naam": {"persons"},
    "Tekst": {"narrative"},
}
FILLED = sorted(set().union(*FILLED_BY.values()))


@settings(deadline=None, max_examples=120)
@given(
    data=st.binary(max_size=300),
    start=st.sampled_from([b"", b"PK\x03\x04", b"\xff\xfe", b"\xef\xbb\xbf", b"\x89PNG", b"\xd0\xcf\x11\xe0"]),
)
def test_any_bytes_give_problems_and_no_rows(mapping, data, start):
    reading = read(start + data, mapping, TODAY)
    assert reading.has_errors
    assert (reading.read, reading.rows) == (0, ())


@fast
@given(rows=registers(4), data=st.data())
def test_a_text_file_with_any_byte_changed_drops_nothing(write, mapping, rows, data):
    raw = bytearray(write.text(rows))
    for _ in range(data.draw(st.integers(1, 3))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.sampled_from([*b'";,\n\r\x00\x81\xff', 0x41]))
    reading = read(bytes(raw), mapping, TODAY)
    assert_nothing_dropped(reading)
    assert reading.read or reading.has_errors or reading.problems


@fast
@given(rows=registers(2), data=st.data())
def test_a_workbook_with_any_byte_changed_never_raises(write, mapping, rows, data):
    raw = bytearray(write.workbook(rows))
    for _ in range(data.draw(st.integers(1, 3))):
        # a workbook holds the second it was written in, so that its length is not the same twice
        raw[data.draw(st.integers(0, 2**20)) % len(raw)] = data.draw(st.integers(0, 255))
    assert_nothing_dropped(read(bytes(raw), mapping, TODAY))


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        (b"", "import.file_empty"),
        (b"\xef\xbb\xbf \r\n", "import.file_empty"),
        (b"\x00" * 100, "import.file_empty"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 50, "import.file_kind"),
        (b"\xff\xd8\xff\xe0JFIF", "import.file_kind"),
        (b"%PDF-1.7", "import.file_kind"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 50, "import.file_old_excel"),
        (b"PK\x05\x06" + b"\x00" * 18, "import.zip_no_workbook"),
        (b"Soort\r\nSX\r\n", "import.column_missing"),
        (b"heel;iets;anders\r\n1;2;3\r\n", "import.header_missing"),
    ],
)
def test_a_file_that_is_no_register_says_what_it_is(mapping, data, rule):
    reading = read(data, mapping, TODAY)
    assert {problem.rule for problem in reading.problems} == {rule}
    assert reading.has_errors


def test_a_file_over_the_limit_is_not_read(mapping):
    assert [problem.rule for problem in read(b"x" * (MAX_BYTES + 1), mapping, TODAY).problems] == ["import.file_large"]


def test_a_header_without_rows_is_a_warning(write, mapping):
    for data in (write.text([]), write.workbook([])):
        reading = read(data, mapping, TODAY)
        assert [(p.rule, p.severity) for p in reading.problems] == [("import.no_rows", "warning")]


def test_the_delimiter_is_the_one_under_which_the_header_is_found(write, mapping):
    for delimiter in (";", ",", "\t", "|"):
        reading = read(write.text([write.row(Tekst="a;b,c\td|e")], delimiter), mapping, TODAY)
        assert (reading.file.delimiter, reading.rows[0].draft.narrative) == (delimiter, "a;b,c d|e")


def test_what_the_user_says_of_the_file_is_followed(write):
    layout = '\n[file]\nencoding = "cp1252"\ndelimiter = ","\nheader_row = 3\n'
    mapping = load_mapping(write.MAPPING + layout)
    data = write.text([write.row(Tekst="één")], ",", "cp1252", intro=["x", "y"])
    reading = read(data, mapping, TODAY)
    assert (reading.file.encoding, reading.file.header_row) == ("cp1252", 3)
    assert reading.rows[0].draft.narrative == "één"
    refused = read(write.text([write.row()], ","), mapping, TODAY)
    assert [(p.rule, p.row) for p in refused.problems] == [("import.header_missing", 3)]


def test_a_sheet_that_the_user_names_must_exist(write):
    mapping = load_mapping(f'{write.MAPPING}\n[file]\nsheet = "Meldingen"\n')
    assert read(write.workbook([write.row()], sheet="Meldingen"), mapping, TODAY).read == 1
    (problem,) = read(write.workbook([write.row()]), mapping, TODAY).problems
    assert (problem.rule, problem.params["sheets"]) == ("import.sheet_missing", "Blad1")


def test_problems_stand_in_the_order_of_the_file(write, mapping):
    rows = [write.row(str(number), Soort="XX") for number in range(1, 6)]
    reading = read(write.text(rows), mapping, TODAY)
    assert [problem.row for problem in reading.problems] == [2, 3, 4, 5, 6]


def test_reading_twice_gives_the_same(write, mapping):
    data = write.text([write.row("1"), write.row("2", Soort="XX"), write.row("")])
    assert read(data, mapping, TODAY) == read(data, mapping, TODAY)
