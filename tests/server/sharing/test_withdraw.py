"""A grant is given once, shows one case's records for one purpose, and ends the moment it is withdrawn."""

from __future__ import annotations

import uuid

import pytest
from django.db import IntegrityError, transaction
from worlds import draft

from zicht.agreements import bundled
from zicht.errors import Refused
from zicht.knowledge.sentences import catalogue
from zicht.server.cases.actions.weigh import weigh
from zicht.server.door.act import act
from zicht.server.door.fill import purposes_of
from zicht.server.door.models import Right
from zicht.server.door.view import NotVisible, visible
from zicht.server.referrals.actions.refer import accept, refer
from zicht.server.referrals.queries import inbox, open_referral, sent
from zicht.server.sharing.actions import grants
from zicht.server.sharing.actions.grants import GRANT_LASTS, withdraw
from zicht.server.sharing.models import WITHDRAWN_WHY, Grant
from zicht.server.signals.actions.register import register_signal
from zicht.server.signals.queries import open_signal


@pytest.fixture
def grant_of(region):
    def find(referral):
        return open_referral(region["desk.1"], referral).grant

    return find


@pytest.fixture
def grant(grant_of, request):
    _, _, referral = request.getfixturevalue("sent")
    return grant_of(referral)


def code(refused):
    return refused.value.code


# --- withdrawing --------------------------------------------------------------------------------------------


def test_withdrawing_ends_every_right_of_the_grant_and_no_other(region, sent, grant, as_owner):
    signal, case, referral = sent
    withdraw(grant=grant, by=region["privacy.1"], why="purpose_ended")
    with as_owner():
        rights = Right.objects.filter(record_id__in=[signal, case, referral])
        ended = {
            right.grant for right in rights if right.valid_until <= right.valid_from or right.valid_until.year < 9999
        }
        assert grant in ended
        assert not Right.objects.filter(grant=grant, valid_until__gt=Grant.objects.get(id=grant).withdrawn_at).exists()
        assert rights.filter(grant=None, valid_until__year=9999).exists()
    assert open_signal(region["ggd.1"], signal).narrative
    assert [row.record for row in sent_by_desk(region)] == [referral]


def sent_by_desk(region):
    return sent(region["desk.1"]).rows


def test_a_grant_is_withdrawn_once(region, grant, as_owner):
    first = withdraw(grant=grant, by=region["privacy.1"], why="purpose_ended")
    with pytest.raises(Refused) as refused:
        withdraw(grant=grant, by=region["desk.1"], why="mistake")
    assert code(refused) == "sharing.withdrawn_already"
    with as_owner():
        row = Grant.objects.get(id=grant)
    assert (row.withdrawn_by, row.withdrawn_why, first.id) == (region["privacy.1"].member, "purpose_ended", grant)


@pytest.mark.parametrize("why", ["", "Mevrouw Voorbeeldnaam wil het niet meer", "PURPOSE_ENDED", "other "])
def test_why_is_one_of_a_list_for_the_table_is_not_sealed(region, sent, grant, as_owner, why):
    with pytest.raises(Refused) as refused:
        withdraw(grant=grant, by=region["privacy.1"], why=why)
    assert code(refused) == "sharing.unknown_reason"
    assert inbox(region["zorg.1"]).rows
    with as_owner(), pytest.raises(IntegrityError), transaction.atomic():
        Grant.objects.filter(id=grant).update(withdrawn_why=why or "iets")


def test_every_reason_has_words_and_no_other():
    for language in ("nl", "en"):
        words = [
            key.removeprefix("oversight.withdrawn.")
            for key in catalogue(language)
            if key.startswith("oversight.withdrawn.")
        ]
        assert tuple(words) == WITHDRAWN_WHY


def test_of_two_who_withdraw_at_the_same_time_the_first_stands(region, grant, as_owner):
    """The second had read the grant before the first was through."""
    first = withdraw(grant=grant, by=region["privacy.1"], why="mistake")
    with act("sharing.withdraw", by=region["desk.1"]) as doing, pytest.raises(Refused) as refused:
        grants._note_withdrawn(doing, first.id, "other")
    assert code(refused) == "sharing.withdrawn_already"
    with as_owner():
        row = Grant.objects.get(id=grant)
    assert (row.withdrawn_by, row.withdrawn_why) == (region["privacy.1"].member, "mistake")


@pytest.mark.parametrize("username", ["ggd.privacy"])
def test_to_another_organisations_privacy_officer_the_grant_is_not_there(region, grant, username):
    for wanted in (grant, uuid.uuid4()):
        with pytest.raises(NotVisible) as refused:
            withdraw(grant=wanted, by=region[username], why="other")
        assert code(refused) == "door.not_found"


@pytest.mark.parametrize("username", ["zorg.1", "ggd.1", "fg.1", "beleid.1", "beheer.1"])
def test_only_the_desk_and_the_privacy_officer_withdraw(region, sent, grant, username):
    with pytest.raises(Refused) as refused:
        withdraw(grant=grant, by=region[username], why="other")
    assert code(refused) == "door.role"
    assert inbox(region["zorg.1"]).rows


def test_a_withdrawal_stands_in_the_log_of_every_record_it_closed(region, sent, grant, log):
    signal, _, referral = sent
    withdraw(grant=grant, by=region["privacy.1"], why="purpose_ended")
    (row,) = log("sharing.withdraw")
    assert str(signal) in row.records
    assert str(referral) in row.records


