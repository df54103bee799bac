"""What somebody tries on the pages with more than a right password, or with less."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import timedelta
from types import SimpleNamespace

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from server.web.pages import Page
from server.web.signing_in import browser, session_key

from zicht.errors import Defect
from zicht.server.guard import signing_in
from zicht.server.organisations.actions.setup import open_account
from zicht.server.organisations.second_factor import use_once
from zicht.server.parties.models import Member
from zicht.server.vault.totp import open_secret
from zicht.server.web.parts.accounts import current_code

OWN = "/mijn/sleutels"


@pytest.fixture(autouse=True)
def _nothing_remembered():
    """Limits on trying are kept in the process; each test begins with none."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def account(region, as_owner):
    """A member with a password and a second factor."""

    def opened(username):
        with as_owner():
            return open_account(username=username, now=timezone.now())

    return opened


def with_password(account, client=None, **more):
    """A browser in which somebody gave name and password; the second step stands open."""
    client = client or Client()
    answer = client.post("/inloggen", {"login": account.username, "password": account.password, **more})
    assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/inloggen/code")
    return client


def with_code(client, code):
    """Whether the second step let them in."""
    return client.post("/inloggen/code", {"code": code}).status_code == 302


def refusals(log):
    """Why signing in was refused, according to the log."""
    return [row.rule for row in log("organisations.sign_in", outcome="denied")]


def gets_in(client):
    return client.get(OWN).status_code == 200


# --- the table of sessions, read by who should not ----------------------------------------------------------


def test_a_key_from_the_table_of_sessions_opens_no_session(region):
    """A stolen disk, a backup, one query too many: what stands there is no way in."""
    key = session_key("desk.1")
    with signing_in():
        kept = list(Session.objects.values_list("session_key", flat=True))
    assert kept and key not in kept
    for stolen in kept:
        client = Client()
        client.cookies[settings.SESSION_COOKIE_NAME] = stolen
        assert not gets_in(client)
    assert gets_in(browser("desk.1"))


def test_signing_out_ends_the_session_for_who_kept_the_cookie(region):
    client, thief = browser("desk.1"), Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = client.cookies[settings.SESSION_COOKIE_NAME].value
    assert gets_in(thief)
    form = Page(client.get(OWN)).form("/uitloggen")
    client.post("/uitloggen", form.values)
    assert not gets_in(thief)


def test_a_session_that_has_run_out_opens_nothing(region):
    client = browser("desk.1")
    with signing_in():
        assert Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1)) == 1
    assert not gets_in(client)


def test_a_key_put_in_somebodys_browser_is_not_taken_over_when_they_sign_in(account):
    """Session fixation: the key changes at the password and at the code, and the planted one leads nowhere."""
    desk = account("desk.1")
    planted = with_password(desk).cookies[settings.SESSION_COOKIE_NAME].value
    victim = Client()
    victim.cookies[settings.SESSION_COOKIE_NAME] = planted
    with_password(desk, victim)
    assert with_code(victim, current_code(desk.totp_secret))
    assert gets_in(victim)
    assert victim.cookies[settings.SESSION_COOKIE_NAME].value != planted
    attacker = Client()
    attacker.cookies[settings.SESSION_COOKIE_NAME] = planted
    assert not gets_in(attacker)


def test_who_is_no_longer_a_member_is_out_at_once(region, as_owner):
    client = browser("desk.1")
    assert gets_in(client)
    with as_owner():
        Member.objects.filter(username="desk.1").update(is_active=False)
    assert not gets_in(client)


def test_another_password_ends_the_sessions_that_stood_open(region, as_owner):
    client = browser("desk.1")
    with as_owner():
        Member.objects.filter(username="desk.1").update(password="anders")
    assert not gets_in(client)


# --- the second factor --------------------------------------------------------------------------------------


def test_the_password_alone_opens_nothing(account):
    assert not gets_in(with_password(account("desk.1")))


@contextmanager
def another_process():
    """What one process remembers another does not: nor does it after a restart."""
    cache.clear()
    yield


def test_a_code_that_was_seen_being_typed_is_good_once_also_for_another_process(account, log, monkeypatch):
    desk, now = account("desk.1"), timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: now)
    monkeypatch.setattr("allauth.mfa.totp.internal.auth.time", SimpleNamespace(time=now.timestamp))
    code = current_code(desk.totp_secret)
    assert with_code(with_password(desk), code)
    with another_process():
        attacker = with_password(desk)
        assert not with_code(attacker, code)
        assert not gets_in(attacker)
    assert refusals(log) == ["code"]


