"""Who asks: recognised by an id, a name or a key in force; anyone else is nobody."""

from __future__ import annotations

import uuid
from dataclasses import FrozenInstanceError
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from zicht.errors import Defect
from zicht.server.guard import current
from zicht.server.parties.actor import by_api_key, by_id, by_username
from zicht.server.parties.models import ROLES, ApiKey, Member, Organisation
from zicht.server.vault.envelope import digest

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.fixture
def key(region, as_owner):
    """A key of ggd.1's that is in force for a day from now on; ``changes`` go to its row."""

    def make(word="een-sleutel", **changes):
        member = region["ggd.1"].member
        row = {"member_id": member, "digest": digest(word), "label": "x", "created": NOW, "expires": NOW + 60 * SECOND}
        with as_owner():
            ApiKey.objects.create(**(row | changes))
        return word

    return make


@pytest.fixture
def leaves(as_owner):
    def end(username):
        with as_owner():
            assert Member.objects.filter(username=username).update(is_active=False)

    return end


def test_a_member_is_who_the_organisation_says(region):
    actor = by_username("ggd.1", "page")
    assert (actor.username, actor.role, actor.organisation_code, actor.origin) == (
        "ggd.1",
        "professional",
        "ggd",
        "page",
    )
    assert actor == by_id(actor.member, "page")
    assert by_id(actor.member, "task").origin == "task"


def test_only_the_reporting_point_is_the_reporting_point(region):
    asked = ("ggd.1", "desk.1", "zorg.1", "privacy.1", "ggd.privacy")
    assert [name for name in asked if region[name].reporting_point] == ["desk.1", "privacy.1"]


@pytest.mark.parametrize("name", ["", "nobody", "GGD.1", "ggd.1 ", "ggd%", "' or 1=1 --"])
def test_a_name_that_is_not_exactly_a_members_is_nobody(region, name):
    assert by_username(name, "page") is None


def test_an_unknown_id_is_nobody(region):
    assert by_id(uuid.uuid4(), "page") is None


def test_who_left_is_nobody_any_more(region, key, leaves):
    word, member = key(), region["ggd.1"].member
    leaves("ggd.1")
    assert (by_username("ggd.1", "page"), by_id(member, "page"), by_api_key(word, NOW)) == (None, None, None)


def test_a_key_is_its_members_until_the_moment_it_expires(region, key):
    word = key()
    assert by_api_key(word, NOW).username == "ggd.1"
    assert by_api_key(word, NOW + 59 * SECOND).origin == "api"
    assert by_api_key(word, NOW + 60 * SECOND) is None


def test_a_key_that_was_taken_back_is_nobodys(region, key):
    assert by_api_key(key(revoked=NOW - SECOND), NOW) is None


@pytest.mark.parametrize(
    "word", ["", "een-sleute", "een-sleutel ", "EEN-SLEUTEL", digest("een-sleutel"), "é\u0000\U0001f600"]
)
def test_what_is_not_exactly_the_key_is_nobodys(region, key, word):
    key()
    assert by_api_key(word, NOW) is None


def test_a_key_itself_is_kept_nowhere(region, key, as_owner):
    word = key("zeer-geheim-woord")
    with as_owner():
        assert word not in repr(list(ApiKey.objects.values()))


def test_two_members_cannot_hold_the_same_key(region, key):
    key()
    with pytest.raises(IntegrityError), transaction.atomic():
        key(member_id=region["ggd.2"].member)


def test_recognising_someone_leaves_no_pass_open(region):
    by_username("ggd.1", "page")
    assert current() is None
    for model in (Member, Organisation, ApiKey):
        with pytest.raises(Defect):
            model.objects.exists()


def test_an_actor_does_not_change(region):
    with pytest.raises(FrozenInstanceError):
        region["ggd.1"].role = "desk"


@pytest.mark.parametrize("role", ["", "superuser", "Desk", "public"])
def test_a_member_has_a_role_of_the_list(region, as_owner, role):
    assert role not in ROLES
    with as_owner(), pytest.raises(IntegrityError), transaction.atomic():
        Member.objects.filter(username="ggd.1").update(role=role)


def test_no_member_of_the_region_can_sign_in_before_getting_a_password(region, as_owner):
    with as_owner():
        members = list(Member.objects.all())
    assert members
    assert not any(member.has_usable_password() for member in members)
