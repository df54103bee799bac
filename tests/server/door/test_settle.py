"""When a fact of a signal is corrected, what was given because of that fact is decided again: on both walls at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone
from server.door.hands import standing_to_care
from worlds import draft

from zicht.agreements import bundled
from zicht.knowledge.signal import NO, UNKNOWN, Answer, Person
from zicht.server.cases.actions.weigh import weigh
from zicht.server.cases.queries import queue
from zicht.server.door.models import ENDLESS, SEVERAL, IndexToken, Record, Right, groups_of
from zicht.server.door.view import NotVisible, visible
from zicht.server.organisations.actions.agreements import load_agreement
from zicht.server.referrals.actions.refer import refer
from zicht.server.referrals.queries import open_referral
from zicht.server.signals.actions.correct import Reason, correct
from zicht.server.signals.actions.register import register_signal
from zicht.server.signals.contents import draft_seen
from zicht.server.signals.earlier import own_earlier
from zicht.server.signals.history import to_correct
from zicht.server.signals.queries import open_signal, signal_view

YES, SEEN = Answer.of("yes"), Reason("more_known")


@pytest.fixture
def corrected(region):
    """Corrects some fields of a signal as this member."""

    def change(signal, by="ggd.1", /, **fields):
        found = to_correct(region[by], signal)
        draft_now = replace(draft_seen(found.signal), **fields)
        return correct(signal=signal, draft=draft_now, seen=found.version, reason=SEEN, by=region[by])

    return change


def agree(region, code, conditions):
    load_agreement(text=standing_to_care(code, conditions), by=region["privacy.1"], now=timezone.now())


def care_sees(region, signal):
    """Whether the care coordination may open it now, through the door and the tables behind it."""
    try:
        with visible(region["zorg.1"], "signals.open", "weighing") as view:
            return bool(signal_view(view, view.one(signal, "signal")).narrative)
    except NotVisible:
        return False


# a condition, the value with which it does not hold, the one with which it does
FACTS = [
    ('forms = ["labour"]', {"what": Answer.of("sexual")}, {"what": Answer.of("labour")}),
    ('age_class = ["minor"]', {"who": Answer.of("adult")}, {"who": Answer.of("minor")}),
    ("danger = true", {"acute": NO}, {"acute": YES}),
    ('municipality = ["oudermeer"]', {"where": Answer.of("vechterdam")}, {"where": Answer.of("oudermeer")}),
]


@pytest.mark.parametrize(("conditions", "without", "with_it"), FACTS, ids=["form", "age", "danger", "region"])
@pytest.mark.parametrize("who", ["ggd.1", "desk.1"])
def test_a_right_comes_and_goes_with_the_fact_that_it_rests_on(
    region, corrected, as_owner, conditions, without, with_it, who
):
    agree(region, "zorg-als", conditions)
    signal = register_signal(draft=draft(**without), by=region["ggd.1"])
    assert not care_sees(region, signal)
    corrected(signal, who, **with_it)
    assert care_sees(region, signal)
    corrected(signal, who, **without)
    assert not care_sees(region, signal)
    with as_owner():
        (right,) = Right.objects.filter(record_id=signal, agreement__startswith="zorg-als:")
        assert right.valid_until < ENDLESS
        assert right.given_by_id == region["ggd.1"].organisation
        assert groups_of(right) == {"core", "observations", "identity", "contact", "narrative", "location", "follow_up"}


@pytest.mark.parametrize(("conditions", "without", "with_it"), FACTS, ids=["form", "age", "danger", "region"])
def test_it_is_as_if_it_had_been_registered_so(region, corrected, as_owner, conditions, without, with_it):
    """Rights, list columns and index after a correction are those of the same signal registered right at once."""
    agree(region, "zorg-als", conditions)
    later, at_once = (register_signal(draft=draft(**one), by=region["ggd.1"]) for one in (without, with_it))
    corrected(later, **with_it)

    def standing(signal):
        now = timezone.now()
        rights = Right.objects.filter(record_id=signal, valid_until__gt=now)
        columns = (
            "organisation_id",
            "role",
            "member",
            "purpose",
            "agreement",
            "clause",
            "form",
            "acute",
            "state",
            "kind",
        )
        tokens = IndexToken.objects.filter(record_id=signal).values_list("scope", "kind", "token")
        return sorted(rights.values_list(*columns)), sorted(groups_of(right) for right in rights), sorted(tokens)

    with as_owner():
        assert standing(later) == standing(at_once)


def test_a_form_that_is_no_longer_known_takes_back_what_rested_on_it(region, corrected):
    agree(region, "zorg-als", 'forms = ["labour"]')
    signal = register_signal(draft=draft(what=Answer.of("labour")), by=region["ggd.1"])
    assert care_sees(region, signal)
    corrected(signal, what=UNKNOWN)
    assert not care_sees(region, signal)


def test_a_correction_of_no_fact_moves_no_right(region, corrected, as_owner):
    agree(region, "zorg-als", 'age_class = ["adult"]')
    signal = register_signal(draft=draft(), by=region["ggd.1"])
    with as_owner():
        before = sorted(Right.objects.filter(record_id=signal).values_list("id", "valid_until"))
    corrected(signal, narrative="Anders", capacity=Answer.of("police"))
    with as_owner():
        assert sorted(Right.objects.filter(record_id=signal).values_list("id", "valid_until")) == before


@pytest.fixture
def referred(region):
    """A signal referred to the inspectorate, which may see work only."""
    signal = register_signal(draft=draft(what=Answer.of("labour")), by=region["ggd.1"])
    case = weigh(signal=signal, end="case", reason="Ernstig", by=region["desk.1"])
    return signal, refer(case=case, to="arbeidsinspectie", purpose="inspection", by=region["desk.1"])


@pytest.mark.parametrize("who", ["ggd.1", "desk.1"])
def test_what_a_person_granted_ends_when_the_clause_behind_it_no_longer_holds(region, corrected, referred, who):
    signal, referral = referred
    assert [seen.record for seen in open_referral(region["inspectie.2"], referral).signals] == [signal]
    corrected(signal, who, what=Answer.of("sexual"))
    assert open_referral(region["inspectie.2"], referral).signals == ()


def test_what_ended_so_does_not_come_back_by_itself(region, corrected, referred):
    """To give again is for a person to decide."""
    signal, referral = referred
    corrected(signal, what=Answer.of("sexual"))
    corrected(signal, what=Answer.of("labour"))
    assert open_referral(region["inspectie.2"], referral).signals == ()


# --- list columns and clock ---------------------------------------------------------------------------------


def test_the_queue_lists_a_corrected_signal_by_what_it_says_now(region, corrected):
    desk = region["desk.1"]
    signal = register_signal(draft=draft(what=Answer.of("sexual")), by=region["ggd.1"])
    other = register_signal(draft=draft(what=Answer.of("sexual")), by=region["ggd.1"])
    corrected(signal, what=Answer.of("labour"), acute=YES)
    assert [row.record for row in queue(desk, form="labour").rows] == [signal]
    assert [row.record for row in queue(desk, form="sexual").rows] == [other]
    assert [row.record for row in queue(desk, acute=True).rows] == [signal]
    assert queue(desk).rows[0].record == signal, "stated danger on top"
    corrected(signal, "desk.1", what=Answer.of("labour", "sexual"), acute=NO)
    assert [row.record for row in queue(desk, form=SEVERAL).rows] == [signal]
    assert queue(desk, acute=True).rows == ()


def test_danger_stated_later_has_its_hour_from_then_and_danger_taken_back_the_time_of_the_first_day(
    region, corrected, as_owner
):
    signal = register_signal(draft=draft(), by=region["ggd.1"])
    with as_owner():
        first = Record.objects.get(id=signal)
    before = timezone.now()
    corrected(signal, acute=YES)
    with as_owner():
        hurried = Record.objects.get(id=signal)
        assert 3500 < (hurried.due - before).total_seconds() < 3700
        assert {right.due for right in Right.objects.filter(record_id=signal)} == {hurried.due}
    corrected(signal, acute=NO)
    with as_owner():
        assert Record.objects.get(id=signal).due == first.due


# --- index --------------------------------------------------------------------------------------------------


def test_it_is_found_by_what_it_says_now_and_no_longer_by_what_it_said(region, corrected, as_owner):
    me = region["ggd.1"]
    signal = register_signal(draft=draft(place="Oudeweg 1", details=()), by=me)
    new = Person(("presumed_victim",), last_name="Nieuwnaam", birth_date=draft().persons[0].birth_date)
    corrected(signal, place="Nieuweweg 2", persons=(new,))
    nowhere = register_signal(draft=draft(place="", persons=(), details=()), by=region["ggd.2"])
    for wanted, found in (
        (draft(place="Oudeweg 1", details=()), ()),
        (draft(place="nieuweweg  2", persons=()), (signal,)),
    ):
        assert tuple(row.record for row in own_earlier(replace(wanted, details=()), by=me, besides=nowhere)) == found
    with as_owner():
        kinds = IndexToken.objects.filter(record_id=signal, scope=str(me.organisation)).values_list("kind", flat=True)
        assert sorted(kinds) == ["person", "place"], "one of each: the old ones are gone"


def test_by_which_row_of_a_file_it_came_in_is_still_known(region, corrected, as_owner):
    signal = register_signal(draft=draft(), by=region["ggd.1"])
    with as_owner():
        scope = str(region["ggd.1"].organisation)
        IndexToken(record_id=signal, scope=scope, kind="row-identity", token="a" * 64).save(force_insert=True)
    corrected(signal, place="Elders 3")
    with as_owner():
        assert IndexToken.objects.filter(record_id=signal, kind="row-identity").count() == 1


def test_a_right_that_ends_by_ones_own_correction_does_not_stop_it_halfway(region, corrected, as_owner):
    """The desk sees what is acute only, under this agreement, and takes the danger back: kept, then out of sight."""
    text = dict(bundled())["meldpunt-vechtstreek.toml"].replace('version = "', 'version = "9.', 1)
    only = text.replace('mode = "standing"\n', 'mode = "standing"\ndanger = true\n', 1)
    load_agreement(text=only, by=region["privacy.1"], now=timezone.now())
    with as_owner():
        from zicht.server.door.models import Agreement

        Agreement.objects.filter(code="meldpunt-vechtstreek").exclude(version__startswith="9.").update(
            valid_until=timezone.now() - timedelta(days=1)
        )
    signal = register_signal(draft=draft(acute=YES), by=region["ggd.1"])
    corrected(signal, "desk.1", acute=NO)
    with pytest.raises(NotVisible):
        open_signal(region["desk.1"], signal)
    assert open_signal(region["ggd.1"], signal).core.acute == "no"
