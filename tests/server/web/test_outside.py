"""Signing in at one's own organisation, at a provider that is really there: who comes in, and who does not."""

from __future__ import annotations

import html
import re
import time
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings as now
from django.test import Client
from django.utils import timezone
from server.door.hands import _powerful_session, as_owner, as_role, log
from server.organisations.provider import CLIENT, SECRET, new_key, served
from server.web.pages import get, send
from server.web.signing_in import browser

from zicht.server.config import Oidc
from zicht.server.organisations.actions.linking import link_account
from zicht.server.organisations.actions.setup import open_account
from zicht.server.organisations.outside import LINK, Arrival
from zicht.server.organisations.queries import outside_account
from zicht.server.parties.models import Member, OutsideAccount
from zicht.server.vault.envelope import index_token
from zicht.server.vault.keyring import load
from zicht.server.web.parts.accounts import current_code

__all__ = ["_powerful_session", "as_owner", "as_role", "log"]

AWAY, BACK, MINE, NAME = "/inloggen/organisatie", "/inloggen/organisatie/terug", "/mijn/inloggen", "Gemeente Proefstad"
SIGN_IN = "organisations.sign_in"


@pytest.fixture
def provider(settings, tmp_path):
    """A provider that Zicht was told of; it says with ``amr`` that a second factor was given."""
    secret = tmp_path / "secret"
    secret.write_text(SECRET + "\n")
    secret.chmod(0o600)
    with served() as found:
        told = Oidc(found.address, CLIENT, str(secret), NAME, ("amr", ("mfa", "otp")))
        settings.ZICHT = replace(settings.ZICHT, oidc=told)
        yield found


def address_on(response):
    """Where the page that goes on leads to: by itself, and by its link."""
    assert response.status_code == 200, response.content.decode()
    text = response.content.decode()
    (by_itself,) = re.findall(r'http-equiv="refresh" content="0; url=([^"]+)"', text)
    assert f'href="{by_itself}"' in text
    return html.unescape(by_itself)


def path_of(address):
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}"


def sign_in(client, provider, **sent):
    """Press the button, sign in at the provider, come back."""
    return client.get(path_of(provider.visit(address_on(client.post(AWAY, sent)))))


def who(client):
    """Whose pages this browser opens; "" when nobody's."""
    shown = re.search(r'<div class="zicht-who">\s*<span>([^,]+),', client.get("/").content.decode())
    return shown[1] if shown else ""


def identity(provider):
    return index_token(load(now.ZICHT.keys), "sign-in", f"{provider.address}\n{provider.subject}")


@pytest.fixture
def linked(provider, region):
    """desk.1 has linked the account of who signs in at the provider."""
    desk = region["desk.1"]
    link_account(arrival=Arrival(identity(provider), False, LINK, str(desk.member), ""), by=desk)
    return desk


def refused(response, log, rule, member=None):
    """Told why not on a page, not signed in, and in the log."""
    assert response.status_code == 403
    assert f"<code>outside:{rule}</code>" in response.content.decode()
    last = log(SIGN_IN)[-1]
    assert (last.outcome, last.rule, last.actor) == ("denied", f"outside:{rule}", member)
    return True


# --- offered or not -----------------------------------------------------------------------------------------


def test_the_sign_in_page_offers_it_by_the_organisations_name(provider, db):
    page = get(Client(), "/inloggen?next=/meldpunt")
    assert f"Inloggen met {NAME}" in page.text
    (form,) = (form for form in page.forms if form.action == AWAY)
    assert (form.method, form.values["next"]) == ("post", ["/meldpunt"])


def test_what_is_not_configured_is_not_offered_and_not_there(client, region):
    assert AWAY not in get(client, "/inloggen").html
    assert [client.post(AWAY).status_code, client.get(AWAY).status_code, client.get(BACK).status_code] == [404] * 3
    page = get(browser("desk.1"), MINE)
    assert (page.status, [form.action for form in page.forms if form.buttons]) == (200, [])
    assert MINE not in page.links()


@pytest.mark.parametrize("missing", ["issuer", "client_id", "secret_file", "name"])
def test_what_is_half_configured_is_not_offered(provider, settings, client, db, missing):
    settings.ZICHT = replace(settings.ZICHT, oidc=replace(settings.ZICHT.oidc, **{missing: ""}))
    assert AWAY not in get(client, "/inloggen").html
    assert client.post(AWAY).status_code == 404


