"""One's own keys: shown once, one's own only, and gone the moment they are taken back."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from zicht.errors import InputProblems
from zicht.server.door.view import NotVisible
from zicht.server.organisations.actions.keys import KEY_BYTES, LABEL_MOST, last_day, make_key, revoke_key
from zicht.server.parties.actor import by_api_key
from zicht.server.parties.models import ApiKey


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def made(region, today):
    return make_key(label=" koppeling ", until=today, by=region["ggd.1"])


def test_a_key_acts_as_its_maker_up_to_and_including_its_last_day(region, made):
    now = timezone.now()
    assert by_api_key(made.key, now).username == "ggd.1"
    assert timezone.localtime(made.expires).date() == timezone.localdate() + timedelta(days=1)
    assert by_api_key(made.key, made.expires - timedelta(microseconds=1))
    assert by_api_key(made.key, made.expires) is None


def test_a_key_is_random_and_kept_as_a_digest_only(region, made, today, as_owner, log):
    other = make_key(label="twee", until=today, by=region["ggd.1"])
    assert other.key != made.key
    assert len(made.key) >= KEY_BYTES * 4 / 3
    with as_owner():
        kept = repr(list(ApiKey.objects.values()))
    written = kept + repr([vars(row) for row in log()])
    assert (made.key in written, other.key in written) == (False, False)
    assert made.label == "koppeling"


def test_a_key_taken_back_finds_nobody_from_then_on(region, made):
    revoke_key(key=made.id, by=region["ggd.1"])
    assert by_api_key(made.key, timezone.now()) is None
    with pytest.raises(NotVisible):
        revoke_key(key=made.id, by=region["ggd.1"])


@pytest.mark.parametrize("username", ["ggd.2", "desk.1", "privacy.1", "beheer.1"])
def test_nobody_takes_back_anothers_key(region, made, username):
    for wanted in (made.id, uuid.uuid4()):
        with pytest.raises(NotVisible):
            revoke_key(key=wanted, by=region[username])
    assert by_api_key(made.key, timezone.now())


def test_every_problem_of_a_key_is_told_at_once(region, today):
    with pytest.raises(InputProblems) as caught:
        make_key(label="  ", until=None, by=region["ggd.1"])
    assert [problem.field for problem in caught.value.problems] == ["label", "until"]


@pytest.mark.parametrize(("days", "stands"), [(-1, False), (0, True), (365, True), (366, False)])
def test_a_key_lasts_from_today_to_at_most_a_year(region, today, days, stands):
    until = today + timedelta(days=days)
    assert (until <= last_day(today) and until >= today) == stands
    if stands:
        assert make_key(label="x", until=until, by=region["ggd.1"]).key
        return
    with pytest.raises(InputProblems) as caught:
        make_key(label="x", until=until, by=region["ggd.1"])
    assert [problem.field for problem in caught.value.problems] == ["until"]


@pytest.mark.parametrize(("length", "stands"), [(LABEL_MOST, True), (LABEL_MOST + 1, False)])
def test_a_label_is_as_long_as_its_column(region, today, length, stands):
    if stands:
        assert make_key(label="x" * length, until=today, by=region["ggd.1"]).label == "x" * length
        return
    with pytest.raises(InputProblems):
        make_key(label="x" * length, until=today, by=region["ggd.1"])
