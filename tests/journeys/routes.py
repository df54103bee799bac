"""Every named route, and who visits its page; or why nobody does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve, reverse
from journeys.by_link import answer_by_link, make_link
from journeys.hands import Finger, field_of
from journeys.people import People
from journeys.story import fill_report, heading
from playwright.sync_api import Page, expect

ANYONE = "anyone"


@dataclass(frozen=True)
class Visit:
    """A page, who looks at it, and the page whose link leads there when its path holds an id."""

    route: str
    who: str
    by: str = ""
    way: Callable[[People, Page], None] | None = None


def _first_step_of_signing_in(people: People, page: Page) -> None:
    admin = next(account for account in people.site.accounts if account["role"] == "admin")
    page.goto(f"/inloggen?deur={admin['username']}")
    page.get_by_role("button", name="Verder").click()
    expect(heading(page, "Tweede stap")).to_be_visible()


def _danger(_: People, page: Page) -> None:
    page.goto("/melden")
    fill_report(page, acute="Ja", text="De deur zit van buiten op slot.")
    page.get_by_role("button", name="Verstuur").click()
    expect(heading(page, "Bel nu 112")).to_be_visible()


def _received(_: People, page: Page) -> None:
    page.goto("/melden")
    fill_report(page, acute="Nee", text="Het busje komt elke ochtend om vijf uur.")
    page.get_by_role("button", name="Verstuur").click()
    expect(heading(page, "Uw signaal is ontvangen")).to_be_visible()


def _observations(_: People, page: Page) -> None:

    from journeys.story import eight_answers

    page.goto("/signalen/nieuw")
    eight_answers(Finger(page))
    page.get_by_role("button", name="Eerst aangeven wat u zag").click()
    expect(heading(page, "Wat zag u precies?")).to_be_visible()
    for part in page.get_by_role("main").locator("summary").all():
        part.click()


def _to_correct(page: Page) -> None:
    page.goto("/signalen")
    page.goto(link_to(page, "signaal"))
    page.get_by_role("link", name="Verbeteren").click()
    expect(heading(page, "Signaal verbeteren")).to_be_visible()


def _everything_open(_: People, page: Page) -> None:
    _to_correct(page)
    for part in page.get_by_role("main").locator("summary").all():
        part.click()


def _corrected(_: People, page: Page) -> None:
    _to_correct(page)
    page.locator("#toelichting").fill("Er is nu meer bekend.")
    page.locator("#reden").select_option("meer_bekend")
    page.get_by_role("button", name="Verbetering bewaren").click()
    page.get_by_role("link", name="Geschiedenis van dit signaal").click()
    expect(heading(page, "Geschiedenis van dit signaal")).to_be_visible()
    expect(page.get_by_text("Er is nu meer bekend.")).to_be_visible()


def _asked(_: People, page: Page) -> None:
    """An answer with everything in it: a rule, its basis unfolded, a change, what to tell."""
    page.goto("/mag-ik-delen")
    finger = Finger(page)
    finger.tick("Met wie?", "Politie-eenheid Vechtstreek")
    finger.tick("Wat?", "Kern")
    finger.tick("Wat?", "Verblijf, nationaliteit, geboorteplaats")
    finger.tick("Waarvoor?", "Opsporing")
    finger.press("Vraag het")
    expect(page.get_by_text("Wel op een andere manier.")).to_be_visible()
    for part in page.get_by_role("main").locator("summary").all():
        part.click()


def _made_link(people: People, page: Page) -> None:
    make_link(page)


def _link_form(people: People, page: Page) -> None:
    page.goto(make_link(people.page_of("desk", "phone")))
    page.get_by_role("button", name="Verder").click()
    expect(heading(page, "Uw signaal aan het meldpunt")).to_be_visible()


def _link_signs(people: People, page: Page) -> None:
    _link_form(people, page)
    answer_by_link(Finger(page))
    page.get_by_role("button", name="Eerst aangeven wat u zag").click()
    expect(heading(page, "Wat zag u precies?")).to_be_visible()
    for part in page.get_by_role("main").locator("summary").all():
        part.click()
    page.evaluate("() => scrollTo(0, 0)")  # the bar with the way out stays in view, over whatever is scrolled under it


def _link_warned(people: People, page: Page) -> None:
    _link_form(people, page)
    answer_by_link(Finger(page))
    field_of(page, "Wat wilt u vertellen?").fill("De baas heet Verzonnen en rijdt in AB-123-C.")
    page.get_by_role("button", name="Verstuur").click()
    expect(heading(page, "Kijk nog even voordat u verstuurt")).to_be_visible()


def _kept(page: Page) -> None:
    """A form left for later by its button: it stands in the list."""
    from journeys.hands import Finger

    page.goto("/signalen/nieuw")
    Finger(page).tick("Wat vermoedt u?", "Arbeidsuitbuiting")
    page.get_by_role("button", name="Bewaar en ga later verder").click()
    expect(page.get_by_text("Uw concept is bewaard")).to_be_visible()


def _draft(_: People, page: Page) -> None:
    _kept(page)
    page.goto(link_to(page, "concept"))


def _throwing_away(_: People, page: Page) -> None:
    _kept(page)
    page.goto(link_to(page, "concept-weggooien"))


def _nothing_there(_: People, page: Page) -> None:
    page.goto("/bestaat-niet")


VISITS = (
    Visit("begin", ANYONE),
    Visit("melden", ANYONE),
    Visit("melden", ANYONE, way=_danger),
    Visit("melden-ontvangen", ANYONE, way=_received),
    Visit("melden-terug", ANYONE),
    Visit("account_login", ANYONE),
    Visit("mfa_authenticate", ANYONE, way=_first_step_of_signing_in),
    Visit("account_inactive", ANYONE),
    Visit("account_logout", "policy"),
    Visit("begin", "policy"),
    Visit("signalen", "professional"),
    Visit("signaal-nieuw", "professional"),
    Visit("signaal-nieuw", "professional", way=_observations),
    Visit("signaal", "professional", by="signalen"),
    Visit("signaal-verbeteren", "professional", by="signaal"),
    Visit("signaal-verbeteren", "professional", way=_everything_open),
    Visit("signaal-geschiedenis", "professional", way=_corrected),
    Visit("melden-link", ANYONE),
    Visit("melden-link", ANYONE, way=_link_form),
    Visit("melden-link", ANYONE, way=_link_signs),
    Visit("melden-link", ANYONE, way=_link_warned),
    Visit("meldpunt-links", "desk", way=_made_link),
    Visit("overleggen", ANYONE),
    Visit("overleggen", "professional"),
    Visit("mag-ik-delen", "professional"),
    Visit("mag-ik-delen", "desk", way=_asked),
    Visit("overleg", "desk"),
    Visit("overleg-jaar", "desk"),
    Visit("concept", "professional", way=_draft),
    Visit("concept-weggooien", "professional", way=_throwing_away),
    Visit("meldpunt", "desk"),
    Visit("meldpunt-signaal", "desk", by="meldpunt"),
    Visit("casussen", "desk"),
    Visit("casus", "desk", by="casussen"),
    Visit("doorverwijzen", "desk", by="casus"),
    Visit("doorverwijzingen", "desk"),
    Visit("doorverwijzing", "desk", by="doorverwijzingen"),
    Visit("doorverwijzingen", "second partner"),
    Visit("doorverwijzingen", "partner"),
    Visit("doorverwijzing", "partner", by="doorverwijzingen"),
    Visit("logboek", "privacy"),
    Visit("logboek-record", "privacy", by="logboek"),
    Visit("toegang", "privacy"),
    Visit("toegang-intrekken", "privacy", by="toegang"),
    Visit("werkafspraken", "fg"),
    Visit("werkafspraak", "fg", by="werkafspraken"),
    Visit("matrix", "fg"),
    Visit("adviezen", "fg"),
    Visit("verwerkingen", "privacy"),
    Visit("verwerkingen", "privacy of ggd"),
    Visit("beeld", "policy"),
    Visit("beeld-detail", "policy", by="beeld"),
    Visit("beeld-bekijk", "policy", by="beeld-detail"),
    Visit("mijn-sleutels", "privacy of ggd"),
    Visit("mijn-inloggen", "privacy of ggd"),
    Visit("berichten", "professional"),
    Visit("berichten", "fg"),
    Visit("", "desk", way=_nothing_there),
)
# Not there in the demo, which has no organisation's provider: test_organisation.py signs in at one, and looks.
WITH_A_PROVIDER = {"inloggen-organisatie", "inloggen-organisatie-terug"}
# Routes that answer no HTML: what they answer instead. Each is asked, so that a page cannot hide here.
NO_PAGE = {
    "api-signalen": "application/problem+json",
    "api-geschiedenis": "application/problem+json",
    "api-signaal": "application/problem+json",
    "api-nothing": "application/problem+json",
    "api-verstrekkingstoetsen": "application/problem+json",
    "api-openapi": "application/json",
    "healthz": "application/json",
    "security-txt": "text/plain",
    "beeld-pdf": "application/pdf",
    "beeld-cijfers": "text/csv",
}


def _patterns(found: list[URLPattern | URLResolver]) -> Iterator[URLPattern]:
    for one in found:
        if isinstance(one, URLResolver):
            yield from _patterns(one.url_patterns)
        else:
            yield one


def named() -> set[str]:
    """The name of every route that the server has."""
    return {str(one.name) for one in _patterns(get_resolver().url_patterns)}


def _name(path: str) -> str:
    try:
        return str(resolve(path.partition("?")[0]).url_name)
    except Resolver404:
        return ""


def link_to(page: Page, route: str) -> str:
    """The first link on this page that leads to this route."""
    found = [link.get_attribute("href") or "" for link in page.locator("a[href^='/']").all()]
    return next(path for path in found if _name(path) == route)


def go(people: People, page: Page, visit: Visit) -> None:
    """Go to the page of a visit: straight, by a link, or the way that it says."""
    if visit.way:
        return visit.way(people, page)
    if visit.by:
        go(people, page, next(one for one in VISITS if one.route == visit.by and one.who == visit.who))
        page.goto(link_to(page, visit.route))
        return None
    page.goto(reverse(visit.route))
    return None