def test_without_tls_it_is_offered_in_the_demo_only(provider, settings, client, db):
    settings.ZICHT = replace(settings.ZICHT, mode="production")
    assert client.post(AWAY).status_code == 404


def test_only_the_button_of_our_own_page_starts_it(provider, db):
    client = Client(enforce_csrf_checks=True)
    assert client.post(AWAY).status_code == 403
    assert client.get(AWAY)["Location"] == "/inloggen"
    page = get(client, "/inloggen")
    (form,) = (form for form in page.forms if form.action == AWAY)
    assert address_on(send(client, form, AWAY)).startswith(provider.address)


def test_no_more_is_asked_than_who_it_is_and_never_twice_the_same(provider, db):
    for _ in range(2):
        provider.visit(address_on(Client().post(AWAY)))
    first, second = provider.asked
    assert (first["scope"], first["response_type"], first["client_id"]) == ("openid", "code", CLIENT)
    assert first["code_challenge_method"] == "S256"
    for name in ("state", "nonce", "code_challenge"):
        assert first[name] != second[name] and len(first[name]) >= 16, name


def test_a_provider_that_judges_by_level_is_asked_for_it(provider, settings, db):
    settings.ZICHT = replace(settings.ZICHT, oidc=replace(settings.ZICHT.oidc, second_factor=("acr", ("high", "top"))))
    assert parse_qs(urlsplit(address_on(Client().post(AWAY))).query)["acr_values"] == ["high top"]


# --- who comes in -------------------------------------------------------------------------------------------


def test_with_a_second_factor_there_the_linked_member_is_in(provider, linked, client, log):
    provider.claims = {"amr": ["pwd", "mfa"]}
    response = sign_in(client, provider, next="/meldpunt")
    assert (response.status_code, response["Location"]) == (302, "/meldpunt")
    assert client.get("/meldpunt").status_code == 200
    assert who(client) == linked.name
    (row,) = log(SIGN_IN)
    assert (row.actor, row.organisation, row.role) == (linked.member, linked.organisation, "desk")
    assert (row.outcome, row.rule) == ("ok", "organisation+mfa")


def test_role_and_organisation_are_ours_whatever_the_provider_says(provider, linked, client):
    provider.claims = {"amr": ["mfa"], "role": "admin", "groups": ["admin"], "organisation": "ggd", "name": "Baas"}
    sign_in(client, provider)
    assert (who(client), client.get("/meldpunt").status_code, client.get("/toezicht/logboek").status_code) == (
        linked.name, 200, 403,
    )  # fmt: skip


@pytest.mark.parametrize(
    "claims", [{}, {"amr": ["pwd"]}, {"amr": "pwd"}, {"amr": None}, {"acr": "mfa"}, {"amr": [["mfa"]]}]
)
def test_without_a_second_factor_there_ours_is_asked(provider, linked, client, as_owner, log, claims):
    with as_owner():
        account = open_account(username="desk.1", now=timezone.now())
    provider.claims = claims
    response = sign_in(client, provider, next="/meldpunt")
    assert response["Location"] == "/inloggen/code"
    assert (who(client), client.get("/meldpunt").status_code) == ("", 302)
    wrong = client.post("/inloggen/code", {"code": "000000"})
    assert (wrong.status_code, who(client)) == (200, "")
    right = client.post("/inloggen/code", {"code": current_code(account.totp_secret)})
    assert (right.status_code, right["Location"], who(client)) == (302, "/meldpunt", linked.name)
    assert [(row.outcome, row.rule) for row in log(SIGN_IN)] == [("denied", "code"), ("ok", "organisation mfa")]


def test_without_a_second_factor_anywhere_nobody_comes_in(provider, linked, client, log):
    assert refused(sign_in(client, provider), log, "second_factor", linked.member)
    assert who(client) == ""


def test_a_provider_of_which_nothing_is_said_is_never_believed_about_a_second_factor(
    provider, linked, settings, client, log
):
    settings.ZICHT = replace(settings.ZICHT, oidc=replace(settings.ZICHT.oidc, second_factor=("", ())))
    provider.claims = {"amr": ["mfa"], "": "", "acr": "mfa"}
    assert refused(sign_in(client, provider), log, "second_factor", linked.member)


