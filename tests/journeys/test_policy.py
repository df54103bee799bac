"""The policy adviser: ask for the picture of a year, wait for the worker, read it and take it along."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from journeys.looking import is_good, shape, violations
from journeys.story import field_of
from playwright.sync_api import expect

WORKER_WITHIN = 60_000


def test_the_policy_adviser_makes_the_picture_and_downloads_it_as_pdf(story):
    page = story.as_("policy")
    page.goto("/beeld")
    year = str(date.today().year - 1)
    field_of(page, "Over welk jaar?").select_option(year)
    page.get_by_role("button", name="Beeld maken").click()
    expect(page.get_by_role("heading", level=1, name=f"Beeld over {year}")).to_be_visible()
    pdf = page.get_by_role("link", name="Downloaden als PDF")
    if not pdf.is_visible():
        expect(page.get_by_text("Het beeld wordt gemaakt.")).to_be_visible()
        is_good(page)
    expect(pdf).to_be_visible(timeout=WORKER_WITHIN)  # the page looks again by itself

    with page.expect_download() as download:
        pdf.click()
    content = Path(download.value.path()).read_bytes()
    assert content.startswith(b"%PDF") and len(content) > 10_000

    page.get_by_role("link", name="Beeld bekijken").click()
    page.wait_for_load_state()
    story.keep(page, "beeld")
    assert [*violations(page), *shape(page)] == []
