"""Filling in a form with a finger or with the keyboard alone, and counting what it takes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from playwright.sync_api import Locator, Page

FAR = 400  # more presses of Tab than any page has stops


def seen_on() -> date:
    """A day not long ago; the second of February or the like: typed the same in a Dutch and an English browser."""
    today = date.today()
    days = [date(year, number, number) for year in (today.year, today.year - 1) for number in range(12, 0, -1)]
    return next(day for day in days if day < today)


def group(page: Page | Locator, question: str) -> Locator:
    """The answers to one question; "(hoeft niet)" may stand behind it."""
    return page.get_by_role("group", name=re.compile(f"^{re.escape(question)}"))


def field_of(page: Page | Locator, label: str) -> Locator:
    """A field by its label."""
    return page.get_by_label(re.compile(f"^{re.escape(label)}"))


@dataclass
class Finger:
    """Taps. A native list takes two; a text takes one and its letters."""

    page: Page
    taps: int = 0
    keys: int = 0

    def tick(self, question: str, answer: str) -> None:
        """Pick an answer among radio buttons or boxes."""
        self.taps += 1
        group(self.page, question).get_by_label(answer, exact=True).check()

    def pick(self, label: str, answer: str) -> None:
        """Pick an answer from a list."""
        self.taps += 2
        field_of(self.page, label).select_option(label=answer)

    def day(self, question: str) -> None:
        """Give a day."""
        self.taps, self.keys = self.taps + 1, self.keys + 8
        group(self.page, question).get_by_label("Datum", exact=True).fill(seen_on().isoformat())

    def write(self, label: str, text: str) -> None:
        """Type a text."""
        self.taps, self.keys = self.taps + 1, self.keys + len(text)
        field_of(self.page, label).fill(text)

    def unfold(self, summary: str) -> None:
        """Open a part of the form that was closed."""
        self.taps += 1
        self.page.get_by_role("main").locator("summary").get_by_text(summary, exact=True).click()

    def press(self, button: str) -> None:
        """Press a button."""
        self.taps += 1
        self.page.get_by_role("button", name=button, exact=True).click()


@dataclass
class Keyboard(Finger):
    """No mouse and no finger: only keys, from where the page starts."""

    def _key(self, name: str) -> None:
        self.keys += 1
        self.page.keyboard.press(name)

    def _type(self, text: str) -> None:
        self.keys += len(text)
        self.page.keyboard.type(text)

    def _reach(self, target: Locator) -> None:
        """Press Tab until one of these has the focus."""
        for _ in range(FAR):
            if target.evaluate_all("all => all.includes(document.activeElement)"):
                return
            self._key("Tab")
        raise AssertionError(f"cannot be reached with Tab: {target}")

    def tick(self, question: str, answer: str) -> None:
        """Boxes are stops of their own; radio buttons are one stop, with arrows between them."""
        wanted = group(self.page, question).get_by_label(answer, exact=True)
        if wanted.get_attribute("type") == "checkbox":
            self._reach(wanted)
            return self._key("Space")
        self._reach(group(self.page, question).get_by_role("radio"))
        self._key("Space")
        for _ in range(FAR):
            if wanted.is_checked():
                return None
            self._key("ArrowDown")
        raise AssertionError(f"cannot be reached with arrows: {question} {answer}")

    def pick(self, label: str, answer: str) -> None:
        """The first letters choose."""
        wanted = field_of(self.page, label)
        self._reach(wanted)
        self._type(answer[:4])
        assert wanted.locator("option:checked").inner_text() == answer, f"the first letters of {answer}"

    def day(self, question: str) -> None:
        """Day, month and year."""
        wanted = group(self.page, question).get_by_label("Datum", exact=True)
        self._reach(wanted)
        self._type(seen_on().strftime("%d%m%Y"))
        assert wanted.input_value() == seen_on().isoformat()

    def write(self, label: str, text: str) -> None:
        """Type a text."""
        self._reach(field_of(self.page, label))
        self._type(text)

    def unfold(self, summary: str) -> None:
        """Open a part of the form that was closed."""
        self._reach(self.page.get_by_role("main").locator("summary").get_by_text(summary, exact=True))
        self._key("Enter")

    def press(self, button: str) -> None:
        """Press a button."""
        self._reach(self.page.get_by_role("button", name=button, exact=True))
        self._key("Enter")
