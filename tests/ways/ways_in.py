"""Every way in: what it does not ask is taken out of the draft, the rest is sent as somebody would send it."""

from __future__ import annotations

import csv
import io
import json
import secrets
import uuid
from dataclasses import replace

import openpyxl
from access.asking import DAY, api_key
from django.test import Client
from django.utils import timezone
from server.web.pages import Page, get, record_in, send
from server.web.signing_in import browser
from ways.making import CODED, without

from zicht.knowledge import standard
from zicht.knowledge.details import detail_field
from zicht.knowledge.signal import NOT_ASKED, WIRE_STATES, Answer, Observation, Person, SignalDraft
from zicht.registers import load_mapping
from zicht.server.api.further import further_shown
from zicht.server.cases.queries import queue
from zicht.server.intake.actions.links import LinkDraft, make_link
from zicht.server.signals.actions.imports import take_in
from zicht.server.signals.actions.register import Incoming, register_many, register_signal
from zicht.server.signals.queries import own_signals
from zicht.server.web.professional.further import STATE, detail_name
from zicht.server.web.professional.given import CERTAINTY, HAPPENED, NAMES, PROVENANCE, SEX, SIGN, Given
from zicht.server.web.professional.parsing import parse
from zicht.server.web.public.forms import form_name

NEW = "/signalen/nieuw"
WIRE = {state: wire for wire, state in WIRE_STATES.items()}


def _wire(list_name: str, answer: Answer) -> list[str]:
    if answer.state != "value":
        return [WIRE[answer.state]]
    codes = {code.id: code.wire for code in standard.codes(list_name)}
    return [codes[value] for value in answer.values]


def _newest(region) -> uuid.UUID:
    (row,) = own_signals(region["ggd.1"]).rows
    return row.record


def act(region, given: SignalDraft) -> tuple[uuid.UUID, SignalDraft]:
    """The act itself, as every page and program calls it."""
    return register_signal(draft=given, by=region["ggd.1"]), given


def many(region, given: SignalDraft) -> tuple[uuid.UUID, SignalDraft]:
    """Many at once, as ``zicht synth --load`` and the demo do."""
    register_many([Incoming(given, region["ggd.1"], timezone.now())])
    return _newest(region), given


def api(region, given: SignalDraft) -> tuple[uuid.UUID, SignalDraft]:
    """The API, by its names on the wire."""
    body: dict[str, object] = {}
    for spec in CODED:
        sent = _wire(spec.codes, getattr(given, spec.id))
        body[spec.wire] = sent if spec.kind == "codes" and getattr(given, spec.id).values else sent[0]
    body["wanneer"] = given.when.isoformat() if given.when else WIRE[given.when_state]
    body["waarnemingen"] = [_observation(item) for item in given.observations]
    body["betrokkenen"] = [
        {"rollen": ["mogelijk_slachtoffer"], "leeftijdsgroep": _wire("age_class", one.age_class)[0],
         "geslacht": _wire("sex", one.sex)[0]} for one in given.persons
    ]  # fmt: skip
    body["aanvullend"] = further_shown(given.details).model_dump(by_alias=True, exclude_unset=True, mode="json")
    headers = {"Authorization": f"Bearer {api_key(region['ggd.1'], DAY)}"}
    made = Client().post("/api/v1/signalen", json.dumps(body), content_type="application/json", headers=headers)
    assert made.status_code == 201, made.content
    return uuid.UUID(made.json()["id"]), given


def _observation(item: Observation) -> dict[str, str]:
    codes = {code.id: code.wire for name in ("provenance", "certainty") for code in standard.codes(name)}
    sent = {
        "indicator": item.indicator,
        "antwoord": "ja" if item.answer == "value" else WIRE[item.answer],
        "herkomst": codes[item.provenance],
        "gezienOp": str(item.seen_on or ""),
        "gebeurdOp": str(item.happened_on or ""),
        "zekerheid": codes.get(item.certainty, ""),
    }
    return {name: value for name, value in sent.items() if value}


