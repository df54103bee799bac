"""Who may open what, read from the routes themselves; and no way leads anyone to a page that is not theirs."""

from __future__ import annotations

import json
from dataclasses import replace
from types import SimpleNamespace
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver, resolve, reverse
from server.web.signing_in import browser

from zicht.errors import Refused
from zicht.knowledge.sentences import LANGUAGES, catalogue
from zicht.server.parties.models import ROLES
from zicht.server.web.parts.access import NAVIGATION, navigation, no_page, staff
from zicht.server.web.parts.failures import bad_request, failed, forbidden, not_found
from zicht.server.web.parts.start import FIRST_PAGE, doors

PEOPLE = {
    "ggd.1": "professional", "desk.1": "desk", "zorg.1": "partner", "privacy.1": "privacy", "fg.1": "fg",
    "beleid.1": "policy", "beheer.1": "admin",
}  # fmt: skip


def patterns(found=None):
    """Every route of the server."""
    for one in found if found is not None else get_resolver().url_patterns:
        if isinstance(one, URLResolver):
            yield from patterns(one.url_patterns)
        elif isinstance(one, URLPattern):
            yield one


def roles_of(view) -> frozenset[str] | None:
    """The roles that a page names, however it is wrapped; None for a page that names none."""
    while view is not None:
        if hasattr(view, "roles"):
            return frozenset(view.roles)
        view = getattr(view, "__wrapped__", None)
    return None


BEHIND = {str(one.name): roles for one in patterns() if (roles := roles_of(one.callback)) is not None}
# What anyone may ask for; a new page without roles has to be added here, and thought about.
OPEN = {
    "begin", "account_login", "mfa_authenticate", "account_inactive", "account_logout", "melden", "melden-ontvangen",
    "melden-terug", "healthz", "security-txt", "api-signalen", "api-signaal", "api-geschiedenis", "api-openapi",
    "api-nothing", "api-verstrekkingstoetsen", "overleggen", "melden-link",
}  # fmt: skip
# Pages that anyone may open and that stand in the menu of these roles only: others have no use for them.
IN_MENU = {"overleggen": {"professional", "partner"}}
# Roles that reach a page of theirs from another page, and not from the menu.
BY_ANOTHER_PAGE = {"overleg": {"professional", "partner"}, "mag-ik-delen": {"policy", "admin"}}


def test_every_page_that_is_not_open_to_all_names_roles_that_exist():
    for name, roles in BEHIND.items():
        assert roles and roles <= set(ROLES) - {"system"}, name


def test_a_page_that_names_no_role_is_one_that_anyone_may_ask_for():
    """The ways to sign in are for whoever is not known yet."""
    without = {str(one.name) for one in patterns()} - set(BEHIND)
    assert {name for name in without if not name.startswith("inloggen-")} == OPEN


@pytest.mark.parametrize(("name", "label", "roles"), NAVIGATION, ids=[name for name, *_ in NAVIGATION])
def test_a_link_in_the_menu_is_there_for_those_who_may_open_it_and_for_nobody_else(name, label, roles):
    assert roles | BY_ANOTHER_PAGE.get(name, set()) == (BEHIND[name] if name in BEHIND else IN_MENU[name])
    assert all(label in catalogue(language) for language in LANGUAGES)


@pytest.mark.parametrize("username", PEOPLE)
def test_every_link_in_ones_menu_opens_and_says_where_one_is(region, username):
    client, actor = browser(username), region[username]
    request = RequestFactory().get("/")
    links = navigation(request, actor)
    assert links
    for link in links:
        response = client.get(link.url)
        assert response.status_code == 200, link.url
        html = response.content.decode()
        assert html.count('aria-current="page"') == 1
        assert f'href="{link.url}" aria-current="page"' in html


@pytest.mark.parametrize("username", PEOPLE)
def test_whoever_is_signed_in_can_sign_out_and_is_named_on_the_page(region, username):
    html = browser(username).get("/mijn/sleutels").content.decode()
    assert f'action="{reverse("account_logout")}"' in html
    assert region[username].name in html


