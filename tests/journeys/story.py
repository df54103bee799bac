"""Signals on their way, told by the people who see them. Each step happens once per width, when first asked for.

What is done on screen is done as a person does it: by the words that stand there.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from typing import TypeVar

from journeys.hands import Finger, Keyboard, field_of, group, seen_on
from journeys.people import People
from journeys.pictures import Shoot
from playwright.sync_api import Locator, Page, expect

T = TypeVar("T")
REPORT = "Boven de drukkerij slapen elf mensen op de grond. Zij mogen niet weg, zegt een van hen."
ANSWER = "Dank u. Weet u op welke dagen zij werken?"
REPLY = "Van maandag tot en met zaterdag, tot laat."
SEEN = "Hij keek steeds naar de baas voordat hij antwoordde."
# What tells the stories of the two widths apart.
OWN = {"phone": "Ik zag het vanaf de stoep.", "desktop": "Ik zag het in de hal."}
# What the professional saw: the part of the list, the sign, the answer.
SIGNS = (
    ("Wonen", "Slaapt met anderen op matrassen in een kelder, schuur of zolder", "Ja"),
    ("Controle", "Is nooit alleen; een begeleider geeft de antwoorden", "Ja"),
    ("Papieren", "Heeft het eigen paspoort niet in handen", "Nee"),
    ("Geld", "Krijgt niet of te weinig betaald", "Onbekend"),
)
REACH_ME = "wijkteam@ggd.example"
NAME = ("Mirno", "Zandloper-Wolk")
NOTE = "Eerste gesprek is geweest."
NO_SIGN = "Geen aanwijzing voor mensenhandel"
CARE, INSPECTION = "Regionale Zorgcoördinatie Vechtstreek", "Arbeidsinspectie Vechtstreek"


def once(step: Callable[[Story], T]) -> Callable[[Story], T]:
    """A step that happens once; whoever asks again gets what it gave."""

    @wraps(step)
    def told(story: Story) -> T:
        if step.__name__ not in story.told:
            story.told[step.__name__] = step(story)
        return story.told[step.__name__]  # type: ignore[return-value]

    return told


def heading(page: Page, words: str) -> Locator:
    """The heading that says where we are."""
    return page.get_by_role("heading", level=1, name=words)


def to(page: Page, path: str) -> Locator:
    """A link on this page that leads to this path."""
    return page.locator(f'a[href="{path}"]').first


def receipt_on(page: Page) -> str:
    """The receipt that is shown here."""
    return page.get_by_text(re.compile(r"^\d{4}( \d{4}){4}$")).inner_text()


def path_of(page: Page) -> str:
    """Where we are, without what follows the question mark."""
    return re.sub(r"^https?://[^/]+|\?.*$", "", page.url)


@dataclass
class Story:
    """The story at one width."""

    people: People
    shoot: Shoot
    width: str
    told: dict[str, object] = field(default_factory=dict)

    def as_(self, who: str) -> Page:
        """A window of this person."""
        return self.people.page_of(who, self.width)

    def stranger(self) -> Page:
        """A window of someone without an account; no script runs in it."""
        return self.people.window(self.width, java_script_enabled=False)

    def keep(self, page: Page, name: str) -> None:
        """Keep a picture for the docs."""
        self.shoot(page, name, self.width)

    @once
    def receipt(self) -> str:
        """Anyone reports danger without script, account or cookie; gives the receipt."""
        page = self.stranger()
        page.goto("/")
        self.keep(page, "begin")
        page.get_by_role("link", name="Iedereen").click()
        expect(heading(page, "Deel uw zorgen over uitbuiting")).to_be_visible()
        self.keep(page, "melden")
        fill_report(page, acute="Ja", text=f"{REPORT} {OWN[self.width]}")
        page.get_by_role("button", name="Verstuur").click()
        expect(heading(page, "Bel nu 112")).to_be_visible()
        page.get_by_role("button", name="Ik heb dit gelezen. Verstuur mijn signaal").click()
        expect(heading(page, "Uw signaal is ontvangen")).to_be_visible()
        assert page.context.cookies() == []
        self.keep(page, "ontvangstcode")
        return receipt_on(page)

    def come_back(self, page: Page) -> None:
        """Come back with the receipt."""
        page.goto("/")
        page.get_by_role("link", name="Terug met een ontvangstcode").click()
        field_of(page, "Ontvangstcode").fill(self.receipt())
        page.get_by_role("button", name="Lees het antwoord").click()
        expect(heading(page, "Het antwoord van het meldpunt")).to_be_visible()

    @once
    def report(self) -> str:
        """The desk finds the public report under the acute ones; gives its path."""
        self.receipt()
        page = self.as_("desk")
        page.goto("/meldpunt")
        self.keep(page, "meldpunt")
        acute = page.get_by_role("row").filter(has_text="direct gevaar").filter(has_text="formulier voor iedereen")
        for link in [row.get_by_role("link").get_attribute("href") for row in reversed(acute.all())]:
            to(page, link).click()
            page.wait_for_load_state()
            if page.get_by_text(f"{REPORT} {OWN[self.width]}").count():
                return path_of(page)
            page.go_back()
        raise AssertionError("the report is not in the queue")

    @once
    def answered(self) -> None:
        """The desk answers who reported."""
        page = self.as_("desk")
        page.goto(self.report())
        field_of(page, "Uw antwoord aan de melder").fill(ANSWER)
        page.get_by_role("button", name="Antwoord klaarzetten").click()
        expect(page.get_by_text("Uw antwoord staat klaar voor de melder.")).to_be_visible()

    @once
    def report_case(self) -> str:
        """The desk weighs the public report and opens a case; gives the path of the case."""
        return self.weighed(self.report())

    @once
    def signal(self) -> str:
        """The professional registers a signal: on a phone with a finger, at a desk with the keyboard only."""
        page = self.as_("professional")
        page.goto("/signalen/nieuw")
        self.keep(page, "signaal-nieuw")
        hand = Finger(page) if self.width == "phone" else Keyboard(page)
        eight_answers(hand)
        print(f"\neight answers ({self.width}): {hand.taps} taps, {hand.keys} keystrokes")
        hand.write("Wat wilt u vertellen?", f"{SEEN} {OWN[self.width]}")
        hand.unfold("Hoe wij u kunnen bereiken")
        hand.write("Telefoonnummer of e-mailadres", REACH_ME)
        hand.pick("Is het veilig om contact op te nemen?", "Ja")
        hand.unfold("Weet u wie het mogelijke slachtoffer is?")
        hand.write("Voornaam", NAME[0])
        hand.write("Achternaam", NAME[1])
        hand.press("Eerst aangeven wat u zag")
        expect(heading(page, "Wat zag u precies?")).to_be_visible()
        for part, sign, answer in SIGNS:
            hand.unfold(part)
            hand.tick(sign, answer)
        hand.press("Doorgeven")
        expect(page.get_by_text("Uw signaal is doorgegeven aan het meldpunt.")).to_be_visible()
        print(f"with story, contact, name and four signs ({self.width}): {hand.taps} taps, {hand.keys} keystrokes")
        return path_of(page)

    @once
    def case(self) -> str:
        """The desk weighs the professional's signal and opens a case; gives the path of the case."""
        found = self.signal().replace("/signalen/", "/meldpunt/")
        page = self.as_("desk")
        page.goto("/meldpunt")
        to(page, found).click()
        self.keep(page, "signaal-wegen")
        return self.weighed(found)

    @once
    def without_sign(self) -> str:
        """The professional passes on one more signal and reads it back; the desk finds no sign. Gives its path."""
        page = self.as_("professional")
        page.goto("/signalen/nieuw")
        hand = Finger(page)
        eight_answers(hand)
        hand.press("Doorgeven")
        expect(page.get_by_text("Uw signaal is doorgegeven aan het meldpunt.")).to_be_visible()
        found = path_of(page)
        desk = self.as_("desk")
        desk.goto(found.replace("/signalen/", "/meldpunt/"))
        group(desk, "Hoe eindigt de weging?").get_by_label(NO_SIGN).check()
        field_of(desk, "Waarom?").fill("Het was een verhuizing.")
        desk.get_by_role("button", name="Weging bewaren").click()
        expect(desk.get_by_text("De weging is bewaard.")).to_be_visible()
        return found

    def weighed(self, signal: str) -> str:
        """Weigh a signal and open a case on it; gives the path of the case."""
        page = self.as_("desk")
        page.goto(signal)
        group(page, "Hoe eindigt de weging?").get_by_label("Casus geopend").check()
        field_of(page, "Waarom?").fill("Meer dan één aanwijzing, en er is hulp nodig.")
        page.get_by_role("button", name="Weging bewaren").click()
        expect(page.get_by_text("De casus is geopend. U kunt nu doorverwijzen.")).to_be_visible()
        return path_of(page)

    def referred(self, case: str, receiver: str, picture: str = "") -> str:
        """See what a partner will see, then refer; gives the path of the referral."""
        page = self.as_("desk")
        page.goto(case)
        page.get_by_role("link", name="Doorverwijzen", exact=True).click()
        group(page, "Naar wie en waarvoor?").get_by_role("radio", name=receiver).check()
        page.get_by_role("button", name="Bekijk wat zij zien").click()
        expect(heading(page, "Dit is precies wat zij zien")).to_be_visible()
        if picture:
            self.keep(page, picture)
        page.get_by_role("button", name="Verstuur de doorverwijzing").click()
        expect(page.get_by_text("De doorverwijzing is verstuurd.")).to_be_visible()
        row = page.get_by_role("row").filter(has_text=receiver)
        return str(row.get_by_role("link").get_attribute("href"))

    @once
    def report_referral(self) -> str:
        """The public report goes to the care coordinator."""
        return self.referred(self.report_case(), CARE)

    @once
    def referral(self) -> str:
        """The professional's signal goes to the care coordinator."""
        found = self.referred(self.case(), CARE, "doorverwijzen-voorbeeld")
        page = self.as_("desk")
        page.goto(self.case())
        self.keep(page, "casus")
        return found

    @once
    def second_referral(self) -> str:
        """The same signal goes to the labour inspectorate."""
        return self.referred(self.case(), INSPECTION)

    @once
    def outcome(self) -> None:
        """The care coordinator accepts and reports what came of it."""
        referral = self.referral()
        page = self.as_("partner")
        page.goto("/doorverwijzingen")
        to(page, referral).click()
        self.keep(page, "partner")
        page.get_by_role("button", name="Aannemen", exact=True).click()
        expect(page.get_by_text("U hebt de doorverwijzing aangenomen.")).to_be_visible()
        group(page, "Wat is de uitkomst?").get_by_label("hulp of opvang gestart").check()
        field_of(page, "Notitie voor het meldpunt").fill(NOTE)
        page.get_by_role("button", name="Uitkomst melden").click()
        expect(page.get_by_text("De uitkomst is gemeld.")).to_be_visible()


