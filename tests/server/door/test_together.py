"""Two people at the same moment, on real connections: one of them wins, nothing happens twice, nothing is lost."""

from __future__ import annotations

import secrets
import uuid
from collections import Counter
from dataclasses import replace

import pytest
from server.door.elsewhere import POSTGRESQL
from worlds import draft

from zicht.errors import Refused
from zicht.knowledge.signal import NOT_ASKED
from zicht.server.cases.actions.answer import answer_reporter
from zicht.server.cases.actions.weigh import weigh
from zicht.server.cases.models import CaseSignal
from zicht.server.door.act import act
from zicht.server.door.models import Record, Right
from zicht.server.door.view import NotVisible
from zicht.server.intake.actions.dialogue import look, reply
from zicht.server.intake.actions.report import report
from zicht.server.intake.models import Receipt
from zicht.server.logbook.models import LogRow
from zicht.server.organisations.actions.keys import make_key, revoke_key
from zicht.server.parties.models import ApiKey, Organisation
from zicht.server.referrals.actions.refer import _refuse_twice, accept, decline, refer
from zicht.server.referrals.models import Step
from zicht.server.referrals.queries import open_referral
from zicht.server.sharing.actions.grants import withdraw
from zicht.server.sharing.models import Grant
from zicht.server.signals.actions.correct import CHANGED_MEANWHILE, Reason, correct
from zicht.server.signals.actions.register import register_once, register_signal
from zicht.server.signals.contents import draft_seen
from zicht.server.signals.history import history, to_correct
from zicht.server.signals.models import Core, FollowUp
from zicht.server.signals.queries import open_signal

pytestmark = pytest.mark.database
ROUNDS = 3
BARE = {"persons": (), "observations": (), "place": "", "contact_details": "", "contact_safe": NOT_ASKED}


@pytest.fixture(params=range(ROUNDS))
def signal(people, request):
    """A fresh signal, several times over: who comes first is chance."""
    return register_signal(draft=draft(), by=people["ggd.1"])


@pytest.fixture
def case(people, signal):
    return weigh(signal=signal, end="case", reason="Ernstig", by=people["desk.1"])


@pytest.fixture
def referral(people, case):
    return refer(case=case, to="zorgcoordinatie", purpose="care", by=people["desk.1"])


def one_refused(results, code):
    """Exactly one of the two was refused, with this code; the other's answer."""
    refused = [result for result in results if isinstance(result, Exception)]
    assert [getattr(error, "code", repr(error)) for error in refused] == [code]
    return next(result for result in results if not isinstance(result, Exception))


def test_of_two_who_weigh_one_finds_it_done(elsewhere, people, signal):
    ends = ("no_sign", "other_route")
    results = elsewhere.at_once(
        *(lambda end=end, by=by: weigh(signal=signal, end=end, reason="Gewogen", by=people[by])
          for end, by in zip(ends, ("desk.1", "desk.2"), strict=True))
    )  # fmt: skip
    one_refused(results, "cases.already_weighed")
    won = ends[[isinstance(result, Exception) for result in results].index(False)]
    with elsewhere.as_owner():
        assert Record.objects.get(id=signal).state == won
        assert [line.code for line in FollowUp.objects.filter(record_id=signal)] == [won]
        assert set(Right.objects.filter(record_id=signal).values_list("state", flat=True)) == {won}


def test_of_two_who_open_a_case_there_is_one_case(elsewhere, people, signal):
    results = elsewhere.at_once(
        *(
            lambda by=by: weigh(signal=signal, end="case", reason="Ernstig", by=people[by])
            for by in ("desk.1", "desk.2")
        )
    )
    case = one_refused(results, "cases.already_weighed")
    with elsewhere.as_owner():
        assert [row.case_id for row in CaseSignal.objects.filter(signal_id=signal)] == [case]


def _correction(people, signal, by, **fields):
    """A correction as whoever makes it has it before them: of the version that stands now."""
    seen = to_correct(people[by], signal)
    sent = replace(draft_seen(seen.signal), **fields)
    return lambda: correct(signal=signal, draft=sent, seen=seen.version, reason=Reason("mistake"), by=people[by])