@pytest.mark.parametrize(
    "then", ["https://elders.example/", "//elders.example", "/\\elders.example", "javascript:alert(1)"]
)
def test_it_never_leads_on_to_another_site(provider, linked, client, then):
    provider.claims = {"amr": ["mfa"]}
    assert sign_in(client, provider, next=then)["Location"] == "/"


def test_somebody_who_was_here_before_is_signed_out_first(provider, linked, region):
    client = browser("ggd.1")
    client.handler.enforce_csrf_checks = False
    assert who(client) == region["ggd.1"].name
    provider.claims = {"amr": ["mfa"]}
    sign_in(client, provider)
    assert who(client) == linked.name


def test_nothing_that_the_provider_tells_is_kept(provider, linked, client, as_owner, log):
    provider.claims = {"amr": ["mfa"], "name": "Saskia Verzonnen"}
    sign_in(client, provider)
    with as_owner():
        kept = repr([list(OutsideAccount.objects.values()), list(Member.objects.values()), [vars(r) for r in log()]])
    kept += repr(dict(client.session))
    told = ("Saskia", "gemeente.example", provider.subject, *(row["code_verifier"] for row in provider.traded))
    assert [word for word in told if word in kept] == []


# --- who does not -------------------------------------------------------------------------------------------


def test_an_account_that_nobody_linked_opens_nothing_not_even_under_a_members_name(provider, region, client, log):
    """The token names beheer.1 as its user and as its address."""
    provider.claims = {"amr": ["mfa"], "email_verified": True}
    assert refused(sign_in(client, provider), log, "unknown")
    assert who(client) == ""
    with_account = log(SIGN_IN)[-1]
    assert (with_account.organisation, with_account.role) == (None, "")


def test_nobody_is_made_a_member_by_signing_in(provider, region, client, as_owner):
    with as_owner():
        before = Member.objects.count(), OutsideAccount.objects.count()
    sign_in(client, provider)
    with as_owner():
        assert (Member.objects.count(), OutsideAccount.objects.count()) == before


def test_the_same_subject_at_another_issuer_is_somebody_else(provider, linked, settings, client, log):
    with served() as other:
        other.claims, other.subject = {"amr": ["mfa"]}, provider.subject
        settings.ZICHT = replace(settings.ZICHT, oidc=replace(settings.ZICHT.oidc, issuer=other.address))
        assert refused(sign_in(client, other), log, "unknown")


def test_a_member_who_was_switched_off_does_not_come_in(provider, linked, client, as_owner, log):
    with as_owner():
        Member.objects.filter(id=linked.member).update(is_active=False)
    provider.claims = {"amr": ["mfa"]}
    assert refused(sign_in(client, provider), log, "inactive", linked.member)
    assert who(client) == ""


HOUR = 3600
WRONG = {
    "another nonce": lambda p: p.claims.update(nonce="x" * 43),
    "no nonce": lambda p: setattr(p, "without", ("nonce",)),
    "another audience": lambda p: p.claims.update(aud="another-client"),
    "several audiences, made for another": lambda p: p.claims.update(aud=[CLIENT, "other"], azp="other"),
    "several audiences, made for nobody said": lambda p: p.claims.update(aud=[CLIENT, "other"]),
    "no audience": lambda p: setattr(p, "without", ("aud",)),
    "another issuer": lambda p: p.claims.update(iss="https://elders.example"),
    "no issuer": lambda p: setattr(p, "without", ("iss",)),
    "no subject": lambda p: setattr(p, "without", ("sub",)),
    "expired": lambda p: p.claims.update(exp=int(time.time()) - HOUR, iat=int(time.time()) - 2 * HOUR),
    "without an end": lambda p: setattr(p, "without", ("exp",)),
    "from the future": lambda p: p.claims.update(iat=int(time.time()) + HOUR),
    "another key": lambda p: setattr(p, "signs_with", new_key()),
    "a key that is not there": lambda p: p.header.update(kid="k2"),
    "signed with the client's secret": lambda p: (
        setattr(p, "signs_with", SECRET * 4), setattr(p, "algorithm", "HS256")
    ),
    "not signed": lambda p: (setattr(p, "signs_with", ""), setattr(p, "algorithm", "none")),
}  # fmt: skip


