"""What must be so on every page, read from its tags alone: each check gives what is wrong, as sentences."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from server.web.pages import Page

from zicht.agreements import bundled, load
from zicht.knowledge import standard


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Words that stand in nearly every text of one language and in no text of the other.
DUTCH = _words(
    """
    alle alleen als ander andere antwoord bij dan dat de deze dit een eigen er geeft geen geldt gemeente geweigerd
    gegeven gevaar het hier hoe ingetrokken ja jaar kan kies kon kunt maar mag meer melder moet naar nee niet nieuw nog
    nu onbekend ook reden signaal signalen sinds staat terug toegang uit uw van vanaf veel volgende voor waarom waar wat
    werkafspraak werkafspraken wie wij wordt worden zelf zien zijn zonder zoals
    """
)
ENGLISH = _words(
    """
    about access agreement agreements and answer answers any are because been before being between can cannot choose
    could does each from has have how into its must new nobody not nothing only other our page reason read see should
    signal signals since somebody someone than that the their them there these they this those unknown until what when
    where which who whose why with without would yes you your
    """
)
TOKEN = re.compile(r"(?<!\w)[^\W\d_]+(?:[-'.:#/][^\W\d_]+)*(?!\w)")
ELSEWHERE = re.compile(r"<(\w+)[^>]*\slang=\"(?:nl|en)\"[^>]*>.*?</\1>", re.DOTALL)
PLANTED = "zq"  # what a reporter wrote stays in the language they wrote it in (``access.planted``)
READ_OUT = ("aria-label", "alt", "title", "placeholder")
CONTROLS = ("input", "select", "textarea")


def names() -> tuple[str, ...]:
    """What keeps its Dutch name in every language: organisations, places, agreements."""
    agreements = [load(text) for _, text in bundled()]
    found = [organisation.name for organisation in standard.organisations()]
    found += [municipality.name for municipality in standard.municipalities()]
    found += [text for agreement in agreements for text in (agreement.title, agreement.id)]
    return tuple(sorted((*found, standard.region()), key=len, reverse=True))


NAMES = names()


def foreign(page: Page, language: str) -> set[str]:
    """The words of the other language on a page, in its text and in what is read out."""
    html = page.html.partition("<body")[2]
    inner = ELSEWHERE.sub(" ", html)
    text = " ".join(piece for piece in re.split(r"<[^>]*>", inner) if PLANTED not in piece)
    spoken = [found[name] for _, found in page.tags if "lang" not in found for name in READ_OUT if name in found]
    whole = " ".join((text, title(page), *spoken))
    for name in NAMES:
        whole = whole.replace(name, " ")
    return {word.lower() for word in TOKEN.findall(whole)} & (ENGLISH if language == "nl" else DUTCH)


def title(page: Page) -> str:
    """The title of a page."""
    found = re.search(r"<title>(.*?)</title>", page.html, re.DOTALL)
    return found[1].strip() if found else ""


def headings(page: Page) -> Iterator[str]:
    """One h1, and no level skipped on the way down."""
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch("h[1-6]", tag)]
    if levels.count(1) != 1:
        yield f"{levels.count(1)} h1"
    for above, below in zip([0, *levels], levels, strict=False):
        if below > above + 1:
            yield f"h{above} is followed by h{below}"


def references(page: Page) -> Iterator[str]:
    """Every id stands once, and whatever points at one finds it."""
    ids = Counter(found["id"] for _, found in page.tags if "id" in found)
    yield from (f"id {name} twice" for name, times in ids.items() if times > 1)
    for tag, found in page.tags:
        pointed = [*found.get("aria-describedby", "").split(), *found.get("aria-labelledby", "").split()]
        pointed += [found["for"]] if "for" in found else []
        link = found.get("href", "")
        pointed += [link[1:]] if link.startswith("#") else []
        yield from (f"{tag} points at {name}, which is not there" for name in pointed if name not in ids)


def controls(page: Page) -> Iterator[str]:
    """Whatever is filled in has a label or a name that is read out; whatever is sent is safe against forgery."""
    labelled = {found.get("for") for tag, found in page.tags if tag == "label"}
    for tag, found in page.tags:
        if tag in CONTROLS and found.get("type") != "hidden":
            if found.get("id") not in labelled and "aria-label" not in found:
                yield f"{tag} {found.get('name')} has no label"
            if not found.get("name"):
                yield f"{tag} {found.get('id')} has no name"
        if tag == "img" and "alt" not in found:
            yield f"image {found.get('src')} has no text"
    yield from (f"empty {one[1]}" for one in re.finditer(r"<(button|a|label|legend|th)\b[^>]*>\s*</\1>", page.html))


def tables(page: Page) -> Iterator[str]:
    """Every table says what it is of, and every heading of what."""
    kinds = Counter(tag for tag, _ in page.tags)
    if kinds["table"] != kinds["caption"]:
        yield f"{kinds['table']} tables with {kinds['caption']} captions"
    yield from ("th without scope" for tag, found in page.tags if tag == "th" and "scope" not in found)


def strictness(page: Page) -> Iterator[str]:
    """Nothing that the page policy forbids, and nothing of another host."""
    for tag, found in page.tags:
        if tag == "style" or "style" in found or any(name.startswith("on") for name in found):
            yield f"{tag} with style or script of its own"
        if tag == "script" and "src" not in found:
            yield "script in the page"
        source = found.get("src") or (found.get("href") if tag == "link" else "") or ""
        if re.match(r"(\w+:)?//", source):
            yield f"{tag} asks {source}"
        if tag == "form" and re.match(r"(\w+:)?//", found.get("action", "")):
            yield f"form sends to {found['action']}"


def wrong(page: Page, language: str) -> list[str]:
    """Everything that is wrong with a page."""
    found = [line for check in (headings, references, controls, tables, strictness) for line in check(page)]
    if f'<html lang="{language}">' not in page.html:
        found.append("another language than asked")
    if not title(page).endswith("· Zicht") or title(page).startswith("·"):
        found.append(f"title {title(page)!r}")
    strange = foreign(page, language)
    return [*found, f"words of the other language: {sorted(strange)}"] if strange else found
