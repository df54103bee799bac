"""Registering: once per form, the same alone as among many, and whole or not at all."""

from __future__ import annotations

import uuid
from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from worlds import draft

from zicht.errors import InputProblems, Refused
from zicht.knowledge import standard
from zicht.knowledge.indicators import indicators
from zicht.knowledge.signal import ANSWER_STATES, NO, NOT_ASKED, REFUSED, UNKNOWN, Answer, Observation, Person
from zicht.server.door.act import act
from zicht.server.door.models import IndexToken, Record, Right, groups_of
from zicht.server.logbook.models import LogRow
from zicht.server.signals.actions.follow_up import add_follow_up
from zicht.server.signals.actions.register import Incoming, register_many, register_once, register_signal
from zicht.server.signals.models import GROUP_TABLES, Core
from zicht.server.signals.queries import open_signal, own_signals
from zicht.server.signals.rows import WEIGH_ACUTE_WITHIN, WEIGH_WITHIN, due, groups_written, index_values
from zicht.server.vault.models import RecordKey

FEW = settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
TODAY = date(2026, 1, 10)
WHO = ("ggd.1", "politie.1", "desk.1", "zorg.1", "woon.1")
ROLES = [code.id for code in standard.codes("role") if code.id != "possible_perpetrator"]
SILENT = [NO, UNKNOWN, REFUSED]
TEXT = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x00"), max_size=12)


class Undone(Exception):
    """Takes back what one example did."""


def coded(code_list, *silent):
    return st.sampled_from([Answer.of(code.id) for code in standard.codes(code_list)] + list(silent))


days = st.none() | st.dates(date(1991, 1, 1), TODAY)
persons = st.builds(
    Person,
    roles=st.lists(st.sampled_from(ROLES), min_size=1,
                   max_size=3).map(tuple),
    age_class=coded("age_class", *SILENT, NOT_ASKED), sex=coded("sex", *SILENT, NOT_ASKED),
    first_name=TEXT, last_name=TEXT, birth_date=days, nationality=TEXT, residence_status=TEXT, birthplace=TEXT,
)  # fmt: skip
observations = st.builds(
    Observation, indicator=st.sampled_from([one.id for one in indicators()]), answer=st.sampled_from(ANSWER_STATES),
    provenance=st.sampled_from([c.id for c in standard.codes("provenance")]), seen_on=days, happened_on=days,
    certainty=st.sampled_from(["", *(c.id for c in standard.codes("certainty"))]),
)  # fmt: skip
drafts = st.builds(
    draft, what=coded("form", *SILENT) | st.just(Answer.of("labour", "sexual")), where=coded("municipality", *SILENT),
    who=coded("age_class", *SILENT), acute=coded("yes", *SILENT), narrative=TEXT, place=TEXT, contact_details=TEXT,
    contact_when=TEXT, contact_safe=coded("yes", *SILENT, NOT_ASKED), persons=st.lists(persons, max_size=2).map(tuple),
    observations=st.lists(observations, max_size=3).map(tuple),
)  # fmt: skip


def left_behind(record):
    """What stands about one signal, by table, without chance: how many rows, the rights, the index, the log row."""
    rights = Counter(
        (right.organisation_id, right.role, right.member, right.purpose, groups_of(right), right.clause, right.form,
         right.acute, right.due, right.received_at, right.valid_until)
        for right in Right.objects.filter(record_id=record)
    )  # fmt: skip
    kept = Record.objects.get(id=record)
    (entry,) = LogRow.objects.filter(action="signals.register", records__contains=str(record))
    return {
        "record": (kept.kind, kept.controller_id, kept.made_by, kept.state, kept.acute, kept.due, kept.retention_rule),
        "rights": rights,
        "tokens": Counter(IndexToken.objects.filter(record_id=record).values_list("scope", "kind", "token")),
        "rows": {table.__name__: table.objects.filter(record_id=record).count() for table in GROUP_TABLES},
        "keys": RecordKey.objects.filter(record=record).count(),
        "log": (entry.actor, entry.role, entry.purpose, entry.outcome, entry.groups, entry.rule, bool(entry.payload)),
    }


