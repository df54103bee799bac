"""Counting: what the desk may see now, counted and nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from worlds import draft

from zicht.errors import Defect, Refused
from zicht.knowledge.signal import NO, NOT_ASKED, REFUSED, UNKNOWN, Answer, Person
from zicht.server.cases.actions.weigh import weigh
from zicht.server.door.count import COUNTABLE, Count, counting
from zicht.server.guard import opened
from zicht.server.publishing.counted import count_year, year_bounds
from zicht.server.signals.models import Core, FollowUp, Identity, Narrative, What

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
SPRING = datetime(2025, 4, 1, 12, tzinfo=AMSTERDAM)
MIRNA = Person(
    ("presumed_victim",), Answer.of("adult"), NOT_ASKED, "Mirna", "Zandloper-Wolk", draft().persons[0].birth_date
)


@pytest.fixture
def counts(region, working):
    """The tables of a year as dicts, and the lists."""

    def of(year: int = 2025, username: str = "beleid.1"):
        with working():
            counted = count_year(region[username], year)
        tables = {t.dimensions[0]: {key[0]: n for key, n in t.cells if n} for t in counted.tables}
        return tables, counted.lists

    return of


@pytest.fixture
def count(region, working):
    """An open count over 2025."""

    def inside(use, actor=None):
        since, until = year_bounds(2025)
        with working(), counting(actor or region["beleid.1"], "publishing.count", since=since, until=until) as found:
            return use(found)

    return inside


def test_each_signal_counts_once_per_question_and_answers_that_are_no_value_stay_apart(told, counts):
    told(received_at=SPRING)
    told("politie.1", received_at=SPRING, what=Answer.of("labour"), who=UNKNOWN, capacity=Answer.of("police"))
    told("woon.1", received_at=SPRING, what=Answer.of("labour"), who=REFUSED, where=NO, capacity=Answer.of("housing"))
    tables, _ = counts()
    assert tables["form"] == {"sexual": 1, "labour": 2}
    assert tables["age_class"] == {"adult": 1, "unknown": 1, "refused": 1}
    assert tables["municipality"] == {"vechterdam": 2, "no": 1}
    assert tables["capacity"] == {"care": 1, "police": 1, "housing": 1}


def test_a_signal_with_more_than_one_form_counts_once_under_several(told, counts):
    told(received_at=SPRING, what=Answer.of("sexual", "labour"))
    told(received_at=SPRING, what=Answer.of("sexual"))
    told(received_at=SPRING, what=UNKNOWN)
    assert counts()[0]["form"] == {"several": 1, "sexual": 1, "unknown": 1}


def test_a_year_runs_from_midnight_to_midnight_in_amsterdam(told, counts):
    for moment in (
        datetime(2024, 12, 31, 23, 59, 59, tzinfo=AMSTERDAM),
        datetime(2025, 1, 1, 0, 0, tzinfo=AMSTERDAM),
        datetime(2025, 12, 31, 23, 30, tzinfo=AMSTERDAM),
        datetime(2026, 1, 1, 0, 0, tzinfo=AMSTERDAM),
    ):
        told(received_at=moment)
    of_year = {year: sum(counts(year)[0]["form"].values()) for year in (2024, 2025, 2026)}
    assert of_year == {2024: 1, 2025: 2, 2026: 1}


def test_where_signals_stand_and_what_came_of_them_is_counted_from_the_newest_outcome(region, told, counts):
    first, second = told(received_at=SPRING), told(received_at=SPRING)
    weigh(signal=first, end="no_sign", reason="Andere verklaring", by=region["desk.1"])
    tables, _ = counts()
    assert tables["state"] == {"no_sign": 1, "received": 1}
    assert tables["outcome"] == {}
    outcome_of(region, second, "help_started", SPRING + timedelta(days=9))
    outcome_of(region, second, "not_reached", SPRING + timedelta(days=1))
    assert counts()[0]["outcome"] == {"help_started": 1}


def outcome_of(region, signal, code, at):
    """An outcome of its own moment: on PostgreSQL every act of one test has the clock of its transaction."""
    from zicht.server.door.act import act

    desk = region["desk.1"]
    with act("cases.weigh", by=desk, on=signal) as doing:
        given = {"organisation": desk.organisation, "member": desk.member, "name": desk.name}
        doing.keep(FollowUp(record_id=signal, kind="outcome", code=code, at=at, **given))


def test_every_code_stands_in_its_table_so_that_no_missing_row_tells(region, working):
    with working():
        counted = count_year(region["beleid.1"], 2025)
    form = next(table for table in counted.tables if table.dimensions == ("form",))
    codes = [key[0] for key, _ in form.cells]
    assert {"sexual", "organ_removal", "several", "no", "unknown", "not_asked", "refused"} <= set(codes)
    assert len(codes) == len(set(codes))


def test_every_table_says_what_it_counts(region, working):
    with working():
        counted = count_year(region["beleid.1"], 2025)
    for table in counted.tables:
        about = table.about
        assert (about.unit, str(about.period)) == ("signals", "2025-01-01/2025-12-31")
        assert region["beleid.1"].organisation_name in about.source
        assert about.deduplication == "publishing.deduplication.signals"
        assert about.cut_off.year >= 2026


def test_people_count_once_by_the_lists_they_stand_on(told, counts):
    other = replace(MIRNA, first_name="Ander", last_name="Voorbeeldnaam")
    told("ggd.1", received_at=SPRING, persons=(MIRNA,))
    told("ggd.2", received_at=SPRING, persons=(MIRNA,))
    told("politie.1", received_at=SPRING, persons=(replace(MIRNA, first_name=" mirna"), other))
    told("woon.1", received_at=SPRING, persons=(replace(MIRNA, last_name="Wolk"),))
    _, lists = counts()
    assert lists.patterns == {
        frozenset({"ggd", "politie"}): 1,
        frozenset({"politie"}): 1,
        frozenset({"woonstichting"}): 1,
    }
    assert {"ggd", "politie", "woonstichting", "handhaving"} <= set(lists.names)


@pytest.mark.parametrize("role", ["witness", "facilitator"])
def test_a_witness_or_facilitator_is_nobody_to_count_and_the_same_person_as_a_possible_victim_is(told, counts, role):
    told("ggd.1", received_at=SPRING, persons=(replace(MIRNA, roles=(role,)),))
    assert counts()[1].patterns == {}
    told("politie.1", received_at=SPRING, persons=(replace(MIRNA, roles=(role, "presumed_victim")),))
    assert counts()[1].patterns == {frozenset({"politie"}): 1}


def test_a_person_of_another_year_is_not_on_the_lists_of_this_one(told, counts):
    told("ggd.1", received_at=SPRING, persons=(MIRNA,))
    told("politie.1", received_at=SPRING.replace(year=2024), persons=(MIRNA,))
    assert counts(2025)[1].patterns == {frozenset({"ggd"}): 1}


def test_when_the_agreement_on_size_ends_nobody_is_linked_any_more(region, told, counts, working):
    from django.utils import timezone

    from zicht.server.door.models import Agreement
    from zicht.server.guard import tell_database

    told("ggd.1", received_at=SPRING, persons=(MIRNA,))
    assert counts()[1].patterns
    with opened("system"):
        tell_database(organisation=str(region["privacy.1"].organisation), role="privacy")
        ended = Agreement.objects.filter(code="omvang").update(valid_until=timezone.now().replace(year=2025))
        tell_database()
    assert ended == 1
    tables, lists = counts()
    assert (lists.names, lists.patterns) == ((), {})
    assert tables["form"] == {"sexual": 1}, "counting signals rests on the desk's own rights"


def test_what_the_desk_may_no_longer_see_no_longer_counts(region, told, counts):
    from django.utils import timezone

    from zicht.server.door.models import Right
    from zicht.server.guard import tell_database

    signal = told("politie.1", received_at=SPRING)
    assert counts()[0]["form"] == {"sexual": 1}
    giver = region["politie.1"]
    with opened("system"):
        tell_database(organisation=str(giver.organisation), role="privacy")
        rights = Right.objects.filter(record_id=signal, role="desk")
        assert rights.update(valid_until=timezone.now().replace(year=2025)) >= 1
        tell_database()
    tables, lists = counts()
    assert tables["form"] == {}
    assert lists.patterns == {}


def test_another_organisation_counts_its_own_desk_and_sees_nothing_of_ours(region, told, count):
    told("politie.1", received_at=SPRING)
    assert count(lambda c: c.signals()) == 1
    stranger = replace(region["ggd.1"], role="policy")
    assert count(lambda c: (c.signals(), c.lists().patterns), stranger) == (0, {})


@pytest.mark.parametrize("username", ["desk.1", "ggd.1", "privacy.1", "fg.1", "zorg.1", "beheer.1"])
def test_only_the_policy_adviser_has_counts_made(region, count, username):
    with pytest.raises(Refused) as refused:
        count(lambda c: c.signals(), region[username])
    assert refused.value.code == "door.role"


@pytest.mark.parametrize(
    ("model", "column"),
    [(Identity, "sealed"), (Narrative, "sealed"), (FollowUp, "name"), (FollowUp, "member"), (Core, "record")],
)
def test_no_column_outside_the_list_is_counted(count, model, column):
    with pytest.raises(Defect) as defect:
        count(lambda c: c.by(model, column))
    assert defect.value.code == "count.not_countable"


def test_a_count_hands_out_numbers_and_codes_never_a_row_or_an_id(told, count):
    import uuid

    told(received_at=SPRING, persons=(MIRNA,))

    def parts(value):
        if isinstance(value, dict):
            return [part for pair in value.items() for item in pair for part in parts(item)]
        if isinstance(value, tuple | frozenset | set | list):
            return [part for item in value for part in parts(item)]
        return [value]

    def everything(c: Count):
        lists = c.lists()
        return [
            c.signals(),
            c.by_state(),
            c.by(What, "form"),
            c.by_last(FollowUp, "code"),
            lists.names,
            dict(lists.patterns),
        ]

    found = parts(count(everything))
    assert found
    assert {type(part) for part in found} <= {int, str}
    for part in found:
        with pytest.raises((ValueError, AttributeError)):
            uuid.UUID(part)


def test_nothing_can_be_written_while_counting(region, count):
    def change(_count):
        from zicht.server.door.models import Record

        Record.objects.update(state="case")

    with pytest.raises(Defect) as defect:
        count(change)
    assert defect.value.code == "guard.write"


def test_the_log_says_what_was_counted_and_under_which_rule(told, counts, log):
    told(received_at=SPRING)
    counts()
    (row,) = log("publishing.count")
    assert row.groups == '["core", "follow_up", "observations"]'
    assert "omvang:2026.1#koppelsleutel" in row.rule
    assert (row.records, row.purpose) == ("[]", "size")


def test_the_countable_columns_are_columns_of_their_tables():
    tables = {model._meta.db_table: model for model in (Core, What, FollowUp)}
    assert set(tables) == set(COUNTABLE)
    for table, columns in COUNTABLE.items():
        assert columns <= {field.name for field in tables[table]._meta.fields}