@pytest.mark.parametrize("wrong", WRONG)
def test_a_token_that_is_not_right_opens_nothing(provider, linked, client, log, wrong):
    provider.claims = {"amr": ["mfa"]}
    WRONG[wrong](provider)
    assert refused(sign_in(client, provider), log, "token")
    assert who(client) == ""


def test_the_tokens_above_are_refused_for_what_is_wrong_with_them(provider, linked, client):
    """The other direction: several audiences with us named as the one it is for, and a clock a little off."""
    provider.claims = {"amr": ["mfa"], "aud": [CLIENT, "other"], "azp": CLIENT, "iat": int(time.time()) + 5}
    sign_in(client, provider)
    assert who(client) == linked.name


@pytest.mark.parametrize("state", ["", "x", "0" * 16])
def test_an_answer_without_our_state_is_not_listened_to(provider, linked, client, log, state):
    provider.claims = {"amr": ["mfa"]}
    back = path_of(provider.visit(address_on(client.post(AWAY))))
    wrong = re.sub(r"state=\w+", f"state={state}", back)
    assert refused(client.get(wrong), log, "state")
    assert provider.traded == []


def test_an_answer_meant_for_another_browser_is_not_listened_to(provider, linked, client, log):
    """Else somebody could have a colleague work in an account that is not theirs."""
    provider.claims = {"amr": ["mfa"]}
    back = path_of(provider.visit(address_on(client.post(AWAY))))
    other = Client()
    assert refused(other.get(back), log, "state")
    assert (who(other), provider.traded) == ("", [])


def test_an_answer_is_of_use_once(provider, linked, client, log):
    provider.claims = {"amr": ["mfa"]}
    back = path_of(provider.visit(address_on(client.post(AWAY))))
    assert client.get(back).status_code == 302
    client.post("/uitloggen")
    assert refused(client.get(back), log, "state")
    assert who(client) == ""


def test_a_code_of_another_sign_in_does_not_fit_ours(provider, linked, client, log):
    """The proof key: a stolen code is worth nothing in another browser's sign-in."""
    provider.claims = {"amr": ["mfa"]}
    stolen = parse_qs(urlsplit(provider.visit(address_on(Client().post(AWAY)))).query)["code"][0]
    ours = path_of(provider.visit(address_on(client.post(AWAY))))
    assert refused(client.get(re.sub(r"code=[^&]+", f"code={stolen}", ours)), log, "token")


@pytest.mark.parametrize(
    ("error", "rule"), [("access_denied", "cancelled"), ("server_error", "provider"), ("", "provider")]
)
def test_stopping_at_the_provider_is_told_calmly(provider, linked, client, log, error, rule):
    state = parse_qs(urlsplit(address_on(client.post(AWAY))).query)["state"][0]
    assert refused(client.get(BACK, {"error": error, "state": state}), log, rule)


def test_a_provider_that_is_down_is_told_on_the_way_there_and_on_the_way_back(provider, linked, client, log):
    back = path_of(provider.visit(address_on(client.post(AWAY))))
    provider.down = True
    assert refused(client.get(back), log, "token")
    response = client.post(AWAY)
    assert (response.status_code, "outside:provider" in response.content.decode()) == (403, True)


@pytest.mark.parametrize(
    "says",
    [
        {"issuer": "https://elders.example"},
        {"issuer": None},
        {"authorization_endpoint": 3},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"token_endpoint": "file:///etc/passwd"},
    ],
)
def test_a_provider_that_says_it_is_another_or_leads_elsewhere_is_not_gone_to(provider, db, says):
    provider.says = says
    response = Client().post(AWAY)
    assert response.status_code == 403 and provider.asked == []


def test_a_secret_that_others_may_read_is_not_used(provider, db):
    Path(now.ZICHT.oidc.secret_file).chmod(0o644)
    assert Client().post(AWAY).status_code == 403


# --- linking ------------------------------------------------------------------------------------------------


def link(client, provider):
    page = get(client, MINE)
    (form,) = (form for form in page.forms if ("stap", "koppelen") in form.buttons)
    return client.get(path_of(provider.visit(address_on(send(client, form, MINE, stap="koppelen")))))