def test_a_step_of_the_clock_is_used_once_and_the_next_one_again(account):
    account("desk.1")
    start = timezone.now().replace(second=0, microsecond=0)
    with signing_in():
        (authenticator,) = Authenticator.objects.filter(user__username="desk.1")
        Authenticator.objects.update(last_used_at=start + timedelta(seconds=1))
        assert not use_once(authenticator, start + timedelta(seconds=29))
        assert use_once(authenticator, start + timedelta(seconds=30))


def test_a_second_factor_moved_to_another_member_opens_nothing(account, log, as_owner):
    """Who may write in the table, and has a second factor of their own, does not become somebody else with it."""
    mine, desk = account("ggd.1"), account("desk.1")
    with as_owner():
        own = Authenticator.objects.get(user__username="ggd.1").data
        Authenticator.objects.filter(user__username="desk.1").update(data=own)
    client = with_password(desk)
    assert not with_code(client, current_code(mine.totp_secret))
    assert not gets_in(client)
    assert refusals(log) == ["code"]


def test_a_secret_opens_for_its_own_member_only(account, as_owner):
    mine = account("ggd.1")
    with as_owner():
        members = {member.username: member.id for member in Member.objects.all()}
        kept = Authenticator.objects.get(user__username="ggd.1").data["secret"]
    assert open_secret(kept, members["ggd.1"]) == mine.totp_secret
    with pytest.raises(Defect) as caught:
        open_secret(kept, members["desk.1"])
    assert caught.value.code == "vault.changed"


def test_codes_cannot_be_tried_without_end_nor_unseen(account, log):
    desk = account("desk.1")
    right = current_code(desk.totp_secret)
    wrong = f"{(int(right) + 1) % 1_000_000:06}"
    client = with_password(desk)
    assert not any(with_code(client, wrong) for _ in range(5))
    assert not with_code(client, right), "after five wrong ones the right one waits too"
    assert refusals(log) == ["code"] * 6


def test_passwords_cannot_be_tried_without_end(account):
    desk = account("desk.1")
    client = Client()
    for _ in range(5):
        assert client.post("/inloggen", {"login": desk.username, "password": "fout"}).status_code == 200
    assert client.post("/inloggen", {"login": desk.username, "password": desk.password}).status_code != 302


def test_a_name_that_exists_is_answered_like_one_that_does_not(account):
    desk, client = account("desk.1"), Client()
    texts = [Page(client.post("/inloggen", {"login": name, "password": "fout"})).text for name in (desk.username, "x")]
    assert texts[0].replace(desk.username, "") == texts[1].replace("x", "") or texts[0] == texts[1]


# --- being sent elsewhere, and what a browser keeps ---------------------------------------------------------

ELSEWHERE = ("https://elders.example/", "//elders.example", "/\\elders.example", "javascript:alert(1)",
             "https:elders.example", "http:///elders.example", "\thttps://elders.example")  # fmt: skip


@pytest.mark.parametrize("then", ELSEWHERE)
def test_signing_in_leads_to_no_other_host(account, then):
    desk = account("desk.1")
    client = with_password(desk, next=then)
    answer = client.post("/inloggen/code", {"code": current_code(desk.totp_secret)})
    assert (answer.status_code, answer["Location"]) == (302, "/")


@pytest.mark.parametrize("path", ["/", "/bestaat-niet", "/melden", "/melden/terug", "/signalen"])
def test_who_is_not_signed_in_gets_no_cookie_also_not_for_english(db, path):
    client = Client()
    client.get(f"{path}?taal=en")
    assert not client.cookies


def test_english_stays_from_the_start_page_to_the_form_without_a_cookie(db):
    client = Client()
    links = Page(client.get("/?taal=en")).links()
    assert {"/melden?taal=en", "/melden/terug?taal=en"} <= set(links)
    assert "/melden" not in links


def test_staff_keep_their_language_and_no_script_reads_it(region):
    client = browser("desk.1")
    client.get(f"{OWN}?taal=en")
    cookie = client.cookies["taal"]
    assert (cookie.value, cookie["httponly"], cookie["samesite"]) == ("en", True, "Lax")
    assert 'lang="en"' in Page(client.get(OWN)).html


@pytest.mark.parametrize(
    "host", ["elders.example", "localhost.elders.example", "localhost@elders.example", "127.0.0.1:x"]
)
def test_another_host_in_the_request_is_refused(db, host):
    assert Client(headers={"host": host}).get("/").status_code == 400


@pytest.mark.parametrize("path", [OWN, "/signalen", "/meldpunt", "/casussen", "/doorverwijzingen"])
def test_personal_pages_are_kept_by_nobody_and_framed_by_nobody(region, path):
    answer = browser("desk.1").get(path)
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
    assert answer["X-Frame-Options"] == "DENY"
