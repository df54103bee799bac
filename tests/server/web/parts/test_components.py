"""The shared templates: errors at their field, headings on cards, nothing that a strict page policy would block."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.template import Context, Engine
from django.utils import translation

from zicht.server.web.parts.components import Cell, Column, Fact, Field, Link, Option, Step, Table

PARTS = Path(__file__).resolve().parents[4] / "src" / "zicht" / "server" / "web" / "parts"
LIBRARIES = {"i18n": "django.templatetags.i18n", "static": "django.templatetags.static"}
TEMPLATES = sorted((PARTS / "templates" / "parts").glob("*.html"))
AGES = (Option("adult", "Volwassene"), Option("minor", "Jonger dan 18"), Option("unknown", "Weet ik niet"))


class Tags(HTMLParser):
    """The tags of a page, with their attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def named(self, *names: str) -> list[dict[str, str | None]]:
        return [attributes for tag, attributes in self.found if tag in names]


def render(name: str, **context: object) -> str:
    engine = Engine(dirs=[str(PARTS / "templates")], libraries=LIBRARIES)
    with translation.override("nl"):
        return engine.get_template(f"parts/{name}").render(Context(context))


@pytest.mark.parametrize("kind", ["text", "textarea", "date", "select", "password", "file", "email", "tel"])
def test_the_error_of_a_field_is_linked_to_it(kind: str) -> None:
    field = Field("waar", "waar", "Waar?", kind=kind, hint="Ongeveer", error="Kies", options=AGES)  # type: ignore[arg-type]
    tags = Tags(render("field.html", field=field))
    (control,) = tags.named("input", "textarea", "select")
    assert control["aria-describedby"] == "waar-hint waar-error"
    assert control["aria-invalid"] == "true"
    ids = {attributes.get("id") for _, attributes in tags.found}
    assert {"waar", "waar-hint", "waar-error"} <= ids
    assert tags.named("label")[0]["for"] == "waar"


@pytest.mark.parametrize(("kind", "value"), [("radio", "minor"), ("checkboxes", ("minor",))])
def test_a_group_is_a_fieldset_with_its_error_and_keeps_the_choice(kind: str, value: str | tuple[str, ...]) -> None:
    field = Field("wie", "wie", "Wie?", kind=kind, value=value, options=AGES, error="Kies een antwoord")  # type: ignore[arg-type]
    tags = Tags(render("field.html", field=field))
    (group,) = tags.named("fieldset")
    assert group["aria-describedby"] == "wie-error"
    assert [control["value"] for control in tags.named("input") if "checked" in control] == ["minor"]
    assert [control["value"] for control in tags.named("input")] == ["adult", "minor", "unknown"]
    assert {label["for"] for label in tags.named("label")} == {control["id"] for control in tags.named("input")}


def test_a_field_without_error_or_hint_describes_nothing() -> None:
    (control,) = Tags(render("field.html", field=Field("a", "a", "A"))).named("input")
    assert "aria-describedby" not in control
    assert "aria-invalid" not in control


def test_what_was_typed_is_kept_and_is_text_not_markup() -> None:
    typed = '<script>alert(1)</script>"&'
    for kind in ("text", "textarea"):
        html = render("field.html", field=Field("a", "a", "A", kind=kind, value=typed, error="Te lang"))  # type: ignore[arg-type]
        assert "<script>" not in html
        assert "&lt;script&gt;alert(1)&lt;/script&gt;&quot;&amp;" in html


def test_a_password_is_never_sent_back() -> None:
    assert "geheim" not in render("field.html", field=Field("w", "w", "Wachtwoord", kind="password", value="geheim"))


def test_only_a_field_that_may_stay_empty_says_so() -> None:
    assert "hoeft niet" in render("field.html", field=Field("a", "a", "A"))
    assert "hoeft niet" not in render("field.html", field=Field("a", "a", "A", required=True))
    assert "hoeft niet" not in render(
        "field.html", field=Field("a", "a", "A", kind="radio", options=AGES, required=True)
    )


def test_checkboxes_take_a_tuple_and_nothing_else_does() -> None:
    with pytest.raises(ValueError, match="tuple"):
        Field("a", "a", "A", kind="checkboxes", value="adult")
    with pytest.raises(ValueError, match="tuple"):
        Field("a", "a", "A", kind="radio", value=("adult",))


def test_the_summary_takes_the_focus_without_a_script() -> None:
    (summary,) = (found for found in Tags(render("error_summary.html", fields=())).named("div") if "role" in found)
    assert "autofocus" in summary
    assert summary["tabindex"] == "-1"


