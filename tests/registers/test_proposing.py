"""The proposal against the gallery: the bars, and what a proposal never does."""

import re
from pathlib import Path

import pytest
from registers.gallery.make_gallery import traps
from registers.gallery.measure import columns, figures, told

from zicht.registers import load_mapping, open_table, propose_mapping
from zicht.registers.contents import contents
from zicht.registers.opening import Column, Table
from zicht.registers.proposing import excluded, fit, propose_columns
from zicht.registers.table import FileFacts

PAGE = Path(__file__).parents[2] / "docs/gebruikers/importeren.md"
every = pytest.mark.parametrize("trap", traps(), ids=lambda trap: trap.name)


def table(**cells):
    """A table of columns by name, as ``open_table`` gives it."""
    found = tuple(Column(name.replace("_", " "), name.replace("_", " "), tuple(c)) for name, c in cells.items())
    return Table(FileFacts(header_row=1), found, max(len(c) for c in cells.values()))


def fields(**cells):
    return {one.column: (one.field, one.sure) for one in propose_columns(table(**cells))}


# -- the bars -------------------------------------------------------------------------------------------------------


def test_nine_in_ten_columns_are_right_and_none_is_wrong_without_a_doubt():
    print("\n".join(told()))
    found = figures(renamed=False)
    assert found.share >= 0.90
    assert [one for one in columns(renamed=False) if not one.right and not one.doubt] == []


def test_without_the_names_seven_in_ten_are_right_and_still_none_is_wrong_without_a_doubt():
    found = figures(renamed=True)
    assert found.share >= 0.70
    assert [one for one in columns(renamed=True) if not one.right and not one.doubt] == []


def test_most_columns_with_a_known_name_need_no_second_look():
    """A proposal that doubts everything would meet the bars and be of no use."""
    found = figures(renamed=False)
    assert found.sure / found.columns >= 0.75


def test_the_page_for_users_tells_the_figures_that_are_measured():
    text = PAGE.read_text(encoding="utf-8")
    for renamed, how in ((False, "namen en inhoud"), (True, "alleen de inhoud")):
        found = figures(renamed=renamed)
        row = f"| {how} | {found.right} van {found.columns} | {100 * found.share:.0f}% | {found.silent} |"
        assert row in text, row
    assert f"{figures(renamed=False).files} bestanden" in text


@every
@pytest.mark.parametrize("renamed", [False, True])
def test_a_proposal_is_a_mapping_that_can_be_loaded(trap, renamed):
    proposal = propose_mapping(open_table(trap.data(renamed)), "Verzonnen")
    readable = [one for one in proposal.columns if one.field not in ("id", "none")]
    if proposal.mapping is None:
        assert proposal.text.count("# column = ") == len(readable)
        return
    assert load_mapping(proposal.text) == proposal.mapping
    assert proposal.mapping.source == "Verzonnen"


@every
def test_every_doubt_stands_in_the_file_beside_its_column(trap):
    proposal = propose_mapping(open_table(trap.data()))
    for one in proposal.doubts:
        if one.column:
            quoted = '"' + one.column.replace('"', '\\"') + '"'
            lines = [line for line in proposal.text.splitlines() if quoted in line]
            assert any("twijfel" in line for line in lines), (one.column, lines)


@every
def test_no_number_of_a_citizen_is_proposed_for_anything_or_written_down(trap):
    for renamed in (False, True):
        proposal = propose_mapping(open_table(trap.data(renamed)))
        assert not re.search(r"9999900\d\d", proposal.text)


# -- what a name and contents say together -------------------------------------------------------------------------


def test_a_name_is_believed_when_its_contents_fit():
    assert fields(Geboortedatum=["01-02-1990", "03-04-1991"]) == {"Geboortedatum": ("birth_date", True)}


def test_a_name_that_its_contents_speak_against_is_in_doubt():
    found = fields(Geslacht=["rood", "blauw", "groen"])
    assert found == {"Geslacht": ("sex", False)}


def test_a_name_that_only_looks_like_one_is_in_doubt():
    assert fields(Geboortedatun=["01-02-1990", "13-04-1991"]) == {"Geboortedatun": ("birth_date", False)}


def test_a_name_about_somebody_else_is_left_out_with_a_doubt():
    found = fields(Geboortedatum_melder=["01-02-1990", "13-04-1991"])
    assert found == {"Geboortedatum melder": ("none", False)}


def test_what_only_contents_tell_is_always_in_doubt():
    found = fields(x1=["9999 ZZ", "9998 XA"], x2=["vrouw", "man"], x3=["01-02-2024", "13-02-2024"])
    assert found == {"x1": ("postcode", False), "x2": ("sex", False), "x3": ("received", False)}


def test_an_empty_column_with_a_known_name_is_in_doubt():
    assert fields(Geslacht=["", ""], Nr=["1", "2"])["Geslacht"] == ("sex", False)


def test_of_two_columns_with_one_meaning_the_better_one_gets_it():
    found = fields(Gemeente=["A-huis", "B-huis"], where=["Vechterdam", "Oudermeer"])
    assert found["where"] == ("where", True)
    assert found["Gemeente"][0] != "where"


def test_a_name_in_one_column_never_stands_beside_its_parts():
    assert excluded("full_name", {"last_name"})
    assert excluded("first_name", {"full_name"})
    assert not excluded("first_name", {"last_name"})
    found = fields(Achternaam=["Nepnaam", "Fictief"], Naam_betrokkene=["Test Nepnaam", "Eva Fictief"])
    assert {field for field, _ in found.values()} & {"full_name", "last_name"} in ({"last_name"}, {"full_name"})


def test_a_column_of_citizen_numbers_is_left_out_whatever_its_name():
    numbers = ["999990019", "999990020", "999990032"]
    for name in ("Nr", "BSN", "Kenmerk", "x"):
        assert propose_columns(table(**{name: numbers}))[0].field == "none"


def test_days_of_birth_lie_apart_and_a_signal_is_received_after_what_it_tells():
    found = fields(
        a=["12-03-2024", "14-05-2024", "16-06-2024"],
        b=["10-03-2024", "13-05-2024", "15-06-2024"],
        c=["01-01-1980", "20-02-2004", "15-06-1999"],
    )
    assert {name: field for name, (field, _) in found.items()} == {"a": "received", "b": "when", "c": "birth_date"}


@pytest.mark.parametrize(
    ("field", "cells", "low", "high"),
    [
        ("id", ["1", "2", "2", "2"], 0.5, 0.5),
        ("none", ["x"], 1.0, 1.0),
        ("when", ["01-02-2024", "x"], 0.5, 0.5),
        ("who", ["23", "ca. 40", "volwassene", "?!"], 0.5, 0.75),
        ("narrative", ["1", "2"], 0.0, 0.0),
        ("narrative", ["Zij mag niet naar buiten", "ja"], 1.0, 1.0),
        ("sex", ["vrouw", "man", "x", "y"], 0.5, 0.75),
    ],
)
def test_contents_fit_a_field_by_the_share_of_cells_that_look_like_it(field, cells, low, high):
    assert low <= fit(field, contents(cells)) <= high
