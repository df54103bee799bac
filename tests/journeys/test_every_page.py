"""Every page that answers HTML, at both widths: axe, width, headings, title, language, focus."""

from __future__ import annotations

import pytest
from journeys.looking import is_good, shape, violations
from journeys.people import WIDTHS
from journeys.routes import ANYONE, NO_PAGE, VISITS, WITH_A_PROVIDER, go, link_to, named

SELF_CONTAINED = "beeld-bekijk"  # the picture brings its own styles: read, printed and sent on its own


def test_every_named_route_is_visited_or_answers_no_page(capsys):
    visited = {visit.route for visit in VISITS} - {""}
    with capsys.disabled():
        print()
        for visit in VISITS:
            print(f"  axe: {visit.route or 'page not found'} ({visit.who})")
        for route, kind in NO_PAGE.items():
            print(f"  no page: {route} ({kind})")
    assert visited | set(NO_PAGE) | WITH_A_PROVIDER == named()
    assert visited.isdisjoint(WITH_A_PROVIDER)
    assert visited.isdisjoint(NO_PAGE)


@pytest.mark.parametrize("visit", VISITS, ids=lambda visit: f"{visit.route or 'not-found'} for {visit.who}")
def test_everyone_can_read_and_operate_this_page(people, visit):
    page = people.window("phone") if visit.who == ANYONE else people.page_of(visit.who, "phone")
    go(people, page, visit)
    for size in WIDTHS.values():
        page.set_viewport_size(size)
        if visit.route == SELF_CONTAINED:
            assert [*violations(page), *shape(page)] == []
        else:
            is_good(page)


@pytest.mark.parametrize("route", NO_PAGE)
def test_what_is_listed_as_no_page_answers_none(people, route):
    page = people.page_of("policy", "phone")
    path = PATHS.get(route) or _picture_file(page, route)
    answer = page.context.request.get(path)
    assert answer.headers["content-type"].split(";")[0] == NO_PAGE[route]


PATHS = {
    "api-signalen": "/api/v1/signalen",
    "api-signaal": "/api/v1/signalen/00000000-0000-4000-8000-000000000000",
    "api-geschiedenis": "/api/v1/signalen/00000000-0000-4000-8000-000000000000/geschiedenis",
    "api-nothing": "/api/bestaat-niet",
    "api-verstrekkingstoetsen": "/api/v1/verstrekkingstoetsen",
    "api-openapi": "/api/v1/openapi.json",
    "healthz": "/healthz",
    "security-txt": "/.well-known/security.txt",
}


def _picture_file(page, route: str) -> str:
    page.goto("/beeld")
    page.goto(link_to(page, "beeld-detail"))
    return link_to(page, route)
