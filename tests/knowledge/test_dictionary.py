"""The data dictionary tells every field and every code, and what nobody confirmed it tells as such."""

from zicht.knowledge import articles, dictionary, standard

PAGE = dictionary.page()


def test_every_field_and_every_code_stands_in_it():
    for spec in standard.every_field():
        assert f"| `{spec.id}`" in PAGE
        assert spec.meaning_nl.replace("|", "\\|") in PAGE
        for code in (
            standard.codes(spec.codes) if spec.codes and spec.codes not in ("municipality", "indicator") else ()
        ):
            assert f"| `{code.id}` | `{code.wire}` | {code.nl} |" in PAGE


def test_every_row_has_as_many_cells_as_its_head():
    width = None
    for line in PAGE.splitlines():
        if not line.startswith("|"):
            width = None
            continue
        cells = line.replace("\\|", "").count("|")
        assert width in (None, cells), line
        width = cells


def test_a_text_of_law_that_nobody_confirmed_is_told_so():
    assert PAGE.count("nog niet bevestigd") >= sum(not a.confirmed for a in articles.articles())
