"""A one-off link: opens nothing, works once, and whatever is wrong with it looks the same."""

from __future__ import annotations

import json
import secrets
from datetime import timedelta

import pytest
from django.conf import settings as django_settings
from django.db import DatabaseError, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from server.door.hands import POSTGRESQL, WORKER, _powerful_session, as_owner, as_role, log
from worlds import draft

from zicht.errors import InputProblems, Refused
from zicht.knowledge.links import link_rules
from zicht.knowledge.signal import NOT_ASKED, Answer, Observation
from zicht.seal import leaf_hash
from zicht.server.cases.actions.answer import answer_reporter
from zicht.server.cases.queries import queue
from zicht.server.door.fill import DESK_GROUPS
from zicht.server.door.later import do_regular
from zicht.server.door.models import Record, Right, groups_of
from zicht.server.door.view import NotVisible
from zicht.server.intake.actions import erase
from zicht.server.intake.actions.dialogue import look
from zicht.server.intake.actions.link_report import capacity_of, key_of, report_by_link
from zicht.server.intake.actions.links import LinkDraft, make_link, withdraw_link
from zicht.server.intake.actions.report import report
from zicht.server.intake.links import link_of, links
from zicht.server.intake.models import Link
from zicht.server.logbook.entries import canonical
from zicht.server.logbook.models import Unsealed
from zicht.server.signals.queries import open_signal
from zicht.server.vault import keyring

__all__ = ["_powerful_session", "as_owner", "as_role", "log"]
BARE = {"persons": (), "place": "", "contact_details": "", "contact_safe": NOT_ASKED, "details": ()}
SCHOOL = LinkDraft("education", "School De Proef", 7)
STATES = ("wrong", "used", "withdrawn", "expired", "blocked")


def nonce():
    return secrets.token_hex(16)


def told(**changes):
    seen = (Observation("C01", "value", "seen"),)
    return draft(**(BARE | {"observations": seen, "capacity": Answer.of("education")} | changes))


@pytest.fixture
def made(region):
    return make_link(given=SCHOOL, nonce=nonce(), by=region["desk.1"])


def send(made, form=None, **changes):
    return report_by_link(key=key_of(made.code), draft=told(**changes), nonce=form or nonce())


def in_state(region, as_owner, state):
    """A link in this state, and a code that then opens nothing."""
    made = make_link(given=SCHOOL, nonce=nonce(), by=region["desk.1"])
    if state == "wrong":
        return f"{made.code[:-1]}{(int(made.code[-1]) + 1) % 10}"
    if state == "used":
        send(made)
    if state == "withdrawn":
        withdraw_link(link=made.id, by=region["desk.2"])
    with as_owner():
        row = Link.objects.filter(id=made.id)
        if state == "expired":
            row.update(expires_at=timezone.now() - timedelta(days=1))
        if state == "blocked":
            row.update(tries_left=0)
    return made.code


def test_a_signal_by_link_is_the_desks_with_its_channel_capacity_and_link(region, made, as_owner):
    send(made, capacity=Answer.of("police"), narrative="Hij haalt haar elke dag op.")
    (line,) = queue(region["desk.1"]).rows
    seen = open_signal(region["desk.2"], line.record)
    assert (seen.core.channel, seen.core.capacity) == ("link", "education"), "the link's, whatever was sent"
    assert seen.narrative == "Hij haalt haar elke dag op."
    assert [item.indicator for item in seen.observations] == ["C01"]
    with as_owner():
        record, right = Record.objects.get(id=line.record), Right.objects.get(record_id=line.record)
    assert (record.controller_id, record.made_by, record.kind) == (region["desk.1"].organisation, None, "signal")
    assert (right.role, groups_of(right)) == ("desk", DESK_GROUPS)
    link = link_of(region["desk.2"], line.record)
    assert (link.made_by_name, link.name, link.state) == (region["desk.1"].name, "School De Proef", "used")