def test_after_withdrawal_the_partner_can_do_nothing_any_more(region, sent, grant):
    signal, _, referral = sent
    withdraw(grant=grant, by=region["privacy.1"], why="purpose_ended")
    for forbidden in (
        lambda: accept(referral=referral, by=region["zorg.1"]),
        lambda: open_signal(region["zorg.1"], signal),
        lambda: open_referral(region["zorg.1"], referral),
    ):
        with pytest.raises(NotVisible):
            forbidden()


# --- grants apart -------------------------------------------------------------------------------------------


def test_a_grant_lasts_half_a_year_under_the_clause_it_cites(region, grant, as_owner):
    with as_owner():
        row = Grant.objects.get(id=grant)
    assert (row.until - row.given_at, row.purpose, row.role) == (GRANT_LASTS, "care", "partner")
    assert row.rules.split() == ["doorverwijzing-zorg:" + version_of("doorverwijzing-zorg") + "#naar-zorg"]
    assert set(row.groups.split()) == {"core", "observations", "contact"}


def version_of(name):
    import tomllib

    return tomllib.loads(dict(bundled())[f"{name}.toml"])["version"]


def test_the_grants_of_two_cases_do_not_mix(region, send, grant_of):
    (one_signal, _, one), (two_signal, _, two) = send(), send()
    partner = region["zorg.1"]
    assert [shown.record for shown in open_referral(partner, one).signals] == [one_signal]
    assert [shown.record for shown in open_referral(partner, two).signals] == [two_signal]
    withdraw(grant=grant_of(one), by=region["privacy.1"], why="purpose_ended")
    assert [row.record for row in inbox(partner).rows] == [two]
    assert [shown.record for shown in open_referral(partner, two).signals] == [two_signal]
    with pytest.raises(NotVisible):
        open_referral(partner, one)


def test_another_partner_sees_nothing_of_it(region, sent):
    signal, _, referral = sent
    other = region["inspectie.2"]
    assert inbox(other).rows == ()
    for forbidden in (lambda: open_referral(other, referral), lambda: open_signal(other, signal),
                      lambda: accept(referral=referral, by=other)):  # fmt: skip
        with pytest.raises(NotVisible):
            forbidden()


@pytest.mark.parametrize("purpose", ["weighing", "inspection", "investigation", "size", "supervision"])
def test_for_another_purpose_the_partner_has_no_right_on_it(region, sent, purpose):
    signal, _, referral = sent
    for record in (referral, signal):
        with visible(region["zorg.1"], "referrals.open", purpose) as view:
            assert not view.rights(record_id=record).exists()
        with pytest.raises(NotVisible), act("referrals.accept", by=region["zorg.1"], on=record, purpose=purpose):
            pass


def test_a_second_purpose_opens_what_was_sent_for_it_and_not_what_was_sent_for_the_first(region, send, second_purpose):
    partner = region["zorg.1"]
    assert purposes_of(partner) == ("care", "inspection")
    signal, case, care = send()
    inspection = refer(case=case, to="zorgcoordinatie", purpose="inspection", by=region["desk.1"])
    assert {row.record: row.purpose for row in inbox(partner).rows} == {care: "care", inspection: "inspection"}
    groups = {}
    for referral in (care, inspection):
        (shown,) = open_referral(partner, referral).signals
        assert shown.record == signal
        groups[referral] = set(shown.groups)
    assert groups == {care: {"core", "observations", "contact"}, inspection: {"core"}}
    with visible(partner, "referrals.open", "inspection") as view, pytest.raises(NotVisible):
        view.one(care, "referral")


# --- under which agreement ----------------------------------------------------------------------------------


def test_where_one_signal_of_a_case_may_not_go_nothing_goes(region, as_owner):
    """The labour inspectorate may hear of labour only."""
    signal = register_signal(draft=draft(), by=region["ggd.1"])
    case = weigh(signal=signal, end="case", reason="Ernstig", by=region["desk.1"])
    with pytest.raises(Refused) as refused:
        refer(case=case, to="arbeidsinspectie", purpose="inspection", by=region["desk.1"])
    assert code(refused) == "sharing.not_under_agreements"
    with as_owner():
        assert not Grant.objects.exists()
        assert not Right.objects.filter(record_id=signal).exclude(grant=None).exists()


@pytest.mark.parametrize(("to", "purpose"), [("zorgcoordinatie", "weighing"), ("ggd", "care"), ("meldpunt", "care")])
def test_nothing_goes_where_no_clause_lets_it_go(region, to, purpose):
    signal = register_signal(draft=draft(), by=region["ggd.1"])
    case = weigh(signal=signal, end="case", reason="Ernstig", by=region["desk.1"])
    with pytest.raises(Refused) as refused:
        refer(case=case, to=to, purpose=purpose, by=region["desk.1"])
    assert code(refused) == "sharing.not_under_agreements"


def test_an_organisation_that_does_not_exist_is_told_apart(region):
    signal = register_signal(draft=draft(), by=region["ggd.1"])
    case = weigh(signal=signal, end="case", reason="Ernstig", by=region["desk.1"])
    with pytest.raises(Refused) as refused:
        refer(case=case, to="nergens", purpose="care", by=region["desk.1"])
    assert code(refused) == "referrals.unknown_receiver"
