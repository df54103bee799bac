"""Every way out: what of a signal it shows, as the facts that somebody who reads it gets."""

from __future__ import annotations

import html
import re
import uuid
from collections.abc import Iterator

from access.asking import DAY, api_key
from django.test import Client
from server.web.signing_in import browser
from ways.making import CORE, facts

from zicht.cli.exporting import written
from zicht.knowledge import standard
from zicht.knowledge.details import detail_field
from zicht.registers.exchange import PSEUDONYMOUS, draft_of, read_tables
from zicht.server.api.reading import draft_of as api_draft
from zicht.server.api.reading import shape
from zicht.server.api.signals import SENT_NAMES
from zicht.server.cases.actions.weigh import weigh
from zicht.server.sharing.exporting import Wanted, export_pages
from zicht.server.sharing.exporting import draft_of as exported
from zicht.server.signals.queries import open_signal

# How each state reads. Five words, five meanings.
WORD = {"no": "nee", "unknown": "onbekend", "not_asked": "niet gevraagd", "refused": "wil dit niet zeggen"}
FACT = re.compile(r"<div><dt>(.*?)</dt><dd>(.*?)</dd></div>", re.DOTALL)
ROW = re.compile(r"<tr>(.*?)</tr>", re.DOTALL)
CELL = re.compile(r"<t[hd][^>]*>(.*?)</t[hd]>", re.DOTALL)
MONTHS = (
    "januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november",
    "december",
)  # fmt: skip
LABEL = {
    "where": "Gemeente", "who": "Om wie het gaat", "acute": "Direct gevaar", "capacity": "Wie dit doorgaf",
    "about_self": "Gaat over de melder zelf", "known_via": "Hoe dit bekend is", "what": "Vermoeden",
    "contact": "Contact gewenst", "contact_safe": "Contact veilig", "contact_how": "Hoe",
}  # fmt: skip
SOURCE = {
    "seen": "zelf gezien of gehoord", "told_by_person": "verteld door de persoon zelf",
    "told_by_other": "verteld door iemand anders", "document": "uit een document of bericht", "inferred": "afgeleid",
}  # fmt: skip


def query(region, record: uuid.UUID, who: str = "ggd.1"):
    """What the query gives to a page."""
    return facts(exported(open_signal(region[who], record)))


def api_one(region, record: uuid.UUID):
    """``GET /api/v1/signalen/{id}``, read by the names on the wire."""
    headers = {"Authorization": f"Bearer {api_key(region['ggd.1'], DAY)}"}
    shown = Client().get(f"/api/v1/signalen/{record}", headers=headers).json()
    persons = [{n: v for n, v in person.items() if n != "nummer"} for person in shown["betrokkenen"]]
    return facts(api_draft(shape({n: v for n, v in shown.items() if n in SENT_NAMES} | {"betrokkenen": persons})))


def api_line(region, record: uuid.UUID) -> dict[str, str]:
    """The line of ``GET /api/v1/signalen``."""
    headers = {"Authorization": f"Bearer {api_key(region['ggd.1'], DAY)}"}
    (line,) = Client().get("/api/v1/signalen", headers=headers).json()["signalen"]
    return line


def plain(markup: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", markup)).split())


def page(path: str, who: str) -> tuple[set[tuple[str, str]], list[tuple[str, ...]]]:
    """The facts and the rows of the tables of a page, in words."""
    response = browser(who).get(path)
    assert response.status_code == 200, path
    text = response.content.decode()
    rows = [tuple(plain(cell) for cell in CELL.findall(row)) for row in ROW.findall(text)]
    return {(plain(label), plain(value)) for label, value in FACT.findall(text)}, rows


def day(iso: str) -> str:
    year, month, number = iso.split("-")
    return f"{int(number)} {MONTHS[int(month) - 1]} {year}"


def _label(list_name: str, code: str) -> str:
    return next(found.nl for found in standard.codes(list_name) if found.id == code)


def fact_lines(said, groups: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Every (question, answer) that a page with these groups has to show, in words."""
    for kind, field, number, (state, values) in (one for one in said if one[0] in ("answer", "detail")):
        spec = next(found for found in standard.every_field() if found.id == field)
        if spec.group not in groups or field in ("contact_when",):
            continue
        if kind == "detail":
            several = next(entity for entity in standard.entities() if entity.id == spec.entity)
            label = f"{spec.nl} ({several.nl} {number})" if several.several else spec.nl
        elif field == "when":
            label = "Wanneer gezien of gehoord"
        else:
            label = LABEL[field]
        yield label, ", ".join(_words(spec, state, values))


def _words(spec, state: str, values) -> list[str]:
    if state != "value":
        return [WORD[state]]
    if spec.id == "known_via":
        return [SOURCE[values[0]]]
    if spec.codes:
        return [_label(spec.codes, value) for value in values]
    return [day(value) if spec.kind == "date" else value for value in values]


def sign_rows(said) -> Iterator[set[str]]:
    """What the row of each sign has to hold: the answer, the source with how sure, each day with what it is."""
    for _, sign, answer, source, seen, happened, certainty in (one for one in said if one[0] == "sign"):
        words = {_sign(sign), "gezien" if answer == "value" else WORD[answer]}
        words.add(SOURCE[source] + (f" ({_label('certainty', certainty)})" if certainty else ""))
        days = [day(seen)] if seen else []
        days += [f"gebeurd op {day(happened)}"] if happened else []
        yield words | {", ".join(days) or "–"}


def _sign(sign: str) -> str:
    text = _label("indicator", sign)
    return text[:1].upper() + text[1:]


def made_case(region, record: uuid.UUID) -> None:
    """Only what became a case is exported in the formats of others."""
    weigh(signal=record, end="case", reason="Meer dan een aanwijzing", by=region["desk.1"])


def export_files(region, form: str):
    """The files of ``zicht export``, and the sources that they were made from."""
    groups = frozenset(standard.FIELD_GROUPS) - {"status", "possible_perpetrators"}
    wanted = Wanted(groups=groups, cases_only=form != "csv", profile=PSEUDONYMOUS)
    sources = [source for found in export_pages(region["desk.1"], wanted) for source in found]
    return written(form, sources, PSEUDONYMOUS), sources


def csv_facts(region):
    """The three tables of the CSV export, read back by their description."""
    made, _ = export_files(region, "csv")
    (answers,) = read_tables({name: data for name, data in made.files.items() if name.endswith(".csv")}).values()
    return facts(draft_of(answers))


def readable(fact) -> bool:
    """Whether a fact lies in what an export without names reads."""
    if fact[1] in ("notified_by", "notified_reference"):
        return False  # free text that may name somebody
    if fact[0] == "detail":
        return detail_field(fact[1]).group in ("core", "observations", "follow_up")
    return fact[0] in ("person", "sign") or fact[1] in (*CORE, "when", "what")