def test_names_places_and_further_answers_are_not_kept(region, made):
    """Nothing on a person or a possible perpetrator comes in here, whatever a draft holds (principle 24)."""
    whole = draft(capacity=Answer.of("education"))
    assert whole.persons and whole.place and whole.details
    report_by_link(key=key_of(made.code), draft=whole, nonce=nonce())
    (line,) = queue(region["desk.1"]).rows
    seen = open_signal(region["desk.1"], line.record)
    assert (seen.persons, seen.identity, seen.location, seen.details) == ((), {}, "", ())


def test_a_possible_perpetrator_is_refused_before_anything_is_kept(region, made):
    from dataclasses import replace

    person = replace(draft().persons[0], roles=("possible_perpetrator",))
    with pytest.raises(InputProblems):
        send(made, persons=(person,))
    assert queue(region["desk.1"]).rows == ()
    assert send(made).again is False, "the link is still good"


@pytest.mark.parametrize("state", STATES)
def test_whatever_is_wrong_with_a_link_looks_the_same_and_keeps_nothing(region, as_owner, state):
    code = in_state(region, as_owner, state)
    before = len(queue(region["desk.1"]).rows)
    for tried in (
        lambda: capacity_of(key_of(code)),
        lambda: capacity_of(key_of(code), nonce()),
        lambda: report_by_link(key=key_of(code), draft=told(), nonce=nonce()),
    ):
        with pytest.raises(Refused) as refused:
            tried()
        assert (refused.value.code, refused.value.params, refused.value.rule) == ("intake.link_unknown", {}, "")
    assert len(queue(region["desk.1"]).rows) == before


@pytest.mark.parametrize("typed", ["", "1", "x" * 500, "0" * 20, "٣" * 20, "' or 1=1 --", "\ud800", "#12345678"])
def test_what_is_no_code_opens_nothing(region, made, typed):
    with pytest.raises(Refused) as refused:
        capacity_of(key_of(typed))
    assert refused.value.code == "intake.link_unknown"


@pytest.mark.parametrize("separator", [" ", "-", ".", "  "])
def test_a_code_may_be_typed_with_something_between_its_digits(region, made, separator):
    assert capacity_of(key_of(separator.join(made.code.split()))) == "education"


def test_the_same_send_again_gets_the_same_receipt_and_another_gets_nothing(region, made):
    form = nonce()
    first = send(made, form)
    again = send(made, form, narrative="Iets anders")
    assert (again.code, again.again, first.again) == (first.code, True, False)
    assert capacity_of(key_of(made.code), form) == "education"
    with pytest.raises(Refused):
        send(made)
    assert len(queue(region["desk.1"]).rows) == 1


def test_a_form_of_the_public_page_is_another_form_here(region, made):
    """One token sent to both pages: two signals and two receipts, and neither finds the other's."""
    form = nonce()
    public = report(draft=told(observations=()), nonce=form)
    linked = send(made, form)
    assert public.code != linked.code
    assert len(queue(region["desk.1"]).rows) == 2


def test_the_same_send_again_after_the_link_is_over_still_tells_the_receipt(region, made, as_owner):
    form = nonce()
    first = send(made, form)
    with as_owner():
        Link.objects.filter(id=made.id).update(expires_at=timezone.now() - timedelta(days=1))
    assert send(made, form).code == first.code


def wrong_for(code):
    """Another code with the same first eight digits."""
    digits = code.replace(" ", "")
    return digits[:8] + str((int(digits[8:]) + 1) % 10**12).zfill(12)


def guess(made, times):
    key = key_of(wrong_for(made.code))
    for _ in range(times):
        with pytest.raises(Refused):
            capacity_of(key)


def opens(made):
    try:
        return capacity_of(key_of(made.code)) == "education"
    except Refused:
        return False


def since_the_last(as_owner, made, minutes):
    """As if the last wrong code was this long ago."""
    with as_owner():
        Link.objects.filter(id=made.id).update(tried_at=timezone.now() - timedelta(minutes=minutes))