def test_of_two_who_correct_the_same_version_one_is_told_and_nothing_is_overwritten(elsewhere, people, signal):
    was = draft_seen(open_signal(people["ggd.1"], signal)).narrative
    results = elsewhere.at_once(
        _correction(people, signal, "ggd.1", narrative="Het is de schuur"),
        _correction(people, signal, "desk.1", narrative="Het is de garage"),
    )
    assert one_refused(results, CHANGED_MEANWHILE) is True
    won = ("Het is de schuur", "Het is de garage")[results.index(True)]
    assert open_signal(people["ggd.1"], signal).narrative == won
    (one,) = history(people["ggd.1"], signal).corrected
    (change,) = one.changes
    assert (change.before.narrative, change.after.narrative) == (was, won)


def test_one_correction_sent_twice_at_once_is_made_once(elsewhere, people, signal):
    seen, sent = to_correct(people["ggd.1"], signal), uuid.uuid4()
    again = replace(draft_seen(seen.signal), narrative="Het is de schuur")

    def send():
        return correct(
            signal=signal, draft=again, seen=seen.version, reason=Reason("mistake"), by=people["ggd.1"],
            correction=sent,
        )  # fmt: skip

    assert sorted(elsewhere.at_once(send, send)) == [False, True]
    assert len(history(people["ggd.1"], signal).corrected) == 1


def test_a_signal_corrected_while_it_is_weighed_keeps_both(elsewhere, people, signal):
    """Weighing and correcting wait for each other: what was corrected stands, and what the desk decided too."""
    results = elsewhere.at_once(
        _correction(people, signal, "ggd.1", narrative="Het is de schuur"),
        lambda: weigh(signal=signal, end="no_sign", reason="Gewogen", by=people["desk.1"]),
    )
    assert not [result for result in results if isinstance(result, Exception)]
    assert open_signal(people["ggd.1"], signal).narrative == "Het is de schuur"
    with elsewhere.as_owner():
        assert Record.objects.get(id=signal).state == "no_sign"
        assert set(Right.objects.filter(record_id=signal).values_list("state", flat=True)) == {"no_sign"}


def test_of_two_who_refer_the_same_case_one_finds_it_sent(elsewhere, people, case):
    results = elsewhere.at_once(
        *(lambda by=by: refer(case=case, to="zorgcoordinatie", purpose="care", by=people[by])
          for by in ("desk.1", "desk.2"))
    )  # fmt: skip
    referral = one_refused(results, "referrals.already_sent")
    with elsewhere.as_owner():
        assert Grant.objects.filter(record_id=referral).count() == 1


if POSTGRESQL:  # SQLite lets nobody begin before the other is done

    def test_who_began_first_and_comes_last_finds_it_sent(elsewhere, people, case):
        """To the clock of the first the rights that the second gave have yet to begin: it must find them."""
        with pytest.raises(Refused) as refused, act("referrals.refer", by=people["desk.2"], on=case) as doing:
            (sent,) = elsewhere.at_once(
                lambda: refer(case=case, to="zorgcoordinatie", purpose="care", by=people["desk.1"])
            )
            assert not isinstance(sent, Exception), sent
            receiver = Organisation.objects.get(code="zorgcoordinatie")
            _refuse_twice(doing, doing.sight, receiver, "care")
        assert refused.value.code == "referrals.already_sent"


def test_a_referral_is_taken_on_or_sent_back_and_never_both(elsewhere, people, referral):
    partner = people["zorg.1"]
    results = elsewhere.at_once(
        lambda: accept(referral=referral, by=partner),
        lambda: decline(referral=referral, reason="Geen plaats", by=replace(partner, name="Een collega")),
    )
    one_refused(results, "referrals.wrong_state")
    with elsewhere.as_owner():
        steps = list(Step.objects.filter(record_id=referral).values_list("code", flat=True))
        assert [Record.objects.get(id=referral).state] == steps