@FEW
@given(made=st.lists(st.tuples(st.sampled_from(WHO), drafts), min_size=1, max_size=4))
def test_many_at_once_leave_behind_what_each_alone_does(region, as_owner, made):
    """By whom and what it may be: rows, rights, index and log of a signal do not depend on the way it came in."""
    at = datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    with pytest.raises(Undone), transaction.atomic():
        alone = [register_signal(draft=one, by=region[by], received_at=at) for by, one in made]
        together = [uuid.uuid4() for _ in made]
        register_many([Incoming(one, region[by], at, record=i) for i, (by, one) in zip(together, made, strict=True)])
        with as_owner():
            for single, among, (by, one) in zip(alone, together, made, strict=True):
                assert left_behind(single) == left_behind(among), (by, one)
        for single, among, (by, _) in zip(alone, together, made, strict=True):
            one, other = open_signal(region[by], single), open_signal(region[by], among)
            for part in (
                "core",
                "persons",
                "what",
                "identity",
                "contact",
                "narrative",
                "location",
                "status",
                "coverage",
            ):
                assert getattr(one, part) == getattr(other, part), part
        raise Undone


@FEW
@given(made=drafts)
def test_the_log_names_the_groups_that_have_rows_and_no_other(region, as_owner, made):
    with pytest.raises(Undone), transaction.atomic():
        record = register_signal(draft=made, by=region["ggd.1"])
        with as_owner():
            filled = {table.FIELD_GROUP for table in GROUP_TABLES if table.objects.filter(record_id=record).exists()}
        assert set(groups_written(made)) == filled
        raise Undone


@given(made=drafts)
@settings(max_examples=60, deadline=None)
def test_nobody_is_in_the_index_without_a_surname_and_a_day_of_birth(made):
    """Half a name would match half the town; origin and status never come into it."""
    people = [value for kind, value in index_values(made) if kind in ("person", "other_person")]
    assert len(people) == sum(bool(person.last_name and person.birth_date) for person in made.persons)
    assert all(value == value.casefold() and value == " ".join(value.split()) for value in people)
    places = [value for kind, value in index_values(made) if kind == "place"]
    addresses = [detail for detail in made.details if detail.field == "address" and detail.answer.value]
    assert len(places) == bool(made.place) + len(addresses)


# --- once per form ------------------------------------------------------------------------------------------


def test_a_form_sent_again_is_not_registered_again(region):
    me, form = region["ggd.1"], uuid.uuid4()
    assert register_once(record=form, draft=draft(), by=me) is True
    for _ in range(2):
        assert register_once(record=form, draft=draft(narrative="Iets anders"), by=me) is False
    assert [row.record for row in own_signals(me).rows] == [form]
    assert open_signal(me, form).narrative == draft().narrative


@pytest.mark.parametrize("username", ["ggd.2", "politie.1", "desk.1", "zorg.1"])
def test_the_id_of_anothers_signal_is_not_taken_over_and_not_confirmed(region, as_owner, username):
    """Who sends somebody else's id learns nothing by "kept already": only one's own form is one's own."""
    form = uuid.uuid4()
    register_once(record=form, draft=draft(), by=region["ggd.1"])
    with pytest.raises(IntegrityError), transaction.atomic():
        register_once(record=form, draft=draft(narrative="Van mij"), by=region[username])
    with as_owner():
        assert {right.member for right in Right.objects.filter(record_id=form)} == {"*", str(region["ggd.1"].member)}
        assert Core.objects.filter(record_id=form).count() == 1


def test_a_form_whose_first_send_was_wrong_can_be_sent_again(region):
    me, form = region["ggd.1"], uuid.uuid4()
    with pytest.raises(InputProblems):
        register_once(record=form, draft=draft(where=Answer.of("nergens")), by=me)
    assert register_once(record=form, draft=draft(), by=me) is True


@pytest.mark.parametrize("username", ["privacy.1", "fg.1", "beleid.1", "beheer.1"])
def test_who_registers_nothing_registers_nothing_once_either(region, as_owner, username):
    form = uuid.uuid4()
    with pytest.raises(Refused) as refused:
        register_once(record=form, draft=draft(), by=region[username])
    assert refused.value.code == "door.role"
    with as_owner():
        assert not Record.objects.filter(id=form).exists()