def test_after_ten_wrong_tries_on_its_number_a_link_opens_nothing_for_a_while_and_the_desk_sees_it(region, made):
    guess(made, link_rules().tries - 1)
    assert opens(made), "a mistake now and then does no harm"
    guess(made, 1)
    assert not opens(made)
    (row,) = links(region["desk.1"])
    assert (row.state, row.wrong_tries) == ("blocked", link_rules().tries)
    assert row.rests_until - row.tried_at == timedelta(minutes=link_rules().pause_minutes)


def test_who_knows_its_number_alone_cannot_end_a_link(region, made, as_owner):
    """It opens again by itself, however often that is done; going on while it is shut makes it no longer shut."""
    pause, tries = link_rules().pause_minutes, link_rules().tries
    for turn in (1, 2, 3):
        guess(made, tries)
        since_the_last(as_owner, made, pause - 1)
        before = links(region["desk.1"])[0].tried_at
        guess(made, 2)
        assert not opens(made)
        (row,) = links(region["desk.1"])
        assert (row.state, row.wrong_tries, row.tried_at) == ("blocked", turn * tries, before)
        since_the_last(as_owner, made, pause + 1)
        assert opens(made)
        assert links(region["desk.1"])[0].state == "open"
    send(made)
    assert links(region["desk.1"])[0].state == "used"


def test_guesses_are_as_few_as_the_rule_says_whatever_the_pace(region, made, as_owner):
    """At most ten in an hour: one by one just before the hour is over gives no more than ten at once."""
    pause, tries = link_rules().pause_minutes, link_rules().tries
    for done in range(1, tries + 1):
        guess(made, 1)
        since_the_last(as_owner, made, pause - 1)
        assert links(region["desk.1"])[0].wrong_tries == done
    assert not opens(made)
    worst = tries * 24 * 60 // pause * max(link_rules().days)
    assert worst / 10**12 < 1e-8, "the chance that guessing finds the other twelve digits while a link works"


@pytest.mark.parametrize("state", ["used", "withdrawn", "expired"])
def test_a_pause_opens_nothing_that_had_ended(region, as_owner, state):
    code = in_state(region, as_owner, state)
    with as_owner():
        Link.objects.update(tries_left=0, tried_at=timezone.now() - timedelta(days=1))
    with pytest.raises(Refused):
        capacity_of(key_of(code))


def test_wrong_codes_elsewhere_cost_a_link_nothing(region, made):
    for _ in range(link_rules().tries + 1):
        with pytest.raises(Refused):
            capacity_of(key_of("00000000" + str(secrets.randbelow(10**12)).zfill(12)))
    assert capacity_of(key_of(made.code)) == "education"


def test_withdrawal_acts_at_once_and_only_on_what_was_not_used(region, made):
    assert capacity_of(key_of(made.code)) == "education"  # its page is open now
    withdraw_link(link=made.id, by=region["desk.2"])
    with pytest.raises(Refused):
        send(made)
    with pytest.raises(Refused) as refused:
        withdraw_link(link=made.id, by=region["desk.2"])
    assert refused.value.code == "intake.link_ended"
    other = make_link(given=SCHOOL, nonce=nonce(), by=region["desk.1"])
    send(other)
    with pytest.raises(Refused) as refused:
        withdraw_link(link=other.id, by=region["desk.1"])
    assert refused.value.code == "intake.link_ended"
    assert {row.state for row in links(region["desk.1"])} == {"used", "withdrawn"}


def test_a_link_that_does_not_exist_is_not_found(region):
    import uuid

    with pytest.raises(NotVisible):
        withdraw_link(link=uuid.uuid4(), by=region["desk.1"])


@pytest.mark.parametrize("who", ["ggd.1", "zorg.1", "privacy.1", "fg.1", "beleid.1", "beheer.1"])
def test_only_the_desk_makes_sees_and_withdraws_links(region, made, who):
    tries = (
        lambda by: make_link(given=SCHOOL, nonce=nonce(), by=by),
        links,
        lambda by: withdraw_link(link=made.id, by=by),
    )
    for tried in tries:
        with pytest.raises(Refused) as refused:
            tried(region[who])
        assert refused.value.code == "door.role"


