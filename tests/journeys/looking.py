"""What must be so on every page: no barrier that axe knows, no sideways scroll, one h1, a title, a visible focus."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from playwright.sync_api import Page

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
FOCUSABLE = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']"
# The first Tab makes the browser show focus; from then on it also shows it where a script puts it.
UNFOCUSED = """selector => [...document.querySelectorAll(selector)].filter(one => {
    if (!one.checkVisibility() || one.disabled) return false;
    one.focus();
    if (document.activeElement !== one) return false;
    const style = getComputedStyle(one);
    return style.outlineStyle === 'none' || parseFloat(style.outlineWidth) < 2;
}).map(one => one.outerHTML.slice(0, 120))"""
WIDER = """() => {
    const room = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= room) return [];
    return [...document.querySelectorAll('body *')].filter(one => one.getBoundingClientRect().right > room + 1)
        .map(one => one.outerHTML.slice(0, 120)).concat('wider than ' + room);
}"""


@cache
def _axe() -> str:
    return (Path(__file__).parent / "vendor" / "axe.min.js").read_text()


def violations(page: Page) -> list[str]:
    """What axe finds on this page, one line per element."""
    page.evaluate(_axe())
    found = page.evaluate(
        "rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']}).then(found => found.violations)",
        RULES,
    )
    return [f"{one['id']}: {node['html'][:160]} ({node['failureSummary']})" for one in found for node in one["nodes"]]


def shape(page: Page) -> list[str]:
    """What is wrong with the page as a whole: headings, title, language, width."""
    wrong = list(page.evaluate(WIDER))
    if page.locator("h1").count() != 1:
        wrong.append(f"{page.locator('h1').count()} h1")
    title = page.title()
    if not title.strip() or title.startswith("·"):
        wrong.append(f"title {title!r}")
    if page.locator("html").get_attribute("lang") not in ("nl", "en"):
        wrong.append("no lang")
    return wrong


def without_focus(page: Page) -> list[str]:
    """Controls on which a keyboard user does not see where they are."""
    page.keyboard.press("Tab")
    found = list(page.evaluate(UNFOCUSED, FOCUSABLE))
    page.evaluate("() => { document.activeElement?.blur(); scrollTo(0, 0); }")
    return found


def is_good(page: Page) -> None:
    """Fail with everything that is wrong on this page."""
    page.wait_for_load_state()
    wrong = [*violations(page), *shape(page), *without_focus(page)]
    assert not wrong, f"{page.url}\n" + "\n".join(wrong)