def form(region, given: SignalDraft) -> tuple[uuid.UUID, SignalDraft]:
    """The form: a sign is seen on the day of the signal; what is not asked there is left open, and stays not asked."""
    asked = _formed(given)
    parsed = parse(Given(_values(asked)), timezone.localdate(), "nl")
    assert not parsed.problems, parsed.problems
    return register_signal(draft=parsed.draft, by=region["ggd.1"], channel="form"), asked


def kept(region, given: SignalDraft) -> tuple[uuid.UUID, SignalDraft]:
    """A draft: the form is left by its button, opened in another browser, and sent as that page has it."""
    asked, here, elsewhere = _formed(_choosable(given)), browser("ggd.1"), browser("ggd.1")
    left = send(here, get(here, NEW).form(NEW), **_lists(_values(asked)), stap="bewaren")
    assert left.status_code == 302, Page(left).text
    again = get(elsewhere, f"/signalen/concepten/{record_in(left['Location'])}").form(NEW)
    made = send(elsewhere, again, stap="bevestigd", gewaarschuwd="ja")
    assert made.status_code == 302, Page(made).text
    return _newest(region), asked


def _choosable(given: SignalDraft) -> SignalDraft:
    """As somebody can choose it: where a question knows no "no", the page has none to choose, and of a day one only."""
    refused = Answer("refused")
    changes = {s.id: refused for s in CODED if s.codes != "yes" and getattr(given, s.id).state == "no"}
    persons = tuple(replace(one, sex=refused) if one.sex.state == "no" else one for one in given.persons)
    persons = tuple(replace(one, age_class=changes.get("who", one.age_class)) for one in persons)
    return without(given, **changes, persons=persons, when_state="value" if given.when else "unknown")


def _lists(values: dict[str, tuple[str, ...]]) -> dict[str, list[str]]:
    return {name: list(found) for name, found in values.items()}


def link(region, given: SignalDraft) -> tuple[uuid.UUID, SignalDraft]:
    """A one-off link: in whose capacity it is, is the link's; nothing of persons and no further answers are asked."""
    told = LinkDraft("education", "", 7)
    made = make_link(given=told, nonce=secrets.token_hex(16), by=region["desk.1"])
    signs = tuple(replace(item, seen_on=given.when, happened_on=None, certainty="") for item in given.observations)
    capacity = Answer.of(told.capacity)
    asked = without(given, capacity=capacity, about_self=NOT_ASKED, observations=signs, persons=(), details=())
    wires = {code.id: code.wire for code in standard.codes("provenance")}
    here = (spec for spec in CODED if spec.id not in ("capacity", "about_self"))
    values = {form_name(spec.id): _wire(spec.codes, getattr(asked, spec.id)) for spec in here}
    values["wanneer"] = [asked.when.isoformat() if asked.when else WIRE[asked.when_state]]
    values["contactgegevens"] = ["0600000000"] if asked.contact.value == "yes" else []
    for item in signs:
        values[f"waarneming_{item.indicator}"] = ["ja" if item.answer == "value" else WIRE[item.answer]]
        values[f"herkomst_{item.indicator}"] = [wires[item.provenance]]
    opened = Page(Client().post("/melden/link", {"code": made.code})).form("/melden/link")
    sent = send(Client(), opened, **values, stap="toch", bevestigd="ja")
    assert "ontvangstcode" in Page(sent).text, Page(sent).text
    (row,) = queue(region["desk.1"]).rows
    return row.record, asked


def _formed(given: SignalDraft) -> SignalDraft:
    """What the form asks of a draft."""
    signs = tuple(replace(item, seen_on=given.when) for item in given.observations)
    details = tuple(item for item in given.details if item.answer.state != "not_asked" and _askable(item))
    told = bool(details) or given.persons[0].sex != NOT_ASKED
    person = (Person(("presumed_victim",), given.who, given.persons[0].sex),) if told else ()
    return without(given, observations=signs, details=details, persons=person)


def _askable(item) -> bool:
    """The form's own choices: none of several things, and of a date or a text no "no" that says nothing."""
    return item.spec.entity not in ("notification",) or item.answer.state != "no"