def test_the_same_form_makes_one_link_and_tells_the_same_code(region):
    form = nonce()
    first, again = (make_link(given=SCHOOL, nonce=form, by=region["desk.1"]) for _ in range(2))
    assert (again.id, again.code, again.expires_at) == (first.id, first.code, first.expires_at)
    assert (first.again, again.again) == (False, True)
    assert len(links(region["desk.1"])) == 1


@pytest.mark.parametrize(
    ("given_link", "field"),
    [
        (LinkDraft("victim", "", 7), "capacity"),
        (LinkDraft("", "", 7), "capacity"),
        (LinkDraft("care", "", 0), "days"),
        (LinkDraft("care", "", 3650), "days"),
        (LinkDraft("care", "x" * 101, 7), "name"),
        (LinkDraft("care", "a\x00b", 7), "name"),
    ],
)
def test_what_is_wrong_with_a_new_link_is_named(region, given_link, field):
    with pytest.raises(InputProblems) as wrong:
        make_link(given=given_link, nonce=nonce(), by=region["desk.1"])
    assert [problem.field for problem in wrong.value.problems] == [field]
    assert links(region["desk.1"]) == ()


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    capacity=st.sampled_from(link_rules().capacities),
    days=st.sampled_from(link_rules().days),
    name=st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=100),
)
def test_a_link_keeps_for_whom_it_is_and_ends_on_its_day(region, capacity, days, name):
    with transaction.atomic():
        made = make_link(given=LinkDraft(capacity, name, days), nonce=nonce(), by=region["desk.1"])
        (row,) = links(region["desk.2"])
        transaction.set_rollback(True)
    assert (row.capacity, row.name, row.state) == (capacity, name, "open")
    assert row.expires_at - row.made_at == timedelta(days=days)
    assert made.expires_at == row.expires_at


def test_neither_code_nor_name_lies_in_the_clear(region, made, as_owner):
    with as_owner():
        row = Link.objects.get(id=made.id)
        values = [bytes(v) if isinstance(v, memoryview) else v for v in Link.objects.values_list().get(id=made.id)]
    digits = made.code.replace(" ", "")
    kept = "".join(repr(value) for value in values)
    assert digits not in kept
    assert digits[8:] not in kept, "the number alone stands there, and opens nothing"
    assert row.number == digits[:8]
    assert "Proef" not in kept
    assert b"Proef" not in bytes(row.name_sealed)


def test_what_was_kept_long_enough_goes_when_the_desk_makes_another(region, made, as_owner):
    with as_owner():
        Link.objects.filter(id=made.id).update(kept_until=timezone.localdate() - timedelta(days=1))
    other = make_link(given=SCHOOL, nonce=nonce(), by=region["desk.1"])
    assert [row.id for row in links(region["desk.1"])] == [other.id]


@pytest.fixture
def sweep(as_role):
    def run():
        with as_role(WORKER):
            return do_regular()

    return run


def test_the_worker_erases_what_was_kept_long_enough_and_nothing_else(region, made, as_owner, sweep, log):
    day = timezone.localdate()
    stays = make_link(given=SCHOOL, nonce=nonce(), by=region["desk.1"])
    with as_owner():
        Link.objects.filter(id=made.id).update(kept_until=day - timedelta(days=2))
        Link.objects.filter(id=stays.id).update(kept_until=day)
    assert [sweep(), sweep(), sweep()] == [1, 0, 0]
    assert [row.id for row in links(region["desk.1"])] == [stays.id]
    (row,) = log("intake.erase_links")
    assert (row.actor, row.role, row.rule, json.loads(row.records)) == (
        None,
        "system",
        "retention:link",
        [str(made.id)],
    )