# -- the demo's doors --------------------------------------------------------------------------------------------------
@pytest.fixture
def demo(settings, tmp_path):
    """A demo with an account of every role."""
    (tmp_path / "demo").mkdir()
    accounts = [
        {"username": name, "role": role, "organisation": "meldpunt", "password": "zq", "totp_secret": "x"}
        for name, role in PEOPLE.items()
    ]
    (tmp_path / "demo" / "accounts.json").write_text(json.dumps({"accounts": accounts}))
    settings.ZICHT = replace(settings.ZICHT, home=tmp_path)
    return tmp_path


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_door_of_the_demo_leads_to_a_page_that_its_role_may_open(demo, language):
    found = doors(language)
    assert len(found) == len([role for role in PEOPLE.values() if role in FIRST_PAGE])
    for door in found:
        address = urlsplit(door.url)
        asked = parse_qs(address.query)
        (username,), (onward,) = asked["deur"], asked["next"]
        assert resolve(address.path).url_name == "account_login"
        assert PEOPLE[username] in BEHIND[resolve(onward).url_name]
        assert door.role and door.task and door.organisation


@pytest.mark.parametrize("role", FIRST_PAGE)
def test_the_first_page_of_a_role_stands_in_its_menu(role):
    assert role in next(roles for name, _, roles in NAVIGATION if name == FIRST_PAGE[role])


def test_outside_the_demo_there_is_no_door_and_no_password_in_any_page(demo, settings):
    assert doors("nl")
    settings.ZICHT = replace(settings.ZICHT, mode="production")
    assert doors("nl") == ()


# -- a no --------------------------------------------------------------------------------------------------------------
def request_in(language: str):
    request = RequestFactory().get("/x")
    request.LANGUAGE_CODE = language
    return request


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_refusal_names_its_rule_and_what_is_always_allowed(language):
    """Principle 9: the rule, 112, and talking it over without a name."""
    response = no_page(request_in(language), Refused("door.role", rule="page:logboek", role="desk"))
    html = response.content.decode()
    assert response.status_code == 403
    assert "page:logboek" in html
    for key in ("danger.always_allowed", "danger.without_name"):
        assert catalogue(language)[key] in html


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_may_not_be_known_to_exist_is_not_found_without_any_rule(language):
    response = no_page(request_in(language), Refused("door.not_found", rule="no-right"))
    assert response.status_code == 404
    assert "no-right" not in response.content.decode()
    assert response.content == not_found(request_in(language), Exception()).content


@pytest.mark.parametrize(("answer", "status"), [(bad_request, 400), (forbidden, 403), (failed, 500)])
def test_what_went_wrong_is_said_with_112_and_never_with_the_error_itself(answer, status):
    request = request_in("nl")
    response = answer(request) if answer is failed else answer(request, Exception("zqgeheim"))
    html = response.content.decode()
    assert response.status_code == status
    assert "tel:112" in html and "zqgeheim" not in html


def test_a_page_for_a_role_asks_who_is_there_before_it_does_anything():
    done = []

    @staff("desk")
    def page(request):
        done.append(request)
        return HttpResponse("zq")

    request = RequestFactory().get("/meldpunt?vorm=arbeid&na=x")
    request.actor = None
    answer = page(request)
    assert (answer.status_code, done) == (302, [])
    assert parse_qs(urlsplit(answer["Location"]).query)["next"] == ["/meldpunt?vorm=arbeid&na=x"]
    request.actor, request.resolver_match = SimpleNamespace(role="policy"), SimpleNamespace(url_name="meldpunt")
    request.LANGUAGE_CODE = "nl"
    assert roles_of(page) == {"desk"} and done == []


def test_a_defect_of_ours_is_a_whole_page_and_tells_nothing(region, monkeypatch):
    from zicht.server.web.manage import views

    def broken(actor):
        raise RuntimeError("zqgeheim")

    monkeypatch.setattr(views, "keys", broken)
    client = browser("ggd.1")
    client.raise_request_exception = False
    response = client.get("/mijn/sleutels")
    assert response.status_code == 500
    assert "zqgeheim" not in response.content.decode() and "Er ging bij ons iets mis" in response.content.decode()


def test_static_files_may_be_kept_and_pages_may_not(db):
    assert "no-store" in Client().get("/melden")["Cache-Control"]
    assert "no-store" not in Client().get(f"{settings.STATIC_URL}zicht/zicht.css").get("Cache-Control", "")
