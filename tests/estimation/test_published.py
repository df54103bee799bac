from datetime import date

import pytest

from zicht.errors import Defect
from zicht.estimation import disagreement, published_table
from zicht.estimation.reading import sources_of
from zicht.figures import Period
from zicht.knowledge.published_data import (
    Published,
    national_estimates,
    national_over,
    published_table_text,
    published_tables,
    whole_years,
)
from zicht.knowledge.sentences import LANGUAGES, say

EVERYTHING = [*published_tables(), *national_estimates()]
SIX_YEARS = Period(date(2010, 1, 1), date(2015, 12, 31))


def test_the_four_published_tables_stand_in_the_data() -> None:
    seen = {found.source.id: published_table(found.source.id).value.observed for found in published_tables()}
    assert seen == {"Ned": 8234, "Ned_5": 8234, "UKdat": 2744, "UKdat_5": 2744}


@pytest.mark.parametrize("found", EVERYTHING, ids=lambda found: found.source.id)
def test_every_published_figure_has_its_source_and_says_who_confirmed_it(found: Published[object]) -> None:
    assert found.source.citation
    assert found.source.unit == "presumed_victims"
    assert found.source.confirmed_by == ""  # nobody has yet: change this with the commit that confirms one
    for language in LANGUAGES:
        assert say(f"published.deduplication.{found.source.deduplication}", language)
        assert say(f"estimation.unit.{found.source.unit}", language)


@pytest.mark.parametrize("found", published_tables(), ids=lambda found: found.source.id)
def test_the_lists_of_a_published_table_are_named_in_the_order_of_its_columns(found) -> None:
    assert tuple(name.id for name in found.value.lists) == published_table(found.source.id).value.lists
    assert all(name.nl and name.en for name in found.value.lists)


@pytest.mark.parametrize(("merged", "parts", "into"), [("Ned_5", "Ned", "IO"), ("UKdat_5", "UKdat", "PFNCA")])
def test_a_merged_table_is_its_parent_with_two_lists_made_one(merged: str, parts: str, into: str) -> None:
    parent, child = published_table(parts).value, published_table(merged).value
    pair = {"IO": ("I", "O"), "PFNCA": ("PF", "NCA")}[into]
    counts: dict[frozenset[str], int] = {}
    for pattern, count in parent.cells:
        lists = frozenset(name for name, bit in zip(parent.lists, pattern, strict=True) if bit)
        key = lists - set(pair) | ({into} if lists & set(pair) else frozenset())
        counts[key] = counts.get(key, 0) + count
    for pattern, count in child.cells:
        assert counts.pop(frozenset(name for name, bit in zip(child.lists, pattern, strict=True) if bit)) == count
    assert counts == {}


def test_six_years_of_people_stand_beside_six_times_the_yearly_figure() -> None:
    source = published_table("Ned").source
    (found,) = national_over(source.period)
    (yearly,) = [each.value for each in national_estimates() if each.source.period == SIX_YEARS]
    assert found.value.years == whole_years(source.period) == 6
    assert (found.value.low, found.value.about, found.value.high) == (6 * yearly.low, 6 * yearly.about, 6 * yearly.high)
    assert (found.value.low, found.value.high) == (30_000, 45_000)
    assert found.source.citation == next(e.source.citation for e in national_estimates() if e.value == yearly)


def test_the_official_estimates_are_those_of_the_two_reports() -> None:
    found = {str(e.source.period): (e.value.low, e.value.about, e.value.high) for e in national_estimates()}
    assert found == {"2010-01-01/2015-12-31": (5000, 6250, 7500), "2016-01-01/2019-12-31": (4000, 5000, 7000)}


def test_no_official_estimate_stands_beside_another_period_or_country() -> None:
    assert national_over(Period.year(2013)) == ()
    assert national_over(SIX_YEARS, "GB") == ()


def test_part_of_a_year_has_no_number_of_years() -> None:
    with pytest.raises(Defect):
        whole_years(Period(date(2010, 1, 1), date(2015, 6, 30)))


def test_what_follows_from_a_published_table_keeps_its_source() -> None:
    table = published_table("Ned")
    assert table.map(disagreement).source is table.source
    assert table.map(disagreement).value == disagreement(table.value)


def test_a_published_table_is_known_by_its_content_and_no_other_is() -> None:
    table = published_table("Ned").value
    assert [source.id for source in sources_of(table)] == ["Ned"]
    assert sources_of(table.without("K")) == ()


def test_an_unknown_table_is_a_defect() -> None:
    with pytest.raises(Defect):
        published_table_text("Nix")
