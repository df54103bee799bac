"""Correcting a signal: the new value stands, the old one is kept with who and why, and nothing is lost."""

from __future__ import annotations

import itertools
import uuid
from dataclasses import replace
from datetime import date, timedelta

import pytest
from access.planted import switched_on
from django.db import connection, transaction
from django.db.utils import DatabaseError
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from server.door.hands import POSTGRESQL
from server.signals.test_round_trip import drafts
from worlds import FURTHER, draft

from zicht.errors import InputProblems, Refused
from zicht.knowledge import standard
from zicht.knowledge.signal import UNKNOWN, Answer, Detail, Person
from zicht.server.door.models import Activity, Record, Right
from zicht.server.door.view import NotVisible
from zicht.server.guard import tell_database
from zicht.server.signals.actions.correct import NOTE_MOST, Reason, correct
from zicht.server.signals.actions.register import register_signal
from zicht.server.signals.before import BEFORE, PerpetratorsBefore
from zicht.server.signals.contents import contents, draft_seen
from zicht.server.signals.history import history, open_as_registered, to_correct
from zicht.server.signals.models import CORRECTED, GROUP_TABLES
from zicht.server.signals.queries import open_signal

WHY = Reason("mistake")
FEW = settings(
    max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


TURNS = st.tuples(drafts(), st.sampled_from(["ggd.1", "desk.1"]))


class Undone(Exception):
    """Takes back what one example did."""


@pytest.fixture
def signal(region):
    return register_signal(draft=draft(), by=region["ggd.1"])


def change(region, signal, who="ggd.1", reason=WHY, **fields):
    found = to_correct(region[who], signal)
    return correct(
        signal=signal, draft=replace(draft_seen(found.signal), **fields), seen=found.version, reason=reason,
        by=region[who],
    )  # fmt: skip


def now(region, signal, who="ggd.1"):
    return draft_seen(open_signal(region[who], signal))


def test_a_corrected_answer_stands_and_the_old_one_is_kept_with_who_and_why(region, signal):
    me = region["ggd.1"]
    change(region, signal, where=UNKNOWN, narrative="Anders", what=Answer.of("labour"), reason=Reason("other", "Oeps"))
    seen = now(region, signal)
    assert (seen.where, seen.narrative, seen.what) == (UNKNOWN, "Anders", Answer.of("labour"))
    (one,) = history(me, signal).corrected
    assert (one.why, one.note, one.name) == ("other", "Oeps", f"{me.name}, {me.organisation_name}")
    assert one.standard == standard.version()
    before = {found.group: found.before for found in one.changes}
    assert set(before) == {"core", "observations", "narrative"}
    assert (before["core"].core.where, before["narrative"].narrative) == ("vechterdam", draft().narrative)


# --- history replays to every earlier state -----------------------------------------------------------------


def groups(seen, channel="form"):
    return contents(seen, channel)


def replayed(found):
    """Every state of each group, oldest first, as the history tells it: what stood, and what came in its place."""
    told = {}
    for event in found.corrected:
        for one in event.changes:
            told.setdefault(one.group, [one.before]).append(one.after)
    return told


def part(view, group):
    """The part of a signal view that a group is, compared as it would be kept."""
    from zicht.server.signals.contents import draft_in_part

    return contents(draft_in_part(view), view.core.channel if view.core else "form")[group]


@FEW
@given(
    first=drafts(), later=st.lists(st.tuples(drafts(), st.sampled_from(["ggd.1", "desk.1"])), min_size=1, max_size=4)
)
def test_the_history_replays_to_every_earlier_state_exactly(region, first, later):
    """Register, correct again and again, by turns: each state that ever stood is told, in order, group by group."""
    with pytest.raises(Undone), transaction.atomic():
        me = region["ggd.1"]
        signal = register_signal(draft=first, by=me)
        states = [now(region, signal)]
        for wanted, who in later:
            found = to_correct(region[who], signal)
            kept = draft_seen(found.signal)
            people = wanted.persons
            if who == "desk.1":  # what the desk does not see, it does not touch
                blind = [replace(p, nationality="", residence_status="", birthplace="") for p in people]
                people = (*blind, *kept.persons[len(blind) :])
            new = replace(wanted, persons=people, details=FURTHER if who == "ggd.1" else kept.details)
            try:
                correct(signal=signal, draft=new, seen=found.version, reason=WHY, by=region[who])
            except InputProblems as same:
                assert [problem.rule for problem in same.problems] == ["correction.nothing"]
                continue
            states.append(now(region, signal))
        told = replayed(history(me, signal))
        for group in groups(states[0]):
            stood = [groups(state)[group] for state in states]
            changed = [stood[0], *(b for a, b in itertools.pairwise(stood) if a != b)]
            assert [part(view, group) for view in told.get(group, [])] == (changed if len(changed) > 1 else []), group
        assert draft_seen(open_as_registered(me, signal)) == states[0]
        raise Undone


# --- refused ------------------------------------------------------------------------------------------------


def unchanged(region, signal, before):
    assert now(region, signal) == before
    assert history(region["ggd.1"], signal).corrected == ()


def test_everything_wrong_is_told_at_once_and_nothing_changes(region, signal):
    before = now(region, signal)
    wrong = draft(where=Answer.of("nergens"), when=date(2062, 1, 1), persons=(Person(("possible_perpetrator",)),))
    with pytest.raises(InputProblems) as caught:
        correct(signal=signal, draft=wrong, seen="", reason=Reason("zomaar", "x" * (NOTE_MOST + 1)), by=region["ggd.1"])
    rules = {problem.rule for problem in caught.value.problems}
    assert rules == {"code.unknown", "date.future", "correction.why", "text.long"}
    unchanged(region, signal, before)


def test_a_possible_perpetrator_is_not_added_while_that_is_off(region, signal):
    before = now(region, signal)
    with pytest.raises(InputProblems) as caught:
        change(region, signal, persons=(*before.persons, Person(("possible_perpetrator",), last_name="X")))
    assert "perpetrators.off" in {problem.rule for problem in caught.value.problems}
    unchanged(region, signal, before)


def test_nothing_changed_is_no_correction(region, signal):
    with pytest.raises(InputProblems) as caught:
        change(region, signal)
    assert [problem.rule for problem in caught.value.problems] == ["correction.nothing"]


def test_an_older_version_is_told_that_it_changed_meanwhile(region, signal):
    seen = to_correct(region["desk.1"], signal)
    change(region, signal, place="Elders 2")
    with pytest.raises(Refused) as refused:
        correct(
            signal=signal, draft=replace(draft_seen(seen.signal), place="Nergens 3"), seen=seen.version, reason=WHY,
            by=region["desk.1"],
        )  # fmt: skip
    assert refused.value.code == "signals.changed_meanwhile"
    assert now(region, signal).place == "Elders 2"


def test_a_correction_sent_twice_is_made_once(region, signal):
    found, one = to_correct(region["ggd.1"], signal), uuid.uuid4()
    given_draft = replace(draft_seen(found.signal), place="Elders 2")
    done = [
        correct(signal=signal, draft=given_draft, seen=found.version, reason=WHY, by=region["ggd.1"], correction=one)
        for _ in range(3)
    ]
    assert done == [True, False, False]
    assert len(history(region["ggd.1"], signal).corrected) == 1


@pytest.mark.parametrize("who", ["ggd.2", "politie.1", "zorg.1", "inspectie.2"])
def test_to_whom_it_is_not_there_it_is_not_there_to_correct(region, signal, who):
    with pytest.raises(NotVisible):
        correct(signal=signal, draft=draft(place="X 1"), seen="", reason=WHY, by=region[who])


@pytest.mark.parametrize("who", ["privacy.1", "fg.1", "beleid.1", "beheer.1"])
def test_a_role_that_corrects_nothing_is_refused(region, signal, who):
    with pytest.raises(Refused) as refused:
        correct(signal=signal, draft=draft(place="X 1"), seen="", reason=WHY, by=region[who])
    assert refused.value.code == "door.role"


def given_right(as_owner, region, signal, who, groups_given):
    """A right by name, as an agreement could give one."""
    from zicht.server.door.fill import right_row

    with as_owner():
        record = Record.objects.get(id=signal)
        right_row(
            record, record.controller_id, record.received_at - timedelta(days=1), frozenset(groups_given),
            organisation_id=region[who].organisation, member=str(region[who].member), agreement="proef:1", clause="x",
        ).save(force_insert=True)  # fmt: skip


ALL = ("core", "observations", "identity", "contact", "narrative", "location", "status", "follow_up")


def test_who_reads_all_of_a_signal_of_another_corrects_nothing_of_it(region, signal, as_owner):
    given_right(as_owner, region, signal, "politie.1", ALL)
    assert open_signal(region["politie.1"], signal).correctable is False
    assert to_correct(region["politie.1"], signal) is None
    with pytest.raises(Refused) as refused:
        correct(signal=signal, draft=draft(place="X 1"), seen="", reason=WHY, by=region["politie.1"])
    assert refused.value.code == "signals.not_yours_to_correct"


@pytest.mark.parametrize("lacking", ["narrative", "contact", "status"])
def test_a_desk_that_does_not_see_a_group_corrects_the_rest_and_leaves_that_as_it_was(
    region, signal, as_owner, lacking
):
    with as_owner():
        Right.objects.filter(record_id=signal, organisation_id=region["desk.1"].organisation).update(
            **{f"g_{lacking}": False}
        )
    before = now(region, signal)
    change(region, signal, "desk.1", place="Elders 2")
    after = now(region, signal)
    assert after.place == "Elders 2"
    assert replace(after, place=before.place) == before
    beyond = {
        "narrative": {"narrative": "Van mij"},
        "contact": {"contact_details": "elders@voorbeeld.example"},
        "status": {"persons": (replace(before.persons[0], nationality="BE"),)},
    }
    with pytest.raises(Refused) as refused:
        change(region, signal, "desk.1", **beyond[lacking])
    assert refused.value.rule == f"groups:{lacking}"


def test_a_note_is_free_text_and_lies_with_the_narrative(region, signal, as_owner):
    change(region, signal, place="Elders 2", reason=Reason("other", "GEHEIMEREDEN"))
    assert history(region["ggd.1"], signal).corrected[0].note == "GEHEIMEREDEN"
    with as_owner():
        Right.objects.filter(record_id=signal, organisation_id=region["desk.1"].organisation).update(g_narrative=False)
    (one,) = history(region["desk.1"], signal).corrected
    assert (one.note, [found.group for found in one.changes]) == ("", ["location"])


def test_a_person_is_taken_away_only_by_who_sees_all_of_them(region):
    two = (*draft().persons, Person(("witness",), last_name="Twee"))
    signal = register_signal(draft=draft(persons=two), by=region["ggd.1"])
    with pytest.raises(Refused) as refused:
        change(region, signal, "desk.1", persons=now(region, signal, "desk.1").persons[:1])
    assert refused.value.code == "signals.person_not_seen_whole"
    change(region, signal, persons=two[1:])
    assert now(region, signal).persons == (replace(two[1], nationality=""),)


def test_the_past_of_a_group_is_told_only_to_who_sees_the_group(region, signal, as_owner):
    own = draft().persons[0]
    change(region, signal, persons=(replace(own, nationality="BE"),), details=(Detail("help_wanted", 1, UNKNOWN),))
    given_right(as_owner, region, signal, "politie.1", ["core", "contact"])
    assert {c.group for one in history(region["ggd.1"], signal).corrected for c in one.changes} >= {
        "status",
        "follow_up",
    }
    assert "status" not in {c.group for one in history(region["desk.1"], signal).corrected for c in one.changes}
    seen = {c.group for one in history(region["politie.1"], signal).corrected for c in one.changes}
    assert seen <= {"core", "contact"}


# --- possible perpetrators, where they are switched on --------------------------------------------------------


PLEGER = Person(("possible_perpetrator",), Answer.of("adult"), last_name="Verzonnen")
WITNESS = Person(("witness",), Answer.of("adult"), last_name="Getuige")


@pytest.fixture
def named(region, as_owner):
    """A signal that names a possible perpetrator, of an organisation that takes them."""
    switched_on(region, as_owner)
    return register_signal(draft=draft(persons=(*draft().persons, PLEGER)), by=region["ggd.1"])


def test_a_possible_perpetrator_is_corrected_and_its_past_kept_in_its_own_group(region, named):
    before = now(region, named)
    change(region, named, persons=(before.persons[0], replace(PLEGER, last_name="Andersnaam")))
    (one,) = history(region["ggd.1"], named).corrected
    assert [found.group for found in one.changes] == ["possible_perpetrators"]
    assert one.changes[0].before.words_about(2)["last_name"] == "Verzonnen"
    assert now(region, named).persons[1].last_name == "Andersnaam"
    assert history(region["desk.1"], named).corrected == ()
    assert now(region, named, "desk.1").persons == (replace(before.persons[0], nationality=""),)


def test_switched_off_its_past_is_gone_from_sight_with_it(region, named, as_owner):
    before = now(region, named)
    change(region, named, persons=(before.persons[0], replace(PLEGER, last_name="Andersnaam")))
    with as_owner():
        Activity.objects.update(valid_until=timezone.now() - timedelta(days=1))
    assert history(region["ggd.1"], named).corrected == ()
    with pytest.raises(InputProblems) as caught:
        change(region, named, persons=(before.persons[0], PLEGER))
    assert [problem.rule for problem in caught.value.problems] == ["perpetrators.off"]


def test_who_does_not_see_them_adds_a_person_and_nobody_becomes_another(region, named):
    """The number that the desk's new person gets was that of somebody the desk does not know of."""
    seen = now(region, named, "desk.1")
    change(region, named, "desk.1", persons=(*seen.persons, WITNESS))
    whole = now(region, named)
    assert [(person.roles, person.last_name) for person in whole.persons] == [
        (("presumed_victim",), "Voorbeeldnaam"), (("witness",), "Getuige"), (("possible_perpetrator",), "Verzonnen"),
    ]  # fmt: skip
    change(region, named, persons=(*whole.persons[:2], replace(PLEGER, last_name="Andersnaam")))
    assert [person.last_name for person in now(region, named).persons] == ["Voorbeeldnaam", "Getuige", "Andersnaam"]


@pytest.mark.parametrize("known", [True, False])
def test_who_does_not_see_them_takes_nobody_away_whether_there_is_one_or_not(region, as_owner, known):
    """The same answer with and without: nothing is learnt from it."""
    switched_on(region, as_owner)
    people = (*draft().persons, WITNESS, *([PLEGER] if known else []))
    signal = register_signal(draft=draft(persons=people), by=region["ggd.1"])
    with as_owner():
        Right.objects.filter(record_id=signal).update(g_possible_perpetrators=False)
    with pytest.raises(Refused) as refused:
        change(region, signal, persons=now(region, signal).persons[:1])
    assert refused.value.code == "signals.person_not_seen_whole"


# --- kept and logged ----------------------------------------------------------------------------------------


def test_nothing_of_the_past_stands_in_clear(region, signal, as_owner):
    change(region, signal, narrative="ZOUTNIEUW", place="Elders 2", reason=Reason("other", "ZOUTREDEN"))
    with as_owner():
        rows = [repr(row) for table in BEFORE for row in table.objects.filter(record_id=signal).values_list()]
    assert len(rows) == 2
    assert not [row for row in rows if "ZOUT" in row or "Zij mag" in row or "Verzonnen" in row]


def test_the_log_names_the_groups_and_no_content(region, signal, log):
    change(region, signal, place="ZOUTSTRAAT 2", reason=Reason("mistake"))
    (row,) = log("signals.correct")
    assert (row.outcome, "location" in row.groups, str(signal) in row.records) == ("ok", True, True)
    assert "ZOUT" not in repr(vars(row))


def test_a_group_that_did_not_change_is_not_written(region, signal, as_owner):
    with as_owner():
        before = {table: list(table.objects.filter(record_id=signal).values_list()) for table in GROUP_TABLES}
    change(region, signal, place="Elders 2")
    with as_owner():
        after = {table: list(table.objects.filter(record_id=signal).values_list()) for table in GROUP_TABLES}
    assert {table.__name__ for table in GROUP_TABLES if before[table] != after[table]} == {"Location", "LocationDetail"}


def test_every_table_that_a_signal_fills_is_replaced_with_its_group():
    filled = {table for table in GROUP_TABLES if table.__name__ != "FollowUp"}
    assert set(CORRECTED) == filled
    assert {table.FIELD_GROUP for table in CORRECTED} == {table.FIELD_GROUP for table in BEFORE}


def test_a_correction_under_a_newer_standard_says_so_and_the_record_keeps_its_own(region, signal, monkeypatch):
    made_under = standard.version()
    monkeypatch.setattr("zicht.knowledge.standard.version", lambda: "2031.1")
    change(region, signal, place="Elders 2")
    found = history(region["ggd.1"], signal)
    assert (found.corrected[0].standard, found.registered.standard) == ("2031.1", made_under)


# --- the second wall ----------------------------------------------------------------------------------------

if POSTGRESQL:
    # The past of possible perpetrators has a switch besides: tests/server/wall.
    PASTS = [table._meta.db_table for table in BEFORE if table is not PerpetratorsBefore]

    def as_web(region, who):
        actor = region[who]
        tell_database(
            organisation=str(actor.organisation), role=actor.role, member=str(actor.member), team=actor.team,
            purpose="weighing",
        )  # fmt: skip

    def tried(region, who, statement, values):
        """How many rows a bare statement of the web role touches; an error is none."""
        as_web(region, who)
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement, values)
                return cursor.rowcount
        except DatabaseError:
            return 0
        finally:
            tell_database()

    @pytest.mark.parametrize("table", [table._meta.db_table for table in CORRECTED])
    def test_no_value_goes_without_its_past_being_kept_in_the_same_transaction(region, signal, as_role, table):
        assert tried(region, "ggd.1", f"delete from {table} where record_id = %s", [signal]) == 0
        assert tried(region, "ggd.1", f"update {table} set record_id = record_id where record_id = %s", [signal]) == 0

    @pytest.mark.parametrize("table", PASTS)
    def test_history_is_added_to_and_never_changed(region, signal, as_role, table):
        change(region, signal, persons=(), details=(), place="", narrative="", contact_details="", where=UNKNOWN,
               what=UNKNOWN)  # fmt: skip
        assert tried(region, "ggd.1", f"select id from {table} where record_id = %s", [signal]) == 1
        for statement in (f"delete from {table}", f"update {table} set why = 'other'"):
            assert tried(region, "ggd.1", f"{statement} where record_id = %s", [signal]) == 0

    @pytest.mark.parametrize("who", ["ggd.2", "politie.1", "zorg.1"])
    @pytest.mark.parametrize("table", PASTS)
    def test_the_past_is_not_there_for_who_has_no_right(region, signal, as_role, who, table):
        change(region, signal, persons=(), details=(), place="", narrative="", contact_details="", where=UNKNOWN,
               what=UNKNOWN)  # fmt: skip
        assert tried(region, who, f"select id from {table} where record_id = %s", [signal]) == 0

    def test_the_desk_finds_no_past_of_the_status(region, signal, as_role):
        change(region, signal, persons=())
        assert tried(region, "ggd.1", "select id from signals_status_before", []) == 1
        assert tried(region, "desk.1", "select id from signals_status_before", []) == 0

    PAST = (
        "insert into signals_core_before (id, record_id, correction, number, at, organisation, member, name, why,"
        " standard, sealed) values (gen_random_uuid(), %s, gen_random_uuid(), 9, {at}, {organisation}, {member}, 'x',"
        " 'other', '1', '')"
    )
    SIGNED = {
        "at": "now()",
        "organisation": "nullif(current_setting('zicht.organisation'), '')::uuid",
        "member": "nullif(current_setting('zicht.member'), '')::uuid",
    }

    def test_a_row_of_history_is_in_ones_own_name_and_of_now(region, signal, as_role):
        assert tried(region, "ggd.1", PAST.format(**SIGNED), [signal]) == 1
        for name, other in (("at", "now() - interval '1 day'"), ("member", "gen_random_uuid()"),
                            ("organisation", "gen_random_uuid()")):  # fmt: skip
            assert tried(region, "ggd.1", PAST.format(**{**SIGNED, name: other}), [signal]) == 0

    def test_who_may_only_read_adds_no_history_and_so_takes_nothing_away(region, signal, as_role, as_owner):
        given_right(as_owner, region, signal, "politie.1", ALL)
        assert tried(region, "politie.1", "select record_id from signals_core where record_id = %s", [signal]) == 1
        assert tried(region, "politie.1", PAST.format(**SIGNED), [signal]) == 0

    FUNCTIONS = [
        ("select zicht_settle(%s, '{}', '[]')", "nothing of this record is corrected now"),
        ("select zicht_forget_tokens(%s, '{person}')", "nothing of this record is corrected now"),
    ]

    @pytest.mark.parametrize("who", ["ggd.1", "desk.1", "politie.1"])
    @pytest.mark.parametrize(("statement", "said"), FUNCTIONS)
    def test_the_functions_of_a_correction_do_nothing_outside_one(region, signal, as_role, who, statement, said):
        as_web(region, who)
        with pytest.raises(DatabaseError, match=said), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, [signal])
        tell_database()
        assert tried(region, who, "select * from zicht_rights_to_settle(%s)", [signal]) == 0

    def test_a_correction_gives_nobody_a_right_that_no_clause_gives(region, signal, as_role):
        """Inside a real correction, a statement run as the web role gives no right of its own making."""
        import json

        other = region["politie.1"]
        right = {
            "id": str(uuid.uuid4()), "organisation_id": str(other.organisation), "role": "professional",
            "purpose": "weighing", "agreement": "meldpunt-vechtstreek:2026.1", "clause": "verzonnen", "grant": None,
            "given_by_id": str(region["ggd.1"].organisation), "valid_until": "9999-12-31T00:00:00Z",
            **{f"g_{group}": True for group in (*ALL, "possible_perpetrators")},
        }  # fmt: skip
        desk = {**right, "clause": "signaal-naar-meldpunt", "role": "desk"}
        to_desk = {**desk, "organisation_id": str(region["desk.1"].organisation)}
        wrong = [desk, to_desk, right, {**right, "clause": "signaal-naar-meldpunt"}, {**right, "agreement": "geen:1"},
                 {**right, "grant": str(uuid.uuid4())}]  # fmt: skip
        for one in wrong:
            as_web(region, "ggd.1")
            with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(PAST.format(**SIGNED), [signal])
                cursor.execute("select zicht_settle(%s, '{}', %s)", [signal, json.dumps([one])])
            tell_database()


def test_without_its_history_nothing_is_replaced(region, signal, monkeypatch):
    """Broken on purpose: on PostgreSQL the wall keeps the old rows, so the new ones clash; nothing is half done."""
    before = now(region, signal)
    monkeypatch.setattr("zicht.server.signals.actions.correct._keep_before", lambda *given: None)
    if POSTGRESQL:
        with pytest.raises(DatabaseError), transaction.atomic():
            change(region, signal, place="Elders 2")
        assert now(region, signal) == before
    else:
        change(region, signal, place="Elders 2")
        assert history(region["ggd.1"], signal).corrected == (), "SQLite has one wall: the act itself"