def test_the_summary_links_every_field_with_an_error_and_no_other() -> None:
    fields = [Field("a", "a", "A?", error="Kies"), Field("b", "b", "B?"), Field("c", "c", "C?", error="Te lang")]
    tags = Tags(render("error_summary.html", fields=fields))
    assert [link["href"] for link in tags.named("a")] == ["#a", "#c"]


def test_every_cell_of_a_table_says_its_column_for_the_card() -> None:
    table = Table(
        "Wachtrij", (Column("Nummer"), Column("Aantal", number=True)), ((Cell("S-1", url="/s/1"), Cell("3")),)
    )
    tags = Tags(render("table.html", table=table))
    assert [cell["data-label"] for cell in tags.named("th", "td") if "data-label" in cell] == ["Nummer", "Aantal"]
    assert [cell.get("scope") for cell in tags.named("th")] == ["col", "col", "row"]


def test_a_row_that_does_not_fit_its_columns_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="does not fit"):
        Table("T", (Column("A"), Column("B")), ((Cell("1"),),))


def test_an_empty_fact_is_shown_as_not_filled_in() -> None:
    html = render("key_value.html", facts=[Fact("Plaats", ""), Fact("Gevaar", "Ja", badge="acute")])
    assert "niet ingevuld" in html
    assert "zicht-badge--acute" in html


def test_the_danger_bar_names_112_and_what_a_signal_is_not() -> None:
    html = render("danger_bar.html", desk_reads="Op werkdagen van 9 tot 17 uur.")
    assert 'href="tel:112"' in html
    assert "geen aangifte en geen melding bij Veilig Thuis of CoMensha" in html
    assert "Op werkdagen van 9 tot 17 uur." in html


def test_the_danger_bar_is_read_out_when_the_answer_is_acute() -> None:
    assert 'role="alert"' in render("danger_bar.html", strong=True)
    assert 'role="alert"' not in render("danger_bar.html")


@pytest.mark.parametrize(
    ("kind", "shown"), [("error", "error"), ("warning", "attention"), ("success", "ok"), ("", "info")]
)
def test_a_message_has_the_look_of_its_kind(kind: str, shown: str) -> None:
    assert f"zicht-message--{shown}" in render("message.html", kind=kind, text="Hallo")


def test_pages_show_only_the_ways_that_exist() -> None:
    assert render("pagination.html").strip() == ""
    assert [link["href"] for link in Tags(render("pagination.html", next_url="?na=x")).named("a")] == ["?na=x"]


def test_the_current_step_is_marked() -> None:
    tags = Tags(render("step_list.html", steps=[Step("Een"), Step("Twee", current=True)]))
    assert [step.get("aria-current") for step in tags.named("li")] == [None, "step"]


def test_an_empty_state_says_what_to_do_next() -> None:
    html = render(
        "empty_state.html", title="Er wacht niets", text="Geef een signaal door.", url="/x", action="Doorgeven"
    )
    assert Tags(html).named("a")[0]["href"] == "/x"


def whole_page(name: str) -> Tags:
    who = {"name": "Noor", "organisation": "Gemeente Voorbeeld", "sign_out_url": "/uit"}
    return Tags(render(name, demo=True, who=who, navigation=[Link("/a", "A", current=True), Link("/b", "B")]))


@pytest.mark.parametrize("name", ["base.html", "base_public.html"])
def test_a_page_asks_nothing_of_another_host(name: str) -> None:
    page = whole_page(name)
    asked = [tag.get("href") or tag.get("src") for tag in page.named("link", "script", "img", "iframe")]
    assert asked
    assert [address for address in asked if re.match(r"(\w+:)?//", address or "")] == []


@pytest.mark.parametrize("name", ["base.html", "base_public.html"])
def test_a_page_starts_with_a_link_to_its_content(name: str) -> None:
    page = whole_page(name)
    assert page.named("html")[0]["lang"] == "nl"
    assert page.named("a")[0]["href"] == "#" + str(page.named("main")[0]["id"])


def test_the_navigation_marks_where_you_are() -> None:
    current = [link["href"] for link in whole_page("base.html").named("a") if link.get("aria-current") == "page"]
    assert current == ["/a"]


def test_a_public_page_has_a_way_out_and_no_form_that_needs_a_cookie() -> None:
    page = whole_page("base_public.html")
    (way_out,) = [link for link in page.named("a") if "data-quick-exit" in link]
    assert "noreferrer" in str(way_out["rel"])
    assert str(way_out["href"]).startswith("https://"), "without JavaScript it is an ordinary link"
    assert page.named("form") == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_template_holds_inline_script_style_or_a_comment_over_lines(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"<style|style=|\son[a-z]+=|javascript:", text)
    assert not re.search(r"<script(?![^>]*\ssrc=)", text)
    assert all("#}" in line for line in text.splitlines() if "{#" in line), "it would be shown on the page"
