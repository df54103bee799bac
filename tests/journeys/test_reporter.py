"""Anyone: report without an account, come back for the answer, be gone at once."""

from __future__ import annotations

from journeys.hands import field_of
from journeys.story import ANSWER, REPLY, heading
from playwright.sync_api import expect

WEATHER = "https://www.knmi.nl/"


def test_anyone_reports_danger_without_script_account_or_cookie_and_gets_a_receipt(story):
    assert len(story.receipt().replace(" ", "")) == 20


def test_anyone_comes_back_reads_the_desks_answer_and_writes_one(story):
    story.answered()
    page = story.stranger()
    story.come_back(page)
    expect(page.get_by_role("article").filter(has_text=ANSWER)).to_be_visible()
    field_of(page, "Uw reactie").fill(REPLY)
    page.get_by_role("button", name="Verstuur uw reactie").click()
    expect(page.get_by_text("Uw reactie is verstuurd.")).to_be_visible()
    assert page.context.cookies() == []

    desk = story.as_("desk")
    desk.goto(story.report())
    expect(desk.get_by_role("region", name="Berichten met de melder").get_by_text(REPLY)).to_be_visible()


def test_the_page_to_report_on_loads_nothing_from_anyone_else(people, width):
    page = people.window(width)
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/melden")
    page.get_by_role("link", name="Hebt u al een ontvangstcode?").click()
    expect(heading(page, "Terug met uw ontvangstcode")).to_be_visible()
    assert len(asked) > 2
    assert [url for url in asked if not url.startswith(people.site.address)] == []


def test_quick_exit_leaves_at_once_and_back_does_not_return(people, width):
    page = people.window(width)
    page.route(f"{WEATHER}**", lambda route: route.fulfill(content_type="text/html", body="<h1>Het weer</h1>"))
    page.goto("/")
    page.get_by_role("link", name="Iedereen").click()
    field_of(page, "Wat wilt u vertellen?").fill("Niemand mag dit zien.")
    page.get_by_role("link", name="Verlaat deze site snel").click()
    expect(heading(page, "Het weer")).to_be_visible()
    page.go_back()
    expect(heading(page, "Volg één signaal")).to_be_visible()


def test_quick_exit_also_works_without_script(people, width):
    page = people.window(width, java_script_enabled=False)
    page.route(f"{WEATHER}**", lambda route: route.fulfill(content_type="text/html", body="<h1>Het weer</h1>"))
    page.goto("/melden")
    page.get_by_role("link", name="Verlaat deze site snel").click()
    expect(heading(page, "Het weer")).to_be_visible()