# --- whole or not at all ------------------------------------------------------------------------------------


@pytest.mark.parametrize("place", [0, 1, 2])
def test_one_id_that_is_taken_keeps_all_of_many_out(region, as_owner, place):
    taken = register_signal(draft=draft(), by=region["ggd.2"])
    fresh = [uuid.uuid4() for _ in range(3)]
    ids = [*fresh[:place], taken, *fresh[place + 1 :]]
    with pytest.raises(IntegrityError), transaction.atomic():
        register_many([Incoming(draft(), region["ggd.1"], datetime.now(UTC), record=record) for record in ids])
    with as_owner():
        assert set(Record.objects.filter(id__in=ids).values_list("id", flat=True)) == {taken}
        assert not LogRow.objects.filter(actor=region["ggd.1"].member, action="signals.register").exists()


def test_none_at_all_is_nothing_and_no_mistake(region, log):
    assert register_many([]) == 0
    assert log("signals.register") == []


def test_what_is_too_long_for_its_column_is_refused_by_both_databases_or_kept_whole(region, as_owner):
    """A draft that the check lets through always fits: roles of one person are the longest thing in a column."""
    roles = tuple(ROLES)
    record = register_signal(draft=draft(persons=(Person(roles),)), by=region["ggd.1"])
    assert open_signal(region["ggd.1"], record).persons[0].roles == tuple(sorted(roles))
    longest = max((code.id for name in ("form", "municipality", "capacity") for code in standard.codes(name)), key=len)
    assert len(longest) <= min(Core._meta.get_field(name).max_length for name in ("where", "capacity"))


# --- follow-up ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("note", ["", "Gebeld", "é\U0001f600\x00", "x" * 10_000])
def test_a_line_of_follow_up_reads_back_to_the_letter_for_who_may(region, note):
    signal = register_signal(draft=draft(), by=region["ggd.1"])
    with act("cases.weigh", by=region["desk.1"], on=signal) as doing:
        add_follow_up(doing, signal=signal, kind="weighing", code="other_route", note=note)
    (line,) = open_signal(region["ggd.1"], signal).follow_up
    assert (line.kind, line.code, line.note) == ("weighing", "other_route", note)


@pytest.mark.parametrize("code", ["", "nonsense", "Zij woont nu elders"])
def test_an_outcome_is_a_code_of_the_list_for_anybody_reads_it(region, code):
    signal = register_signal(draft=draft(), by=region["ggd.1"])
    with pytest.raises(Refused) as refused, act("cases.weigh", by=region["desk.1"], on=signal) as doing:
        add_follow_up(doing, signal=signal, kind="outcome", code=code)
    assert refused.value.code == "signals.unknown_outcome"
    assert open_signal(region["ggd.1"], signal).follow_up == ()


# --- clocks -------------------------------------------------------------------------------------------------


@given(st.datetimes(datetime(2000, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC)), st.booleans())
def test_the_clock_is_an_hour_in_danger_and_five_days_otherwise(at, acute):
    assert due(at, acute) - at == (WEIGH_ACUTE_WITHIN if acute else WEIGH_WITHIN)
    assert timedelta(hours=1) == WEIGH_ACUTE_WITHIN < WEIGH_WITHIN == timedelta(days=5)


@pytest.mark.parametrize("acute", [UNKNOWN, NO, REFUSED, NOT_ASKED])
def test_only_stated_danger_is_danger(region, acute):
    given_draft = draft(acute=acute)
    if acute == NOT_ASKED:
        with pytest.raises(InputProblems):
            register_signal(draft=given_draft, by=region["ggd.1"])
        return
    assert open_signal(region["ggd.1"], register_signal(draft=given_draft, by=region["ggd.1"])).acute is False


def test_a_signal_of_long_ago_keeps_its_own_moment(region):
    at = datetime(1999, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC)
    seen = open_signal(region["ggd.1"], register_signal(draft=draft(), by=region["ggd.1"], received_at=at))
    assert seen.received_at == at