def test_a_grant_is_withdrawn_once_and_keeps_who_did_it(elsewhere, people, referral):
    grant = open_referral(people["desk.1"], referral).grant
    who, whys = ("desk.1", "privacy.1"), ("mistake", "too_much")
    results = elsewhere.at_once(
        *(
            lambda by=by, why=why: withdraw(grant=grant, by=people[by], why=why)
            for by, why in zip(who, whys, strict=True)
        )
    )
    one_refused(results, "sharing.withdrawn_already")
    won = [isinstance(result, Exception) for result in results].index(False)
    with elsewhere.as_owner():
        row = Grant.objects.get(id=grant)
        assert (row.withdrawn_by, row.withdrawn_why) == (people[who[won]].member, whys[won])


def test_who_reads_while_access_is_taken_away_sees_all_or_nothing_and_afterwards_nothing(elsewhere, people, referral):
    grant, partner = open_referral(people["desk.1"], referral).grant, people["zorg.1"]

    def read():
        seen = []
        for _ in range(12):
            try:
                seen.append(len(open_referral(partner, referral).signals))
            except NotVisible:
                seen.append(None)
        return seen

    def take_away():
        withdraw(grant=grant, by=people["privacy.1"], why="purpose_ended")

    *readings, error = elsewhere.at_once(read, read, take_away)
    assert error is None
    for seen in readings:
        assert set(seen) <= {1, None}, "never the referral without its signal"
        assert seen == sorted(seen, key=lambda one: one is None), "once gone it does not come back"
    with pytest.raises(NotVisible):
        open_referral(partner, referral)


def test_a_form_sent_twice_at_the_same_moment_registers_once(elsewhere, people):
    for _ in range(ROUNDS):
        record = uuid.uuid4()
        results = elsewhere.at_once(*[lambda r=record: register_once(record=r, draft=draft(), by=people["ggd.1"])] * 3)
        assert Counter(results) == {True: 1, False: 2}
        with elsewhere.as_owner():
            assert Core.objects.filter(record_id=record).count() == 1
            kept = LogRow.objects.filter(action="signals.register", records__contains=str(record), outcome="ok")
            assert kept.count() == 1


def test_a_public_form_sent_twice_at_the_same_moment_is_one_report_with_one_code(elsewhere, people):
    for _ in range(ROUNDS):
        nonce = secrets.token_hex(16)
        results = elsewhere.at_once(*[lambda n=nonce: report(draft=draft(**BARE), nonce=n)] * 3)
        assert Counter(result.again for result in results) == {False: 1, True: 2}
        assert len({result.code for result in results}) == 1
        with elsewhere.as_owner():
            assert Receipt.objects.count() >= 1
        assert look(results[0].code).messages == ()


def test_of_two_replies_to_one_answer_one_is_kept(elsewhere, people):
    from zicht.server.cases.queries import queue

    before = {row.record for row in queue(people["desk.1"], size=500).rows}
    code = report(draft=draft(**BARE), nonce=secrets.token_hex(16)).code
    (record,) = {row.record for row in queue(people["desk.1"], size=500).rows} - before
    answer_reporter(signal=record, text="Wat zag u?", by=people["desk.1"])
    results = elsewhere.at_once(
        *(lambda text=text: reply(code=code, text=text, nonce=secrets.token_hex(16)) for text in ("Een", "Twee"))
    )
    kept = one_refused(results, "intake.reply_not_now")
    assert [said.text for said in look(code).messages if said.mine] == [kept.messages[-1].text]


def test_a_key_taken_back_twice_is_taken_back_once(elsewhere, people):
    from django.utils import timezone

    me = people["ggd.1"]
    key = make_key(label="x", until=timezone.localdate(), by=me).id
    results = elsewhere.at_once(*[lambda: revoke_key(key=key, by=me)] * 2)
    one_refused(results, "door.not_found")
    with elsewhere.as_owner():
        assert ApiKey.objects.get(id=key).revoked is not None


def test_many_who_register_at_once_lose_nothing(elsewhere, people):
    who = ("ggd.1", "ggd.2", "politie.1", "woon.1")
    made = elsewhere.at_once(
        *(lambda by=by: [register_signal(draft=draft(), by=people[by]) for _ in range(4)] for by in who)
    )
    assert [result for result in made if isinstance(result, Refused | Exception)] == []
    for by, records in zip(who, made, strict=True):
        for record in records:
            assert open_signal(people[by], record).narrative
