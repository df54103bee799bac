"""The header is found by its names, wherever it stands; what is missing is named."""

import pytest

from zicht.registers.header import Header, find_header
from zicht.registers.table import Record, Unreadable

WANTED = ("Soort", "Datum invoer")


def rows(*cells, first=1):
    return [Record(number, tuple(row), number) for number, row in enumerate(cells, first)]


def test_the_header_is_the_first_row_with_every_name():
    found = find_header(
        rows(["Lijst"], ["x", "y"], ["Nr", " soort ", "DATUM\n invoer"], ["Soort", "Datum invoer"]), WANTED
    )
    assert isinstance(found, Header)
    assert (found.row, found.width, dict(found.positions)) == (3, 3, {"Soort": 1, "Datum invoer": 2})


def test_the_line_that_the_user_names_is_the_only_one_looked_at():
    table = rows(["Soort", "Datum invoer"], ["a", "b"], ["Datum invoer", "Soort"])
    assert find_header(table, WANTED, 3).positions == {"Datum invoer": 0, "Soort": 1}
    refused = find_header(table, WANTED, 2)
    assert (refused.problems[0].rule, refused.problems[0].row) == ("import.header_missing", 2)


def test_a_name_that_is_nearly_there_is_suggested():
    refused = find_header(rows(["Titel"], ["Soort", "Datum inveor", "Nr"]), WANTED)
    (problem,) = refused.problems
    assert (problem.rule, problem.row, problem.column) == ("import.column_missing_near", 2, "Datum invoer")
    assert problem.params == {"near": "Datum inveor"}


def test_a_name_that_is_not_there_at_all_is_told_without_a_guess():
    (problem,) = find_header(rows(["Soort", "Qxzz"]), WANTED).problems
    assert (problem.rule, problem.column) == ("import.column_missing", "Datum invoer")


@pytest.mark.parametrize("table", [[], rows(["a", "b"], ["", ""])])
def test_no_header_at_all_is_one_problem(table):
    refused = find_header(table, WANTED)
    assert isinstance(refused, Unreadable)
    assert [problem.rule for problem in refused.problems] == ["import.header_missing"]


def test_a_wanted_name_that_stands_there_twice_is_an_error_another_a_warning():
    refused = find_header(rows(["Soort", "soort", "Datum invoer"]), WANTED)
    assert [(p.rule, p.column, p.severity) for p in refused.problems] == [("import.header_twice", "Soort", "error")]
    found = find_header(rows(["Soort", "Datum invoer", "Nr", "nr", "", ""]), WANTED)
    assert [(p.rule, p.column, p.severity) for p in found.warnings] == [("import.header_twice", "nr", "warning")]


def test_a_header_of_two_lines_has_the_names_of_both():
    table = rows(["Melding", "", "Persoon", ""], ["Nr", "Datum", "Naam", "Geslacht"], ["1", "x", "y", "z"])
    found = find_header(table, ("Melding Datum", "Persoon Naam", "persoon  GESLACHT"))
    assert (found.row, found.width, dict(found.positions)) == (
        2,
        4,
        {"Melding Datum": 1, "Persoon Naam": 2, "persoon  GESLACHT": 3},
    )


def test_a_column_merged_downwards_keeps_its_upper_name():
    found = find_header(rows(["Nr", "Persoon", ""], ["", "Naam", "Geslacht"]), ("Nr", "Persoon Geslacht"))
    assert dict(found.positions) == {"Nr": 0, "Persoon Geslacht": 2}


def test_one_line_with_every_name_wins_from_two():
    found = find_header(rows(["Soort", ""], ["Soort", "Datum invoer"]), WANTED)
    assert (found.row, len(found.lines)) == (2, 1)


def test_two_lines_with_a_gap_between_them_are_no_header():
    apart = [*rows(["Persoon"]), *rows(["Naam"], first=3)]
    assert isinstance(find_header(apart, ("Persoon Naam",)), Unreadable)


def test_of_a_name_that_stands_there_twice_a_mapping_names_which():
    found = find_header(rows(["Nr", "Datum", "DATUM"]), ("Datum [2]", "Nr"))
    assert dict(found.positions) == {"Datum [2]": 2, "Nr": 0}
    missing = find_header(rows(["Nr", "Datum", "Datum"]), ("Datum [3]",))
    assert missing.problems[0].rule == "import.header_missing"