def test_the_signal_that_came_in_by_an_erased_link_stays(region, made, as_owner, sweep):
    send(made)
    (line,) = queue(region["desk.1"]).rows
    with as_owner():
        Link.objects.update(kept_until=timezone.localdate() - timedelta(days=2))
    assert sweep() == 1
    assert open_signal(region["desk.1"], line.record).core.channel == "link"
    assert link_of(region["desk.1"], line.record) is None


def test_only_the_worker_erases_the_links_of_everyone(region, made, as_owner):
    """SQLite has one role; on PostgreSQL the database refuses it past our code too."""
    with as_owner():
        Link.objects.update(kept_until=timezone.localdate() - timedelta(days=2))
    if not POSTGRESQL:
        assert do_regular() == 1
        return
    with pytest.raises(Refused):
        do_regular()
    with pytest.raises(DatabaseError), transaction.atomic():
        erase.erase_old_links()
    with as_owner():
        assert Link.objects.filter(id=made.id).exists()


def test_what_cannot_be_logged_is_not_erased(region, made, as_owner, sweep, monkeypatch):
    with as_owner():
        Link.objects.update(kept_until=timezone.localdate() - timedelta(days=2))

    def full(entry):
        raise DatabaseError("the log is full")

    monkeypatch.setattr(erase, "write", full)
    with pytest.raises(DatabaseError), transaction.atomic():
        sweep()
    with as_owner():
        assert Link.objects.filter(id=made.id).exists()


def test_the_reporter_reads_the_answer_with_the_receipt(region, made):
    received = send(made)
    (line,) = queue(region["desk.1"]).rows
    answer_reporter(signal=line.record, text="Dank u, wij bellen de school.", by=region["desk.1"])
    shown = look(received.code)
    assert [(one.mine, one.text) for one in shown.messages] == [(False, "Dank u, wij bellen de school.")]
    assert shown.may_reply


def test_the_code_of_a_link_is_no_receipt_and_the_receipt_no_link(region, made):
    received = send(made)
    with pytest.raises(Refused):
        look(made.code)
    with pytest.raises(Refused):
        capacity_of(key_of(received.code))


def test_taking_in_by_link_needs_no_key_that_opens_what_was_sent(region, made, monkeypatch, tmp_path):
    keyring.write(tmp_path / "intake.json", keyring.for_intake(json.loads(django_settings.ZICHT.keys.read_text())))
    with monkeypatch.context() as patch:
        for module in ("receipts", "actions.report"):
            patch.setattr(f"zicht.server.intake.{module}.load", lambda _: keyring.load(tmp_path / "intake.json"))
        send(made, narrative="Alleen voor het meldpunt.")
    (line,) = queue(region["desk.1"]).rows
    assert open_signal(region["desk.1"], line.record).narrative == "Alleen voor het meldpunt."


def test_the_log_tells_of_links_without_telling_who_sent_or_what_was_tried(region, made, log, as_owner):
    capacity_of(key_of(made.code))
    with pytest.raises(Refused):
        capacity_of(key_of("1" * 20))
    send(made)
    (line,) = queue(region["desk.1"]).rows
    rows = [*log("intake.link_open"), *log("intake.link_report")]
    assert sorted((row.action, row.outcome, row.rule) for row in rows) == [
        ("intake.link_open", "denied", "link:unknown"),
        ("intake.link_open", "ok", "meldpunt#eigen-registratie"),
        ("intake.link_report", "ok", "meldpunt#eigen-registratie"),
    ]
    assert {(row.actor, row.organisation, row.role, row.payload) for row in rows} == {(None, None, "public", None)}
    assert [json.loads(row.records) for row in rows if row.action == "intake.link_report"] == [[str(line.record)]]
    with as_owner():
        waiting = set(Unsealed.objects.values_list("row", flat=True))
    for row in rows:
        assert bytes(row.leaf_hash) == leaf_hash(canonical(row)), row.action
        assert row.id in waiting
    (made_row,) = log("intake.make_link")
    assert made_row.actor == region["desk.1"].member
