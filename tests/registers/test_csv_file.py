"""Text with separators: every encoding that we meet, and a broken quote costs one row."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zicht.registers.csv_file import decode, records, split_lines


def rows_of(text, delimiter=";", width=0):
    return list(records(split_lines(text), delimiter, width))


@pytest.mark.parametrize(
    ("data", "text", "encoding"),
    [
        ("één".encode(), "één", "utf-8"),
        ("één".encode("utf-8-sig"), "één", "utf-8-sig"),
        ("één €".encode("cp1252"), "één €", "cp1252"),
        ("één".encode("utf-16"), "één", "utf-16"),
        (b"plain", "plain", "utf-8"),
    ],
)
def test_the_encoding_is_found(data, text, encoding):
    assert decode(data) == (text, encoding)


def test_what_the_user_says_goes_before_what_we_find_but_not_before_a_mark():
    assert decode("é".encode(), "cp1252") == ("Ã©", "cp1252")
    assert decode("é".encode("utf-8-sig"), "cp1252") == ("é", "utf-8-sig")


@given(st.binary(), st.sampled_from(["", "utf-8", "cp1252", "utf-16"]))
def test_any_bytes_are_decoded(data, encoding):
    text, used = decode(data, encoding)
    assert isinstance(text, str)
    assert used


def test_a_byte_without_meaning_spoils_its_own_cell_only():
    text, encoding = decode(b"a\xe9;\x81b;c")
    assert encoding == "cp1252"
    assert text.split(";") == ["aé", "\udc81b", "c"]


def test_a_row_has_the_line_on_which_it_starts():
    found = rows_of('a;b\r\n"x\r\ny";2\r\n\r\n;\r\nc;3\r\n')
    assert [(record.number, record.last, record.cells) for record in found] == [
        (1, 1, ("a", "b")),
        (2, 3, ("x\r\ny", "2")),
        (6, 6, ("c", "3")),
    ]


def test_a_line_separator_inside_a_text_is_not_a_line_end():
    assert len(rows_of("a\u2028b\x0bc;\x85d\nnext;1")) == 2


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_line_end_counts_as_one_line(end):
    assert [record.number for record in rows_of(end.join(["a;b", "", "c;d"]))] == [1, 3]


def test_an_open_quote_costs_its_own_row_and_no_other():
    found = rows_of('a;b\nc;"d\ne;f\ng;h\n', width=2)
    assert [(record.number, record.rule) for record in found] == [(1, ""), (2, "import.row_quote"), (3, ""), (4, "")]


def test_a_quote_that_closes_rows_further_on_does_not_swallow_the_rows_between():
    found = rows_of('1;a;"b\n2;c;d\n3;e;f"\n4;g;h\n', width=3)
    assert [(record.number, record.rule) for record in found] == [(1, "import.row_quote"), (2, ""), (3, ""), (4, "")]


def test_a_story_over_three_lines_with_a_separator_in_it_is_one_row():
    found = rows_of('1;a;"b\nc; d\ne"\n', width=3)
    assert [record.cells for record in found] == [("1", "a", "b\nc; d\ne")]


def test_a_text_over_lines_in_a_row_that_ends_in_empty_cells_is_no_broken_quote():
    found = rows_of('1;"a\nb";;;\n2;c;;;\n', width=3)
    assert [(record.number, record.rule) for record in found] == [(1, ""), (3, "")]


def test_a_cell_of_unreasonable_length_is_told_and_passed():
    found = rows_of("a;" + "x" * 200_000 + "\nb;c\n", width=2)
    assert [(record.number, record.rule) for record in found] == [(1, "import.row_quote"), (2, "")]


@given(st.text(alphabet='ab;"\n\r\x00 ', max_size=60), st.integers(0, 3))
def test_every_line_with_something_on_it_is_in_exactly_one_row(text, width):
    lines = split_lines(text)
    covered = []
    for record in rows_of(text, width=width):
        covered.extend(range(record.number, record.last + 1))
    assert covered == sorted(set(covered))
    missed = set(range(1, len(lines) + 1)) - set(covered)
    assert all(not lines[number - 1].strip('; "\r\n') for number in missed)
