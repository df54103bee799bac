"""``zicht import --check --preview``: the user's own rows on a page that runs nothing and is for its owner alone."""

from __future__ import annotations

import re
import subprocess
import sys
from html import unescape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from picture.reading import Page
from registers.quality_register import MAPPING_TEXT, TODAY, as_bytes, row

from zicht.cli import main
from zicht.cli.quality.by_row import draw_preview, safe
from zicht.knowledge.sentences import LANGUAGES
from zicht.registers import load_mapping, read

SOURCE = "Verzonnen Register"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "register.toml").write_text(MAPPING_TEXT, "utf-8")
    return tmp_path


def run(folder, found, *more, check="--check", page="rijen.html"):
    (folder / "register.csv").write_bytes(found if isinstance(found, bytes) else as_bytes(found))
    words = [str(folder / "register.csv"), "--source", SOURCE, "--mapping", str(folder / "register.toml")]
    return main(["import", *words, check, "--preview", str(folder / page), *more])


def drawn(found, language="nl"):
    data, mapping = as_bytes(found), load_mapping(MAPPING_TEXT)
    return draw_preview(data, mapping, read(data, mapping, TODAY), TODAY, language).decode()


def cells(html):
    """Every row of every table, as a reader gets them."""
    found = []
    for line in Page.of(html).root.all("tr"):
        found.append([cell.text for cell in line.all("th", "td")])
    return found


def test_a_cell_stands_beside_what_it_becomes():
    lines = cells(drawn([row(Soort="SX", Datum="01-02-2024", Sekse="", Leeftijd="")]))
    assert ["Soort", "SX", "vorm van uitbuiting", "seksuele uitbuiting", ""] in lines
    assert ["Datum", "01-02-2024", "datum van het voorval", "1 februari 2024", ""] in lines
    assert ["Sekse", "", "geslacht", "niet gevraagd", ""] in lines
    assert ["Leeftijd", "", "volwassen of minderjarig", "onbekend", ""] in lines


def test_a_problem_stands_in_its_own_row_and_the_row_is_marked():
    html = drawn([row(Soort="XX"), row(Tekst="=1+1")])
    lines = cells(html)
    (refused,) = (line for line in lines if line[:2] == ["Soort", "XX"])
    assert refused[3] == "wordt niet ingelezen"
    assert "fout: Kies een antwoord uit de lijst" in refused[4]
    marks = [tr.attributes.get("class") for tr in Page.of(html).root.all("tr")]
    assert {"wrong", "odd"} <= set(marks)
    assert "Regel 2: afgekeurd" in unescape(html)
    assert "Regel 3: wordt ingelezen" in unescape(html)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_runs_nothing_and_asks_nothing(language):
    html = drawn([row(Tekst="<script>alert(1)</script>", Naam="<img src=x onerror=y>", Soort="<b>")], language)
    page = Page.of(html).root
    assert not list(page.all("script", "img", "iframe", "link", "form", "b"))
    (policy,) = (m for m in page.all("meta") if m.attributes.get("http-equiv") == "Content-Security-Policy")
    assert policy.attributes["content"].startswith("default-src 'none'")
    assert not re.search(r"https?://|@import|url\(", html)


@settings(max_examples=200)
@given(st.text(alphabet="=+-@ \t\r\n\x00\u202e\u00a0a1(|", max_size=10))
def test_a_text_that_is_copied_to_a_spreadsheet_runs_nothing(text):
    shown = safe(text)
    assert not shown.lstrip().startswith(("=", "+", "-", "@"))
    assert not re.search("[\x00\t\r\u202e]", shown)


def test_a_long_text_is_cut_and_says_so():
    assert safe("a" * 5000).endswith("…")
    assert len(safe("a" * 5000)) < 500


def test_unknown_codes_are_listed_with_their_text_and_how_often():
    assert ["XX9", "Soort", "vorm van uitbuiting", "2", "2"] in cells(drawn([row(Soort="XX9")] * 2))


def test_the_page_says_what_it_leaves_out_and_for_whom_it_is():
    told = unescape(drawn([row()] * 30))
    assert "Niet op deze pagina: 10 rijen zonder en 0 rijen met een opmerking." in told
    assert "alleen voor u" in told


def test_only_its_owner_reads_the_file_and_what_is_no_page_is_never_overwritten(folder, capsys):
    assert run(folder, [row()]) == 0
    assert (folder / "rijen.html").stat().st_mode & 0o777 == 0o600
    (folder / "rijen.html").chmod(0o644)
    assert run(folder, [row(Soort="ARB")]) == 0
    assert (folder / "rijen.html").stat().st_mode & 0o777 == 0o600
    assert "arbeidsuitbuiting" in (folder / "rijen.html").read_text("utf-8")
    before = (folder / "register.csv").read_bytes()
    assert run(folder, before, page="register.csv") == 2
    assert (folder / "register.csv").read_bytes() == before
    assert "bestaat al" in capsys.readouterr().err


def test_a_preview_with_accept_is_wrong_use(folder, capsys):
    assert run(folder, [row()], check="--accept") == 2
    assert not (folder / "rijen.html").exists()
    assert "--preview" in capsys.readouterr().err


def test_a_file_that_is_no_table_gives_no_page(folder, capsys):
    assert run(folder, b"\x89PNG\r\n\x1a\n" + b"\x00" * 99) == 3
    assert not (folder / "rijen.html").exists()
    assert "niet als tabel te lezen" in capsys.readouterr().err


def test_no_cell_reaches_the_terminal(folder, capsys):
    run(folder, [row(Naam="Kanarienaam", Soort="Kanariecode")])
    assert "Kanarie" not in "".join(capsys.readouterr())


def test_the_page_is_drawn_without_what_draws_charts_and_pdf():
    """They take a second to load, and a check of a few rows should not wait for that."""
    slow = "{'altair', 'vl_convert', 'typst'}"
    asked = f"import sys, zicht.cli.quality.by_row; print(sorted({slow} & set(sys.modules)))"
    found = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