def _values(given: SignalDraft) -> dict[str, tuple[str, ...]]:
    values = {NAMES[spec.id]: tuple(_wire(spec.codes, getattr(given, spec.id))) for spec in CODED}
    values[NAMES["when"]] = (given.when.isoformat() if given.when else WIRE[given.when_state],)
    codes = {code.id: code.wire for name in ("provenance", "certainty") for code in standard.codes(name)}
    for item in given.observations:
        values[SIGN + item.indicator] = ("ja" if item.answer == "value" else WIRE[item.answer],)
        values[PROVENANCE + item.indicator] = (codes[item.provenance],)
        values[HAPPENED + item.indicator] = (str(item.happened_on or ""),)
        values[CERTAINTY + item.indicator] = (codes.get(item.certainty, ""),)
    for person in given.persons:
        values[SEX] = tuple(_wire("sex", person.sex))
    for item in given.details:
        values |= _further(item)
    return values


def _further(item) -> dict[str, tuple[str, ...]]:
    spec, name = item.spec, detail_name(item.spec, item.number)
    if spec.codes:
        return {name: tuple(_wire(spec.codes, item.answer))}
    if item.answer.state == "value":
        return {name: item.answer.values}
    return {name + STATE: (WIRE[item.answer.state],)}


def _row(given: SignalDraft) -> tuple[dict[str, str], SignalDraft]:
    """One line of a register: a column per answer. It knows no signs; an empty cell is not asked."""
    details = tuple(item for item in given.details if item.answer.state != "not_asked")
    asked = without(given, observations=(), details=details)
    cells = {spec.wire: ",".join(_wire(spec.codes, getattr(asked, spec.id))) for spec in CODED}
    cells["wanneer"] = asked.when.isoformat() if asked.when else WIRE[asked.when_state]
    cells["rol"] = "mogelijk_slachtoffer"
    cells["leeftijdsgroep"] = _wire("age_class", asked.persons[0].age_class)[0]
    cells["geslacht"] = _wire("sex", asked.persons[0].sex)[0]
    for item in details:
        spec = detail_field(item.field)
        found = _wire(spec.codes, item.answer) if spec.codes or item.answer.state != "value" else item.answer.values
        cells[spec.wire] = ",".join(found)
    return cells, asked


def _mapping(cells: dict[str, str]):
    fields = "".join(f'[fields.{wire}]\ncolumn = "{wire}"\n' for wire in cells)
    return load_mapping(f'source = "Verzonnen Register"\nid = "nr"\n{fields}')


def _imported(region, data: bytes, cells: dict[str, str]) -> uuid.UUID:
    reading = take_in(data=data, mapping=_mapping(cells), by=region["ggd.1"], activity="demo")
    assert reading.count("new") == 1, reading.problems
    return _newest(region)


def import_csv(region, given: SignalDraft) -> tuple[uuid.UUID, SignalDraft]:
    """A register's CSV."""
    cells, asked = _row(given)
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=";").writerows([["nr", *cells], ["1", *cells.values()]])
    return _imported(region, out.getvalue().encode(), cells), asked


def import_xlsx(region, given: SignalDraft) -> tuple[uuid.UUID, SignalDraft]:
    """The same as a workbook."""
    cells, asked = _row(given)
    book, out = openpyxl.Workbook(), io.BytesIO()
    book.active.append(["nr", *cells])
    book.active.append(["1", *cells.values()])
    book.save(out)
    return _imported(region, out.getvalue(), cells), asked


# Correcting a signal is a way in too: the act that keeps a correction comes here, from one draft to another.
WAYS_IN = {
    "act": act, "many": many, "api": api, "form": form, "draft": kept, "link": link, "import csv": import_csv,
    "import xlsx": import_xlsx,
}  # fmt: skip
# Who reads back what came in; nobody but the desk sees what came by a link.
READER = dict.fromkeys(WAYS_IN, "ggd.1") | {"link": "desk.1"}
