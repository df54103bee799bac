"""The four files: every figure with what it is about, and a manifest that can be checked."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from picture import made
from picture.reading import Page

from zicht.knowledge.published_data import national_estimates
from zicht.knowledge.sentences import LANGUAGES
from zicht.picture import Picture, figures_csv, published_disagreement, render_html, render_pdf, write
from zicht.release_gate import SUPPRESSED

NAMES = ("beeld.html", "beeld.pdf", "figures.csv")


def _rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


@pytest.fixture(scope="module")
def rows(picture: Picture) -> list[dict[str, str]]:
    return _rows(figures_csv(picture, "nl"))


def test_the_four_files_are_written_and_the_manifest_holds_their_hashes(picture: Picture, tmp_path: Path) -> None:
    out = tmp_path / "nieuw" / "beeld"
    manifest = write(picture, out)
    assert sorted(path.name for path in out.iterdir()) == sorted((*NAMES, "manifest.json"))
    told = json.loads((out / "manifest.json").read_text())
    assert told["schema"] == "zicht.picture/1"
    assert [(one["name"], one["sha256"], one["bytes"]) for one in told["files"]] == [
        (one.name, one.sha256, one.bytes) for one in manifest.files
    ]
    for one in manifest.files:
        content = (out / one.name).read_bytes()
        assert (hashlib.sha256(content).hexdigest(), len(content)) == (one.sha256, one.bytes)


def test_the_files_are_what_rendering_gives(picture: Picture, tmp_path: Path) -> None:
    write(picture, tmp_path)
    assert (tmp_path / "beeld.html").read_text(encoding="utf-8") == render_html(picture)
    assert (tmp_path / "beeld.pdf").read_bytes() == render_pdf(picture)
    assert (tmp_path / "figures.csv").read_text(encoding="utf-8-sig") == figures_csv(picture)


def test_writing_twice_gives_the_same_bytes(picture: Picture, tmp_path: Path) -> None:
    first = write(picture, tmp_path / "a")
    assert write(picture, tmp_path / "b") == first
    for name in (*NAMES, "manifest.json"):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


def test_an_older_picture_in_the_same_folder_is_replaced_whole(picture: Picture, tmp_path: Path) -> None:
    write(picture, tmp_path)
    other = made.picture(region="Elders")
    told = write(other, tmp_path, "en")
    assert "Elders" in (tmp_path / "beeld.html").read_text(encoding="utf-8")
    assert json.loads((tmp_path / "manifest.json").read_text())["region"] == told.region == "Elders"
    assert told.language == "en"


def test_a_manifest_never_stands_beside_files_of_which_it_does_not_tell(picture, tmp_path, monkeypatch) -> None:
    write(picture, tmp_path)

    def full(self: Path, content: bytes) -> int:
        raise OSError("no space left")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match="no space"):
        write(made.picture(region="Elders"), tmp_path)
    assert not (tmp_path / "manifest.json").exists()


def test_every_row_says_unit_period_source_and_deduplication(rows) -> None:
    for row in rows:
        for column in ("unit", "period_first", "period_last", "source", "deduplication", "area", "label"):
            assert row[column], (column, row)
        assert row["cut_off"] or row["area"] != "local"


def test_every_released_count_has_its_row_and_a_hidden_one_has_no_value(picture: Picture, rows) -> None:
    found = {(row["table"], row["code"]): row for row in rows}
    for released in picture.tables:
        table = released.value
        for key, shown in (*table.cells, *table.totals):
            row = found.pop((table.name, " ".join(key)))
            hidden = shown is SUPPRESSED
            assert (row["status"], row["value"]) == (("suppressed", "") if hidden else ("shown", str(shown)))
    assert {table for table, _ in found} == {"size", "national", "methods"}


def test_estimates_carry_both_ends_and_counts_none(rows) -> None:
    for row in rows:
        estimate = row["table"] in ("national", "methods")
        assert bool(row["low"]) == bool(row["high"]) == estimate
        if estimate:
            assert float(row["low"]) < float(row["value"]) < float(row["high"])


def test_national_rows_are_the_published_figures_and_never_local(rows) -> None:
    national = [row for row in rows if row["table"] == "national"]
    assert [int(row["value"]) for row in national] == [one.value.about for one in national_estimates()]
    for row in rows:
        assert (row["area"] == "local") == (row["table"] not in ("national", "methods"))


def test_the_methods_keep_their_cents_in_the_file(rows) -> None:
    totals = [float(row["value"]) for row in rows if row["table"] == "methods"]
    found = [round(result.total, 2) for result in published_disagreement().value]
    assert totals[:-1] == found
    assert totals[-1] == 6 * national_estimates()[0].value.about


def test_what_nobody_confirmed_says_so_in_the_file_and_what_someone_confirmed_names_them(picture, rows) -> None:
    for row in rows:
        assert row["confirmed_by"] == ("" if row["area"] == "local" else "nog niet bevestigd")
    first, *_ = national_estimates()
    known = replace(picture, national=(replace(first, source=replace(first.source, confirmed_by="N. Noemer")),))
    named = [row for row in _rows(figures_csv(known)) if row["table"] == "national"]
    assert [row["confirmed_by"] for row in named] == ["N. Noemer"]


def test_every_number_in_a_table_of_the_page_stands_in_the_file(page: Page, rows) -> None:
    def plain(text: str) -> float:
        return float(text.replace(".", ""))

    known = {round(float(row[end]), -2) for row in rows for end in ("value", "low", "high") if row[end]}
    known |= {float(row["value"]) for row in rows if row["value"]}
    for table in page.all("table"):
        for cell in table.all("td"):
            for word in cell.text.split(" tot "):
                assert word == "niet getoond" or plain(word) in known, cell.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_file_has_the_same_codes_and_values_in_both_languages(picture, rows, language) -> None:
    told = _rows(figures_csv(picture, language))
    kept = ("table", "code", "status", "value", "low", "high", "period_first", "cut_off", "area")
    assert [[row[name] for name in kept] for row in told] == [[row[name] for name in kept] for row in rows]


@pytest.mark.parametrize("name", ["=1+1", "+31", "-x", "@SUM(A1)", "\tx"])
def test_a_name_that_looks_like_a_formula_is_text_to_a_spreadsheet(name: str) -> None:
    about = replace(made.SIGNALS, source=name)
    table = made.counted("register", {name: 40, "politie": 30}, about)
    for row in _rows(figures_csv(made.picture(tables=(table,)))):
        for value in row.values():
            assert not value.startswith(("=", "+", "-", "@", "\t"))


def test_an_open_cut_off_stays_empty_and_a_known_one_is_a_date(rows) -> None:
    for row in rows:
        if row["cut_off"]:
            assert date.fromisoformat(row["cut_off"]) == made.CUT_OFF
