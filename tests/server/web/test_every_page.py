"""Every page for every role in both languages: built right, in one language, with the headers that keep it safe."""

from __future__ import annotations

from collections import defaultdict

import pytest
from access.table import TABLE, Ask, Relation
from django.http import HttpResponse
from django.test import Client
from server.web import looking
from server.web.pages import Page
from server.web.signing_in import browser

from zicht.server.web.parts.headers import POLICY, SELF_CONTAINED

# one of each kind of person; whoever is not signed in has no name
VISITORS = {"": "nobody"} | {
    name: next(one.name for one in TABLE.relations if one.who == name and one.role)
    for name in ("ggd.1", "desk.1", "zorg.1", "privacy.1", "fg.1", "beleid.1", "beheer.1")
}
SAFE = {
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
SELF = "beeld-bekijk"  # the picture is a file of its own
PUBLIC = ("melden", "melden-ontvangen", "melden-terug", "melden-link")


def relation(name: str) -> Relation:
    return next(one for one in TABLE.relations if one.name == VISITORS[name])


def visitor(name: str) -> Client:
    return browser(name) if name else Client()


def in_language(path: str, language: str) -> str:
    return f"{path}{'&' if '?' in path else '?'}taal={language}"


def asked(name: str, language: str, world, outcomes=("shown",)) -> list[tuple[Ask, HttpResponse]]:
    """Every question that this visitor may ask of a page, with its answer; what leads elsewhere is followed."""
    client = visitor(name)
    asks = [ask for ask in TABLE.asks if not ask.api and ask.outcome(relation(name)) in outcomes]
    return [(ask, client.get(in_language(world.path(ask.path), language), follow=True)) for ask in asks]


def is_page(response: HttpResponse) -> bool:
    return response["Content-Type"].startswith("text/html")


def unsafe(ask: Ask, response: HttpResponse) -> list[str]:
    """The headers that are not as they should be."""
    found = [f"{name}: {response.headers.get(name)}" for name, wanted in SAFE.items() if response.get(name) != wanted]
    if "no-store" not in response.get("Cache-Control", ""):
        found.append(f"Cache-Control: {response.get('Cache-Control')}")
    itself = response.status_code == 200 and not response.redirect_chain
    policy = SELF_CONTAINED if ask.route == SELF and itself else POLICY
    if response.get("Content-Security-Policy") != policy:
        found.append(f"Content-Security-Policy: {response.get('Content-Security-Policy')}")
    if response.get("Referrer-Policy") not in ("same-origin", "no-referrer"):
        found.append(f"Referrer-Policy: {response.get('Referrer-Policy')}")
    return found


@pytest.mark.parametrize("name", VISITORS)
def test_every_page_that_someone_may_open_is_built_right_and_kept_safe_in_both_languages(world, name):
    wrong, titles = [], defaultdict(set)
    for language in ("nl", "en"):
        for ask, response in asked(name, language, world):
            wrong += [f"{language} {ask.path}: {line}" for line in unsafe(ask, response)]
            if response.status_code != 200 or not is_page(response) or ask.route == SELF:
                continue
            page = Page(response)
            wrong += [f"{language} {ask.path}: {line}" for line in looking.wrong(page, language)]
            if not response.redirect_chain:
                titles[language, looking.title(page)].add(ask.route)
    shared = {title: routes for title, routes in titles.items() if len(routes) > 1}
    assert not wrong, "\n".join(wrong)
    assert not shared, "two pages by one name"
    assert titles


@pytest.mark.parametrize(("name", "statuses"), [("", {200}), ("ggd.1", {403})])
def test_a_no_carries_the_headers_that_keep_a_page_safe(world, name, statuses):
    answers = asked(name, "nl", world, outcomes=("refused", "gone", "sign-in"))
    wrong = [f"{ask.path}: {line}" for ask, response in answers for line in unsafe(ask, response)]
    assert not wrong, "\n".join(wrong)
    assert {response.status_code for _, response in answers} == statuses | {404}


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_no_is_a_whole_page_in_the_language_of_the_reader(region, language):
    """What is not there, what is another role's, what a page does not take: each is read by a person."""
    wrong = []
    for name in ("ggd.1", "beheer.1"):
        client = visitor(name)
        for path in ("/bestaat-niet", f"/signalen/{'0' * 8}-0000-4000-8000-{'0' * 12}", "/toezicht/logboek"):
            response = client.get(in_language(path, language))
            assert response.status_code in (403, 404), path
            wrong += [f"{path} as {name}: {line}" for line in looking.wrong(Page(response), language)]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("route", PUBLIC)
def test_a_public_page_sets_no_cookie_in_any_language(region, route):
    ask = next(ask for ask in TABLE.asks if ask.route == route)
    for language in ("nl", "en", "xx"):
        response = Client().get(in_language(ask.path, language), follow=True)
        assert response.status_code == 200
        assert not response.cookies
        assert response["Referrer-Policy"] == "no-referrer" or 'name="referrer" content="no-referrer"' in (
            response.content.decode()
        )


def test_a_language_that_does_not_exist_is_dutch_and_the_chosen_one_stays(region):
    client = browser("ggd.1")
    assert '<html lang="nl">' in client.get("/signalen?taal=xx").content.decode()
    assert '<html lang="en">' in client.get("/signalen?taal=en").content.decode()
    assert '<html lang="en">' in client.get("/signalen").content.decode()
    assert '<html lang="nl">' in client.get("/signalen?taal=nl").content.decode()
    assert '<html lang="nl">' in client.get("/signalen").content.decode()


# -- the checks find what they are for -----------------------------------------------------------------------------
GOOD = '<html lang="nl"><title>Iets · Zicht</title><body><h1>Wat nu</h1>'


@pytest.mark.parametrize(
    ("html", "said"),
    [
        ("<h1>Twee</h1>", "2 h1"),
        ("<h3>Te diep</h3>", "h1 is followed by h3"),
        ('<p id="a"></p><p id="a"></p>', "id a twice"),
        ('<a href="#weg">x</a>', "a points at weg, which is not there"),
        ('<input id="b" name="b" aria-describedby="b-error" aria-label="b">', "input points at b-error"),
        ('<input id="b" name="b">', "input b has no label"),
        ('<input id="b" aria-label="b">', "input b has no name"),
        ("<button></button>", "empty button"),
        ('<img src="/x.png">', "image /x.png has no text"),
        ("<table></table>", "1 tables with 0 captions"),
        ("<th>x</th>", "th without scope"),
        ('<p style="x">x</p>', "p with style or script of its own"),
        ("<script>x</script>", "script in the page"),
        ('<img alt="" src="//elders.example/x">', "img asks //elders.example/x"),
        ('<form action="https://elders.example"></form>', "form sends to"),
        ("<p>Choose what you see</p>", "words of the other language: ['choose', 'see', 'what', 'you']"),
        ('<p aria-label="Where is this">x</p>', "words of the other language"),
    ],
)
def test_a_fault_is_found(html, said):
    page = Page(HttpResponse(f"{GOOD}{html}</body></html>"))
    assert [line for line in looking.wrong(page, "nl") if line.startswith(said)]
    assert looking.wrong(Page(HttpResponse(GOOD)), "nl") == []


def test_a_word_in_its_own_language_and_the_name_of_an_organisation_are_no_fault():
    text = '<a lang="en">Choose the other</a><p>Meldpunt mensenhandel Vechterdam</p>'
    assert looking.wrong(Page(HttpResponse(f"{GOOD}{text}")), "nl") == []
    english = GOOD.replace('"nl"', '"en"').replace("Wat nu", "Next") + "<p>Meldpunt mensenhandel Vechterdam</p>"
    assert looking.wrong(Page(HttpResponse(english)), "en") == []
    assert looking.foreign(Page(HttpResponse(english + "<p>Nog niet</p>")), "en") == {"nog", "niet"}
