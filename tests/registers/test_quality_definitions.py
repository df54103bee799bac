"""Where a source's definitions are not the standard's is counted from its own cells."""

from __future__ import annotations

from collections import Counter

from hypothesis import given, settings
from registers.quality_register import MAPPING_TEXT, is_valid, report, row, rows

from zicht.knowledge import standard


def told(found, text=MAPPING_TEXT):
    return {(d.field, d.kind): (d.cells, d.kinds) for d in report(found, text).differences}


@settings(max_examples=50, deadline=None)
@given(rows())
def test_every_difference_is_counted_as_by_hand(found):
    differences = told(found)
    cells = {
        name: Counter(cells[name] for cells in found) for name in ("Soort", "Leeftijd", "Sekse", "Datum", "Invoer")
    }
    expected = {
        ("what", "not_in_list"): cells["Soort"]["XX"],
        ("what", "by_hand"): cells["Soort"]["SX"] + cells["Soort"]["ARB"],
        ("sex", "by_hand"): cells["Sekse"]["v"] + cells["Sekse"]["m"],
        ("who", "ages"): cells["Leeftijd"]["23"] + cells["Leeftijd"]["16"],
        ("who", "silence_read"): cells["Leeftijd"][""],
        ("when", "silence_read"): cells["Datum"][""],
        ("when", "other_dates"): sum(cells["Datum"][text] for text in ("01-02-2024", "31-02-2024", "20-02-2025")),
        ("received", "other_dates"): cells["Invoer"]["05-02-2024"] + cells["Invoer"]["01-03-2025"],
        ("acute", "one_answer"): sum(map(is_valid, found)),
    }
    for key, count in expected.items():
        assert differences.get(key, (0, 0))[0] == count, key


def test_codes_by_hand_are_counted_by_kind_as_well():
    found = [row(Soort=text) for text in ("SX", "sx", "ARB", "arbeid", "seksueel")]
    assert told(found)[("what", "by_hand")] == (3, 2)


def test_one_cell_with_several_codes_is_one_cell():
    text = MAPPING_TEXT.replace('column = "Soort"', 'column = "Soort"\nseparator = "+"')
    assert told([row(Soort="SX + ARB"), row(Soort="seksueel + arbeid")], text)[("what", "by_hand")] == (1, 1)


def test_forms_that_never_occur_point_at_another_list():
    forms = len(standard.codes("form"))
    assert told([row(Soort="SX"), row(Soort="ARB")])[("what", "never_used")] == (0, forms - 2)
    assert told([row(Soort=code.wire) for code in standard.codes("form")]).get(("what", "never_used")) is None


def test_free_text_has_no_definition():
    assert not [key for key in told([row(Tekst="")]) if key[0] in ("narrative", "last_name")]


def test_a_file_in_the_words_of_the_standard_differs_in_nothing_but_fixed_answers():
    found = [row(Soort=c.wire, Datum="2024-02-01", Invoer="2024-02-05", Geboren="2000-01-01", Leeftijd="volwassene",
                 Sekse="vrouw") for c in standard.codes("form")]  # fmt: skip
    assert {kind for _, kind in told(found)} == {"one_answer"}