def fill_report(page: Page, *, acute: str, text: str) -> None:
    """Answer the public form."""
    hand = Finger(page)
    hand.tick("Wat vermoedt u?", "Arbeidsuitbuiting")
    hand.pick("In welke gemeente?", "Vechterdam")
    field_of(page, "Wanneer zag of hoorde u dit?").fill(seen_on().isoformat())
    hand.tick("Om wie gaat het?", "Een volwassene")
    hand.tick("Is er nu direct gevaar?", acute)
    hand.tick("Hoe weet u dit?", "Ik heb het zelf gezien of gehoord")
    hand.pick("Wie bent u?", "Buur of bewoner")
    hand.tick("Mogen wij contact met u opnemen?", "Nee")
    hand.write("Wat wilt u vertellen?", text)


def eight_answers(hand: Finger) -> None:
    """The eight answers that a professional gives; who they are is filled in already."""
    hand.tick("Wat vermoedt u?", "Arbeidsuitbuiting")
    hand.pick("In welke gemeente?", "Vechterdam")
    hand.day("Wanneer zag of hoorde u dit?")
    hand.tick("Om wie gaat het?", "Een volwassene")
    hand.tick("Is er nu direct gevaar?", "Nee")
    hand.pick("Hoe weet u dit?", "Ik heb het zelf gezien of gehoord")
    hand.tick("Mogen wij contact met u opnemen?", "Ja")
