"""Every form of every page, filled in wrong: each mistake at its own field, and nothing that was typed is lost."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

import pytest
from access.table import TABLE
from django.test import Client
from server.web.pages import Page
from server.web.public.conftest import ANSWERS
from server.web.signing_in import browser

TYPED = {"textarea": "é" * 20_001, "date": "gisteren", "text": "é" * 600}
LOST_BY_NATURE = ("radio", "checkbox", "hidden", "password")
NO_FIELDS = ("/uitloggen",)
# On which page each form stands, and who fills it in here. A new form has to be added.
FORMS = {
    "melden": "",
    "melden-terug": "",
    "account_login": "",
    "signaal-nieuw": "ggd.1",
    "signaal-verbeteren": "ggd.1",
    "concept": "ggd.1",
    "mijn-sleutels": "ggd.1",
    "meldpunt-signaal": "desk.1",
    "overleg": "desk.1",
    "mag-ik-delen": "ggd.1",
    "meldpunt-links": "desk.1",
    "melden-link": "",
    "doorverwijzing": "zorg.1",
    "toegang-intrekken": "privacy.1",
    "adviezen": "fg.1",
    "verwerkingen": "privacy.1",
    "beeld": "beleid.1",
}


@dataclass
class Control:
    """One thing to fill in: its name, kind, and attributes; a group of radio buttons is one."""

    name: str
    kind: str
    found: list[dict[str, str]]
    optional: bool = False

    @property
    def typed(self) -> bool:
        return self.kind not in LOST_BY_NATURE and self.kind != "select"


@dataclass
class Asked:
    """One form on a page, as it can be filled in."""

    action: str
    nth: int
    controls: dict[str, Control] = field(default_factory=dict)

    @property
    def fields(self) -> list[Control]:
        return [control for control in self.controls.values() if control.kind != "hidden"]


def forms_on(page: Page) -> list[Asked]:
    """The forms of a page that change something, with what can be filled in."""
    found: list[Asked] = []
    for tag, attributes in page.tags:
        if tag == "form":
            found.append(Asked(attributes.get("action", ""), len(found)))
        elif found and tag in ("input", "select", "textarea") and attributes.get("name"):
            kind = attributes.get("type", "text") if tag == "input" else tag
            control = found[-1].controls.setdefault(attributes["name"], Control(attributes["name"], kind, []))
            control.found.append(attributes)
    posts = [form for form in found if page.forms[form.nth].method == "post"]
    return [form for form in posts if form.fields and form.action not in NO_FIELDS]


def spoiled(form: Asked) -> dict[str, str]:
    """Something wrong in every field: too long, no date, nothing chosen."""
    return {one.name: TYPED.get(one.kind, TYPED["text"]) for one in form.fields if one.typed}


def sent(client: Client, page: Page, form: Asked, path: str) -> Page:
    """Send a form with every field wrong."""
    values = {
        name: value for name, value in page.forms[form.nth].values.items() if form.controls[name].kind == "hidden"
    }
    button = dict(page.forms[form.nth].buttons[:1])
    return Page(client.post(form.action or path, values | button | spoiled(form)))


def problems(form: Asked, answer: Page) -> Iterator[str]:
    """What is wrong with how the mistakes are told."""
    errors = {found["id"] for _, found in answer.tags if found.get("id", "").endswith("-error")}
    told = {name for _, found in answer.tags for name in found.get("aria-describedby", "").split()} & errors
    yield from (f"{error} belongs to no field" for error in errors - told)
    for _, found in answer.tags:
        wrong = errors & set(found.get("aria-describedby", "").split())
        if wrong and "name" in found and found.get("aria-invalid") != "true":
            yield f"{found['name']} is not said to be wrong"
    if len(form.fields) > 1:  # one field has its mistake in sight
        summary = {link[1:] for link in answer.links() if link.startswith("#")}
        yield from (f"{error} is not in the summary" for error in errors if error.removesuffix("-error") not in summary)
        if "Er is nog niets verstuurd" not in answer.text:
            yield "what was typed is not said to be kept"


def kept(form: Asked, answer: Page) -> Iterator[str]:
    """What was typed and is not there any more."""
    again = next((one for one in forms_on(answer) if set(one.controls) >= {c.name for c in form.fields}), None)
    if again is None:
        yield "the form is gone"
        return
    values = answer.forms[again.nth].values
    for name, typed in spoiled(form).items():
        shown = (values.get(name) or [""])[0]
        most = int(again.controls[name].found[0].get("maxlength") or 0)
        if shown != typed and not (name == "code" and shown == typed[:most]):
            yield f"{name} shows {shown[:30]!r} of what was typed"
        if again.controls[name].kind == "date" and not _is_day(shown):
            yield f"{name} is a date control, which shows nothing of what was typed"


def _is_day(text: str) -> bool:
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False


def unnamed(form: Asked, answer: Page) -> Iterator[str]:
    """Fields that were filled in wrong without being told so."""
    errors = {found["id"].removesuffix("-error") for _, found in answer.tags if found.get("id", "").endswith("-error")}
    for control in form.fields:
        own = {found.get("id", "") for found in control.found} | {control.name}
        if (control.typed or _must(control, answer)) and not own & errors:
            yield f"{control.name} is wrong and not told so"


def _must(control: Control, answer: Page) -> bool:
    """Whether a choice has to be made: its label does not say that it may stay empty."""
    pattern = rf'<(?:fieldset|select)[^>]*id="{re.escape(control.name)}".*?</(?:legend|select)>'
    group = re.search(pattern, answer.html, re.DOTALL)
    label = re.search(rf'<label[^>]*for="{re.escape(control.name)}"[^>]*>.*?</label>', answer.html, re.DOTALL)
    whole = " ".join(found[0] for found in (group, label) if found)
    return bool(whole) and "hoeft niet" not in whole


def pages_of(who: str, world) -> Iterator[tuple[str, str, Page, Client]]:
    """Every page with something to fill in that this person comes to, except what another one fills in here."""
    client = browser(who) if who else Client(enforce_csrf_checks=True)
    relation = next(one for one in TABLE.relations if one.who == who)
    asks = [ask for ask in TABLE.asks if ask.outcome(relation) == "shown" and not ask.api]
    paths = {(ask.route, world.path(ask.path)) for ask in asks if FORMS.get(ask.route, who) == who}
    if who == "zorg.1":
        paths |= {("doorverwijzing", f"/doorverwijzingen/{world.ids[name]}") for name in ("sent", "accepted")}
    for route, path in sorted(paths):
        response = client.get(path)
        if response.status_code == 200 and response["Content-Type"].startswith("text/html"):
            yield route, path, Page(response), client


@pytest.mark.parametrize("who", sorted({*FORMS.values(), "beheer.1"}))
def test_a_form_with_every_field_wrong_says_so_at_each_and_loses_nothing(ready, who):
    wrong, met = [], set()
    for route, path, page, client in pages_of(who, ready):
        for form in forms_on(page):
            met.add(route)
            answer = sent(client, page, form, path)
            where = f"{path} ({', '.join(one.name for one in form.fields)[:60]})"
            if route == "account_login":  # which of the two is wrong is not told
                assert "é" * 100 in answer.html and answer.status == 200
                continue
            if answer.status != 400:
                wrong.append(f"{where}: answers {answer.status}")
                continue
            found = (*problems(form, answer), *kept(form, answer), *unnamed(form, answer))
            wrong += [f"{where}: {line}" for line in found]
    assert not wrong, "\n".join(wrong)
    assert met == {route for route, name in FORMS.items() if name == who}, "a form that is not in the list, or is gone"


def test_the_reply_to_an_answer_is_told_at_its_field_and_kept(region):
    """This form stands behind a receipt, where no link leads."""
    from zicht.server.cases.actions.answer import answer_reporter
    from zicht.server.cases.queries import queue

    client = Client()
    form = next(one for one in Page(client.get("/melden")).forms if one.values.get("token"))
    received = Page(client.post(form.action, {"token": form.values["token"], **ANSWERS}))
    code = re.search(r"\d{4}(?: \d{4}){4}", received.text)[0]
    record = queue(region["desk.1"]).rows[0].record
    answer_reporter(signal=record, text="Wat zag u precies?", by=region["desk.1"])
    dialogue = Page(client.post("/melden/terug", {"code": code}))
    (reply,) = [one for one in forms_on(dialogue) if "reactie" in one.controls]
    answer = sent(client, dialogue, reply, "/melden/terug")
    assert answer.status == 400
    assert [*problems(reply, answer), *kept(reply, answer), *unnamed(reply, answer)] == []
