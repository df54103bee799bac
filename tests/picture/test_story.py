"""What the picture says: the three sentences, nature, size, methods, in an order and in words that do not mislead."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from picture import made

from zicht.errors import Defect
from zicht.estimation import CaptureTable, assess, disagreement, published_table
from zicht.figures import About, CountTable, Period
from zicht.knowledge.published_data import national_estimates
from zicht.knowledge.sentences import LANGUAGES, catalogue, say
from zicht.picture import Picture, Withheld, published_disagreement, tell
from zicht.picture.cover import most_frequent
from zicht.picture.document import Apart, Document, Illustrated, Paragraph, Points, Section, Table
from zicht.picture.methods import methods_section
from zicht.picture.nature import in_order
from zicht.picture.size import need, reason
from zicht.picture.wording import number
from zicht.release_gate import SUPPRESSED, TOTAL, NotReleased, Released, check


def _section(document: Document, name: str) -> Section:
    return next(section for section in document.sections if section.id == name)


def _words(section: Section) -> str:
    paragraphs = [block.text for block in section.blocks if isinstance(block, Paragraph)]
    points = [item for block in section.blocks if isinstance(block, Points) for item in (block.title, *block.items)]
    return "\n".join(paragraphs + points)


def _tables(section: Section) -> list[Table]:
    drawn = [block.table for block in section.blocks if isinstance(block, Illustrated)]
    return drawn + [block for block in section.blocks if isinstance(block, Table)]


# --- the cover


def test_the_cover_has_a_title_three_sentences_and_then_nature_size_methods_reading(document: Document) -> None:
    assert document.title == "Beeld van mensenhandel in Vechtstreek, 2026"
    assert len(document.key_points) == 3
    assert [section.id for section in document.sections] == ["aard", "omvang", "methoden", "lezen"]


def test_the_first_sentence_counts_signals_and_says_that_a_signal_is_not_a_person(document: Document) -> None:
    total = sum(made.COUNTS["municipality"].values())
    assert f"{total} signalen" in document.key_points[0]
    assert "geen persoon" in document.key_points[0]


def test_the_total_comes_from_a_table_in_which_a_signal_has_one_answer() -> None:
    forms = made.counted("form", {"sexual": 50, "labour": 70})  # one signal can name both
    places = made.counted("municipality", {"vechterdam": 60, "oudermeer": 40})
    told = tell(made.picture(tables=(forms, places)))
    assert "100 signalen" in told.key_points[0]
    assert "120" not in told.key_points[0]


def test_the_second_sentence_names_the_form_seen_most(document: Document) -> None:
    assert document.key_points[1] == "Het vaakst ging het om seksuele uitbuiting: 115 signalen."


def test_forms_seen_equally_often_are_both_named() -> None:
    told = tell(made.picture(tables=(made.counted("form", {"sexual": 50, "labour": 50, "criminal": 20}),)))
    assert "seksuele uitbuiting en arbeidsuitbuiting" in told.key_points[1]


def test_unknown_is_never_the_form_seen_most() -> None:
    told = tell(made.picture(tables=(made.counted("form", {"unknown": 90, "labour": 30}),)))
    assert "arbeidsuitbuiting: 30" in told.key_points[1]


def test_when_hidden_numbers_could_hold_a_larger_one_the_sentence_says_so() -> None:
    counts = {"sexual": 12, "labour": 4, "criminal": 4, "begging": 4, "domestic": 4, "other": 4}
    table = made.counted("form", counts)
    assert most_frequent(table.value) == (("sexual",), 12, False)
    assert "die we kunnen tonen" in tell(made.picture(tables=(table,))).key_points[1]


def test_when_no_form_can_be_shown_no_form_is_named() -> None:
    table = made.counted("form", {"sexual": 3, "labour": 4, "criminal": 4, "unknown": 80})
    assert most_frequent(table.value) == ((), 0, False)
    assert tell(made.picture(tables=(table,))).key_points[1] == say("picture.key.most_hidden")


@given(st.lists(st.integers(0, 40), min_size=2, max_size=7))
@settings(max_examples=60, deadline=None)
def test_what_is_called_most_frequent_is_so_in_the_counts_behind_the_gate(counts: list[int]) -> None:
    forms = ("sexual", "labour", "criminal", "begging", "domestic", "organ_removal", "other")
    cells = tuple(((form,), count) for form, count in zip(forms, counts, strict=False))
    passed = check(CountTable("by_form", ("form",), cells, made.SIGNALS))
    if isinstance(passed, Released):
        codes, most, certain = most_frequent(passed.value)
        truth = dict(cells)
        assert all(truth[(code,)] == most for code in codes)
        if certain and codes:
            assert most == max(counts)


def test_without_tables_the_cover_says_so_and_gives_no_number() -> None:
    told = tell(made.picture(tables=()))
    assert told.key_points[0] == "Er zijn geen aantallen vrijgegeven over 2026."
    assert told.key_points[1] == "Welke vorm het vaakst voorkwam, staat niet in dit beeld."
    assert told.facts == ()
    assert say("picture.nature.none") in _words(_section(told, "aard"))


def test_another_unit_than_signals_is_not_called_signals() -> None:
    about = replace(made.SIGNALS, unit="registrations")
    told = tell(made.picture(tables=(made.counted("municipality", about=about),)))
    assert "298 registraties" in told.key_points[0]
    assert "signa" not in told.key_points[0]


def test_the_facts_of_the_cover_are_those_of_the_table_it_counts_in(document: Document) -> None:
    assert {fact.term: fact.value for fact in document.facts} == {
        "Eenheid": "signalen",
        "Periode": "2026",
        "Peildatum": "31 december 2026",
        "Bron": "signalen van acht organisaties",
        "Ontdubbeling": "Elk signaal telt één keer.",
    }


# --- nature


def test_every_released_count_stands_in_its_table_and_no_other_number_does(picture: Picture, document) -> None:
    tables = {table.id: table for table in _tables(_section(document, "aard"))}
    assert len(tables) == len(picture.tables)
    for released in picture.tables:
        value = released.value
        shown = tables[f"tabel-{value.name}"]
        counts = sorted(row[1] for row in (*shown.rows, shown.foot))
        expected = sorted(
            "niet getoond" if count is SUPPRESSED else number(count, "nl") for _, count in (*value.cells, *value.totals)
        )
        assert counts == expected


def test_a_table_with_something_hidden_says_why_in_one_sentence_and_another_does_not(picture, document) -> None:
    hidden = {f"tabel-{released.value.name}": bool(released.value.suppressed) for released in picture.tables}
    assert set(hidden.values()) == {True, False}
    for table in _tables(_section(document, "aard")):
        assert bool(table.notes) == hidden[table.id]
        assert ("niet getoond" in str(table.rows)) == hidden[table.id]


def test_the_small_counts_behind_the_gate_are_nowhere_in_the_document(document) -> None:
    nature = _tables(_section(document, "aard"))
    cells = {cell for table in nature for row in table.rows for cell in row[1:]}
    assert not cells & {"0", "1", "2", "3"}


def test_most_stands_first_hidden_after_it_and_answers_that_are_no_value_last() -> None:
    counts = {"unknown": 200, "begging": 2, "labour": 30, "sexual": 60, "other": 3, "not_asked": 9}
    order = in_order(made.counted("form", counts).value)
    assert order[:2] == ("sexual", "labour")
    assert order[2:4] == ("begging", "other")
    assert set(order[4:]) == {"unknown", "not_asked"}


@given(st.integers(0, 4), st.integers(0, 4))
@settings(max_examples=25, deadline=None)
def test_the_order_tells_nothing_of_hidden_counts(one: int, other: int) -> None:
    orders = {
        in_order(made.counted("form", {"sexual": 90, "begging": a, "other": b}).value)
        for a, b in ((one, other), (other, one))
    }
    assert len(orders) == 1


def test_a_chart_draws_no_bar_for_what_is_not_shown(document) -> None:
    for block in _section(document, "aard").blocks:
        if isinstance(block, Illustrated):
            hidden = "niet getoond" in str(block.table.rows)
            assert bool(block.chart.caption) == hidden
            assert ("niet getoond" in block.chart.svg) == hidden


def test_a_table_of_two_dimensions_is_one_table_with_a_column_for_each_code() -> None:
    forms, ages = ("sexual", "labour"), ("adult", "minor")
    cells = tuple(((form, age), 20 + 10 * turn) for turn, (form, age) in enumerate(product(forms, ages)))
    crossed = made.released(CountTable("crossed", ("form", "age_class"), cells, made.SIGNALS))
    (table,) = _tables(_section(tell(made.picture(tables=(crossed,))), "aard"))
    assert table.head == ("Vorm", "een kind of jongere onder de 18", "een volwassene", "Totaal")
    assert table.rows == (("arbeidsuitbuiting", "50", "40", "90"), ("seksuele uitbuiting", "30", "20", "50"))
    assert table.foot == ("Totaal", "80", "60", "140")


def test_a_dimension_without_words_is_a_defect_and_never_shown_as_a_code() -> None:
    cells = ((("a",), 40), (("b",), 30))
    odd = made.released(CountTable("odd", ("shoe_size",), cells, made.SIGNALS))
    with pytest.raises(Defect, match=r"picture\.dimension"):
        tell(made.picture(tables=(odd,)))


def test_a_register_outside_the_demo_is_called_by_its_own_name() -> None:
    table = made.counted("register", {"politie": 40, "Stichting Elders": 30})
    told = tell(made.picture(tables=(table,)))
    names = {row[0] for row in _tables(_section(told, "aard"))[0].rows}
    assert names == {"Politie-eenheid Vechtstreek", "Stichting Elders"}


def test_a_part_of_a_year_is_told_in_days() -> None:
    about = replace(made.SIGNALS, period=Period(date(2026, 3, 1), date(2026, 5, 31)))
    told = tell(made.picture(tables=(made.counted("form", about=about),)))
    assert "1 maart 2026 tot en met 31 mei 2026" in told.key_points[0]


# --- size


def test_a_refused_size_keeps_its_section_with_the_sentence_reasons_and_what_must_change(document) -> None:
    size = _section(document, "omvang")
    assert size.blocks[0] == Paragraph("Hoe groot mensenhandel hier is, kunnen we niet schatten.", strong=True)
    assert document.key_points[2] == "Hoe groot mensenhandel hier is, kunnen we niet schatten."
    titles = [block.title for block in size.blocks if isinstance(block, Points)]
    assert titles == ["Waarom niet?", "Wat er zou moeten veranderen"]
    assert "Onder de 100 is niets te toetsen" in _words(size)
    assert "In de lijsten samen staan minstens 100 mensen." in _words(size)


def test_a_large_homogeneous_table_is_not_refused_and_still_gives_no_local_number() -> None:
    told = tell(made.picture(size=made.size_of(made.LARGE)))
    size = _section(told, "omvang")
    assert "kunnen we niet schatten" not in told.key_points[2]
    assert "geen plaatselijk aantal" in _words(size)


CELLS = tuple(pattern for pattern in product((0, 1), repeat=3) if any(pattern))


@given(st.lists(st.integers(0, 60), min_size=7, max_size=7).filter(any))
@settings(max_examples=40, deadline=None)
def test_no_count_and_no_estimate_of_the_region_comes_in_by_way_of_reasons(counts: list[int]) -> None:
    """Tables that differ in their counts and agree in what fails are told in the very same sentences."""
    table = CaptureTable.of(("A", "B", "C"), dict(zip(CELLS, counts, strict=True)))
    shown = made.size_of(table).value
    told = [reason(one, "nl") for one in shown.reasons]
    limits = {str(value) for one in shown.reasons for value in one.params.values()}
    for sentence in told:
        numbers = {word.strip(".,;%") for word in sentence.split() if word.strip(".,;%").isdigit()}
        assert numbers <= limits, sentence
    assert all(need(wanted, "nl") for wanted in shown.needed)


def test_every_reason_and_need_that_an_assessment_can_give_has_its_own_sentence() -> None:
    def under(prefix: str, language: str) -> set[str]:
        return {key.removeprefix(prefix) for key in catalogue(language) if key.startswith(prefix)}

    for language in LANGUAGES:
        assert under("picture.size.reason.", language) == under("estimation.check.", language)
        assert under("picture.size.need.", language) == under("estimation.needed.", language)


def test_the_people_seen_are_told_rounded_and_with_their_own_facts(document) -> None:
    size = _section(document, "omvang")
    assert made.SMALL.observed == 46
    assert "ongeveer 45 mensen" in _words(size)
    assert "46" not in _words(size)
    (facts,) = (block for block in size.blocks if block.kind == "facts")
    assert "personen" in {fact.value for fact in facts.facts}


def test_too_few_people_seen_are_not_told_at_all() -> None:
    few = CaptureTable.of(("A", "B"), {(1, 0): 2, (0, 1): 1})
    told = _words(_section(tell(made.picture(size=made.size_of(few))), "omvang"))
    assert say("picture.size.seen_hidden") in told


# --- the national figures


def test_national_figures_stand_apart_and_say_that_they_are_never_local(document) -> None:
    for section in document.sections:
        apart = [block for block in section.blocks if isinstance(block, Apart)]
        assert bool(apart) == (section.id == "omvang")
        for block in apart:
            assert block.label == "Heel Nederland. Nooit als plaatselijk cijfer."
            assert len(block.cards) == len(national_estimates())


def test_each_national_figure_is_the_published_one_with_its_own_facts(document) -> None:
    (apart,) = (block for block in _section(document, "omvang").blocks if isinstance(block, Apart))
    for card, estimate in zip(apart.cards, national_estimates(), strict=True):
        for value in (estimate.value.low, estimate.value.high, estimate.value.about):
            assert number(value, "nl") in card.figure
        terms = {fact.term: fact.value for fact in card.facts}
        assert terms["Bron"] == estimate.source.citation
        assert {"Eenheid", "Periode", "Peildatum", "Bron", "Ontdubbeling", "Nagekeken"} == set(terms)


def test_a_figure_that_a_person_confirmed_names_that_person() -> None:
    first, *_ = national_estimates()
    confirmed = replace(first, source=replace(first.source, confirmed_by="N. Noemer"))
    told = tell(made.picture(national=(confirmed,)))
    (apart,) = (block for block in _section(told, "omvang").blocks if isinstance(block, Apart))
    assert {fact.term: fact.value for fact in apart.cards[0].facts}["Nagekeken"] == "N. Noemer"


# --- methods


def test_the_disagreement_is_what_the_estimation_room_computes_on_the_published_table() -> None:
    found = published_disagreement()
    assert found.value == disagreement(published_table("Ned").value)
    assert found.source.id == "Ned"
    assert found.source.citation


def test_the_methods_section_tells_how_far_results_lie_apart(document) -> None:
    totals = [result.total for result in published_disagreement().value]
    methods = _section(document, "methoden")
    first = methods.blocks[0]
    assert isinstance(first, Paragraph) and first.strong
    assert number(round(min(totals), -2), "nl") in first.text
    assert number(round(max(totals), -2), "nl") in first.text


def test_beside_the_results_stands_the_yearly_official_figure_times_the_years_of_the_table(document) -> None:
    yearly = next(e for e in national_estimates() if e.source.period == published_disagreement().source.period)
    methods = _section(document, "methoden")
    assert f"6 × {number(yearly.value.about, 'nl')} = {number(6 * yearly.value.about, 'nl')}" in _words(methods)
    (table,) = _tables(methods)
    assert table.rows[-1][1] == number(6 * yearly.value.about, "nl")
    assert yearly.source.citation in table.notes[0]
    assert "nog niet bevestigd" in table.notes[0]


def test_every_result_has_its_own_row(document) -> None:
    (table,) = _tables(_section(document, "methoden"))
    found = published_disagreement().value
    assert len(table.rows) == len(found) + 1
    for row, result in zip(table.rows, found, strict=False):
        assert row[1] == number(round(result.total, -2), "nl")


def test_a_table_on_which_no_method_has_a_result_is_told_so() -> None:
    section = methods_section(published_disagreement().map(lambda _: ()), "nl")
    assert section.blocks == (Paragraph("Geen van de methoden gaf een uitkomst op deze tabel."),)


def test_a_table_beside_which_no_official_figure_stands_is_not_shown() -> None:
    elsewhere = published_table("UKdat").map(disagreement)
    with pytest.raises(Defect, match=r"picture\.no_official"):
        methods_section(elsewhere, "nl")


# --- both languages


@pytest.mark.parametrize("level", ["refused", "fragile", "supported"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_verdict_can_be_told(language: str, level: str) -> None:
    tables = {"refused": made.SMALL, "fragile": made.FRAGILE, "supported": made.LARGE}
    assert assess(tables[level]).level == level
    told = tell(made.picture(size=made.size_of(tables[level])), language)
    assert told.key_points[2] == say(f"picture.size.{level}", language)


def test_the_two_languages_have_the_same_shape(picture: Picture, document: Document) -> None:
    english = tell(picture, "en")
    assert english.language == "en"
    for one, other in zip(document.sections, english.sections, strict=True):
        assert one.id == other.id
        assert one.title != other.title
        assert [block.kind for block in one.blocks] == [block.kind for block in other.blocks]


def test_the_total_row_is_under_the_table_and_no_row_of_it(document) -> None:
    for table in _tables(_section(document, "aard")):
        assert table.foot[0] == "Totaal"
        assert TOTAL not in {row[0] for row in table.rows}
        assert "Totaal" not in {row[0] for row in table.rows}


def test_about_is_never_made_up(document) -> None:
    about = About("signals", Period.year(2024), date(2025, 2, 1), "één eigen bron", "picture.deduplication.signal_once")
    told = tell(made.picture(tables=(made.counted("form", about=about),)))
    (table,) = _tables(_section(told, "aard"))
    assert [fact.value for fact in table.facts] == [
        "signalen", "2024", "1 februari 2025", "één eigen bron", "Elk signaal telt één keer."
    ]  # fmt: skip
    assert table.caption == "Aantal signalen naar vorm, 2024"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_table_that_was_counted_but_not_released_is_named_with_the_reason(language: str) -> None:
    refused = check(CountTable("by_outcome", ("outcome",), ((("help_started",), 2), (("other",), 1)), made.SIGNALS))
    assert isinstance(refused, NotReleased)
    told = tell(made.picture(withheld=(Withheld("outcome", refused),)), language)
    (points,) = [block for block in _section(told, "aard").blocks if isinstance(block, Points)]
    (sentence,) = points.items
    assert say("picture.table.outcome.title", language) in sentence
    assert say(refused.code, language, **refused.params) in sentence


def test_when_everything_was_released_nothing_is_said_of_what_was_not(document) -> None:
    assert [block for block in _section(document, "aard").blocks if isinstance(block, Points)] == []


def test_signals_with_several_forms_stand_apart_and_are_never_the_form_seen_most() -> None:
    table = made.counted("form", {"sexual": 20, "labour": 15, "several": 90, "unknown": 30})
    assert most_frequent(table.value)[0] == ("sexual",)
    assert in_order(table.value)[:2] == ("sexual", "labour")
    (shown,) = _tables(_section(tell(made.picture(tables=(table,))), "aard"))
    assert ("meer dan één", "90") in shown.rows
