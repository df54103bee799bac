"""Agreements come in whole, by the privacy officer, once per version; and setting up is all or nothing."""

from __future__ import annotations

import hashlib

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from zicht.agreements import bundled
from zicht.errors import InputProblems, Refused
from zicht.knowledge.standard import Organisation as OrganisationData
from zicht.server.door.models import Agreement
from zicht.server.organisations.actions.agreements import load_agreement
from zicht.server.organisations.actions.setup import NewMember, open_account, set_up
from zicht.server.parties.actor import by_api_key
from zicht.server.parties.models import Member, Organisation

WHOLE = dict(bundled())["omvang.toml"]
NEXT = WHOLE.replace('version = "', 'version = "volgende-', 1)


@pytest.fixture
def versions(as_owner):
    def read(code="omvang"):
        with as_owner():
            return sorted(Agreement.objects.filter(code=code).values_list("version", flat=True))

    return read


def load(region, text, by="privacy.1"):
    return load_agreement(text=text, by=region[by], now=timezone.now())


def test_a_new_version_stands_beside_the_old_with_the_digest_of_its_text(region, versions):
    before = versions()
    kept = load(region, NEXT)
    assert versions() == sorted([*before, kept.version])
    assert kept.sha256 == hashlib.sha256(NEXT.encode()).hexdigest()
    assert kept.valid_from < kept.valid_until


def test_the_same_version_does_not_come_in_twice(region, versions):
    before = versions()
    with pytest.raises(Refused) as refused:
        load(region, WHOLE.replace("title = ", "title = 'Anders' # ", 1))
    assert refused.value.code == "organisations.agreement_known"
    assert versions() == before


@pytest.mark.parametrize("username", ["desk.1", "ggd.1", "fg.1", "beheer.1", "beleid.1", "zorg.1"])
def test_only_the_privacy_officer_brings_an_agreement_in(region, versions, username):
    before = versions()
    with pytest.raises(Refused) as refused:
        load(region, NEXT, by=username)
    assert refused.value.code == "door.role"
    assert versions() == before


def test_who_receives_does_not_write_what_is_given(region, versions):
    """The privacy officer of a partner could otherwise let every signal come to their own organisation."""
    before = versions()
    with pytest.raises(Refused) as refused:
        load(region, NEXT, by="ggd.privacy")
    assert refused.value.code == "organisations.not_reporting_point"
    assert versions() == before


def test_a_text_with_problems_is_not_kept_and_names_its_lines(region, versions):
    broken = NEXT.replace('effect = "may"', 'effect = "perhaps"', 1)
    with pytest.raises(InputProblems) as caught:
        load(region, broken)
    line = broken.splitlines().index('effect = "perhaps"') + 1
    assert line in [problem.row for problem in caught.value.problems]
    assert len(versions()) == 1


def test_bringing_one_in_is_logged_with_its_version(region, log):
    kept = load(region, NEXT)
    (row,) = log("organisations.load_agreement")
    assert (row.rule, row.outcome) == (f"omvang:{kept.version}", "ok")


# --- setting up ---------------------------------------------------------------------------------------------

PLACE = OrganisationData("nieuw", "Nieuw", "municipality", "college", "care")


@pytest.mark.parametrize(
    ("members", "agreements", "error"),
    [
        ((NewMember("nieuw.1", "N", "nieuw", "desk"), NewMember("nieuw.1", "N", "nieuw", "desk")), {}, IntegrityError),
        ((NewMember("nieuw.1", "N", "nieuw", "koning"),), {}, IntegrityError),
        ((NewMember("nieuw.1", "N", "nergens", "desk"),), {}, KeyError),
        ((NewMember("nieuw.1", "N", "nieuw", "desk"),), {"x": "half"}, InputProblems),
    ],
    ids=["name-twice", "unknown-role", "unknown-organisation", "broken-agreement"],
)
def test_setting_up_is_all_or_nothing(region, as_owner, members, agreements, error):
    with as_owner(), pytest.raises(error), transaction.atomic():
        set_up(organisations=[PLACE], members=members, agreements=agreements, now=timezone.now())
    with as_owner():
        assert not Organisation.objects.filter(code="nieuw").exists()
        assert not Member.objects.filter(username="nieuw.1").exists()


def test_setting_up_is_logged_as_an_act_of_the_system(region, log):
    (row,) = log("organisations.set_up")
    assert (row.role, row.outcome, row.records) == ("system", "ok", "[]")


def test_an_account_has_a_password_a_second_factor_and_a_key_that_work(region, as_owner):
    from allauth.mfa.models import Authenticator

    from zicht.server.vault.totp import open_secret

    with as_owner():
        account = open_account(username="desk.1", now=timezone.now())
        member = Member.objects.get(username="desk.1")
        kept = Authenticator.objects.get(user=member).data["secret"]
    assert member.check_password(account.password)
    assert not member.check_password(account.password + "x")
    assert account.totp_secret not in kept
    assert open_secret(kept, member.id) == account.totp_secret
    assert by_api_key(account.api_key, timezone.now()).username == "desk.1"