def test_a_member_links_the_account_and_comes_in_by_it_until_it_is_unlinked(provider, region, log):
    client, desk = browser("desk.1"), region["desk.1"]
    response = link(client, provider)
    assert (response.status_code, response["Location"]) == (302, MINE)
    page = get(client, MINE)
    assert "U logt in met het account van uw organisatie" in page.text
    provider.claims = {"amr": ["mfa"]}
    fresh = Client()
    sign_in(fresh, provider)
    assert who(fresh) == desk.name
    (form,) = (form for form in page.forms if ("stap", "ontkoppelen") in form.buttons)
    assert send(client, form, MINE, stap="ontkoppelen").status_code == 302
    assert outside_account(desk) is None
    assert refused(sign_in(Client(), provider), log, "unknown")
    for name in ("link_account", "unlink_account"):
        assert [(row.actor, row.outcome) for row in log(f"organisations.{name}")] == [(desk.member, "ok")]


def test_going_away_to_link_needs_a_second_factor(provider, region):
    client = browser("desk.1", ("password",))
    client.handler.enforce_csrf_checks = False
    assert client.post(MINE, {"stap": "koppelen"})["Location"].startswith("/inloggen")
    assert provider.asked == []


def test_a_link_that_was_begun_by_another_is_not_made(provider, region, log):
    """A session may change hands while somebody is at the provider; the link is for who began it."""
    desk, other = region["desk.1"], region["ggd.1"]
    arrival = Arrival(identity(provider), True, LINK, str(desk.member), "")
    with pytest.raises(Exception, match="outside_state"):
        link_account(arrival=arrival, by=other)
    with pytest.raises(Exception, match="outside_state"):
        link_account(arrival=replace(arrival, process="sign-in"), by=desk)
    assert [outside_account(one) for one in (desk, other)] == [None, None]
    assert {row.outcome for row in log("organisations.link_account")} == {"denied"}


def test_a_link_is_not_made_when_the_session_ended_meanwhile(provider, region):
    client = browser("desk.1")
    client.handler.enforce_csrf_checks = False
    back = path_of(provider.visit(address_on(client.post(MINE, {"stap": "koppelen"}))))
    client.post("/uitloggen")
    assert client.get(back).status_code == 403
    assert outside_account(region["desk.1"]) is None


def test_one_account_opens_one_member(provider, linked, region, log):
    client = browser("ggd.1")
    response = link(client, provider)
    assert response.status_code == 403
    assert "outside:taken" in response.content.decode()
    assert outside_account(region["ggd.1"]) is None
    assert [row.rule for row in log("organisations.link_account", outcome="denied")] == ["outside:taken"]


def test_a_member_has_one_account(provider, linked):
    with pytest.raises(Exception, match="outside_linked"):
        link_account(arrival=Arrival("x" * 64, False, LINK, str(linked.member), ""), by=linked)


def test_unlinking_what_is_not_linked_finds_nothing(provider, region):
    client = browser("desk.1")
    client.handler.enforce_csrf_checks = False
    assert client.post(MINE, {"stap": "ontkoppelen"}).status_code == 404


# --- the log of signing in by password ----------------------------------------------------------------------


def test_signing_in_by_password_and_being_refused_stand_in_the_log_too(client, as_owner, region, log):
    with as_owner():
        account = open_account(username="desk.1", now=timezone.now())
    client.post("/inloggen", {"login": "desk.1", "password": "niet goed"})
    client.post("/inloggen", {"login": "mijn wachtwoord", "password": "x"})
    client.post("/inloggen", {"login": "desk.1", "password": account.password})
    client.post("/inloggen/code", {"code": "12"})
    client.post("/inloggen/code", {"code": current_code(account.totp_secret)})
    desk = region["desk.1"]
    assert who(client) == desk.name
    assert [(row.outcome, row.rule, row.actor, row.organisation) for row in log(SIGN_IN)] == [
        ("denied", "password", desk.member, desk.organisation),
        ("denied", "password", None, None),
        ("denied", "code", desk.member, desk.organisation),
        ("ok", "password mfa", desk.member, desk.organisation),
    ]
    assert "mijn wachtwoord" not in repr([vars(row) for row in log(SIGN_IN)])
