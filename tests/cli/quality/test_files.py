"""``zicht import --check --report``: four files, no value of a cell in three of them, nothing kept anywhere else."""

from __future__ import annotations

import json
import re
import string
from html import unescape

import openpyxl
import pikepdf
import pytest
from registers.quality_register import MAPPING_TEXT, as_bytes, report, row

from zicht.cli import main
from zicht.cli.quality.brief import tell_letter
from zicht.cli.quality.files import draw_report
from zicht.cli.quality.plain import plain_report
from zicht.cli.quality.story import tell_report
from zicht.cli.quality.wording import field_name
from zicht.knowledge.sentences import LANGUAGES, catalogue
from zicht.registers.mapping import targets
from zicht.registers.quality_definitions import KINDS

FILES = {"report.html", "report.json", "brief.pdf", "bevindingen.xlsx"}
SOURCE = "Verzonnen Register"
CANARY = ("Kanarienaam", "Kanarietekst", "Kanariecode", "Kanarieplaats", "1977-07-17", "17-07-1977", "Kanarienummer")


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "register.toml").write_text(MAPPING_TEXT, "utf-8")
    return tmp_path


def canaries():
    """Valid rows and rows with every kind of fault, each cell a canary where its column allows one."""
    good = row(Nr="Kanarienummer1", Naam="Kanarienaam", Geboren="17-07-1977", Tekst="Kanarietekst")
    more = [good | {"Nr": f"Kanarienummer{number}", "Naam": f"Kanarienaam{number}"} for number in range(2, 30)]
    faults = {"Soort": "Kanariecode", "Gemeente": "Kanarieplaats", "Datum": "Kanariedag", "Leeftijd": "Kanarie jaar",
              "Sekse": "Kanariecode", "Geboren": "17-07-2077", "Tekst": "=Kanarietekst()"}  # fmt: skip
    return [good, *more, *(good | {"Nr": f"Kanarienummer-{name}", name: text} for name, text in faults.items())]


def run(folder, found, *more, check="--check"):
    (folder / "register.csv").write_bytes(as_bytes(found))
    words = [str(folder / "register.csv"), "--source", SOURCE, "--mapping", str(folder / "register.toml")]
    return main(["import", *words, check, "--report", str(folder / "uit"), *more])


def read_files(folder):
    out = folder / "uit"
    page, plain = (out / "report.html").read_text("utf-8"), (out / "report.json").read_text("utf-8")
    with pikepdf.open(out / "brief.pdf") as letter:
        return {"html": unescape(page), "json": plain, "pdf": str(letter.open_metadata())}


def test_four_files_are_written_and_the_exit_code_is_that_of_the_check(folder, capsys):
    assert run(folder, [row(), row(Soort="XX")]) == 3
    assert {path.name for path in (folder / "uit").iterdir()} == FILES
    assert "Er is niets opgeslagen in Zicht" in capsys.readouterr().err
    assert run(folder, [row()]) == 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_value_of_a_cell_is_in_page_json_or_letter(folder, capsys, language):
    run(folder, canaries(), "--taal", language)
    told = read_files(folder) | {"terminal": "".join(capsys.readouterr())}
    told["letter"] = repr(tell_letter(report(canaries()), language))  # all that the PDF is drawn from
    assert "Geboren" in told["json"]
    for where, text in told.items():
        for canary in (*CANARY, "Kanarie"):
            assert canary.casefold() not in text.casefold(), (where, canary)


def test_the_workbook_is_the_one_file_with_cells_and_only_its_owner_reads_it(folder):
    run(folder, canaries())
    book = openpyxl.load_workbook(folder / "uit" / "bevindingen.xlsx")
    assert "Kanariecode" in {cell.value for line in book["Rijen met problemen"].iter_rows() for cell in line}
    assert {path.stat().st_mode & 0o777 for path in (folder / "uit").iterdir()} == {0o600}


def test_nothing_is_opened_or_kept_but_the_four_files(folder, monkeypatch):
    monkeypatch.setenv("ZICHT_HOME", str(folder / "thuis"))
    monkeypatch.setenv("ZICHT_DATABASE_URL", "postgres://niemand@127.0.0.1:1/nergens")
    assert run(folder, [row()]) == 0
    assert {path.name for path in folder.iterdir()} == {"register.csv", "register.toml", "uit"}


def test_a_report_with_accept_is_wrong_use(folder, capsys):
    assert run(folder, [row()], "--json", check="--accept") == 2
    assert json.loads(capsys.readouterr().out)["code"] == "quality.only_with_check"


def test_a_folder_that_cannot_be_written_is_wrong_use(folder, capsys):
    (folder / "uit").write_text("een bestand")
    assert run(folder, [row()], "--json") == 2
    assert json.loads(capsys.readouterr().out)["code"] == "quality.not_written"


def test_a_file_that_is_no_table_gives_no_report(folder, capsys):
    (folder / "foto.csv").write_bytes(b"\x89PNG\r\n\x1a\n" + b"\x00" * 99)
    words = [str(folder / "foto.csv"), "--source", SOURCE, "--mapping", str(folder / "register.toml")]
    assert main(["import", *words, "--check", "--report", str(folder / "uit")]) == 3
    assert not (folder / "uit").exists()
    assert "niet als tabel te lezen" in capsys.readouterr().err


def test_the_json_of_the_command_stays_the_contracts(folder, capsys):
    run(folder, [row()], "--json")
    told = json.loads(capsys.readouterr().out)
    assert list(told) == ["schema", "version", "file", "rows", "problems", "quality", "accepted"]


def test_the_json_of_the_report_says_what_the_page_says(folder):
    found = [*[row(Naam="")] * 12, *[row()] * 20, row(Soort="XX")]
    run(folder, found)
    told = json.loads((folder / "uit" / "report.json").read_text("utf-8"))
    assert told["schema"] == "zicht.quality/1"
    assert told["rows"] == {"read": 33, "valid": "29-32", "rejected": "<5"}
    assert told["overlap"] == "off"
    assert told["matchable"] == {"of": 32, "now": 20, "later": 12, "refused": 0, "confirmed_by": ""}
    assert [(c["fields"], c["rows"]) for c in told["helping"]] == [(["last_name"], 12), (["what"], "<5")]
    assert all(change in told["changes"] for change in told["helping"])
    page = unescape((folder / "uit" / "report.html").read_text("utf-8"))
    assert all(change["nl"] in page for change in told["helping"])
    assert "29 tot en met 32" in page


def counts(value):
    """Every count of a JSON value: numbers that are not a year, a day, a percentage or a number of kinds."""
    if isinstance(value, dict):
        skipped = {"year", "median_days", "slow_days", "says", "kinds"}
        return [count for key, item in value.items() if key not in skipped for count in counts(item)]
    if isinstance(value, list):
        return [count for item in value for count in counts(item)]
    return [value] if isinstance(value, int) else []


@pytest.mark.parametrize("several", [1, 2, 3, 4, 6, 11])
def test_no_count_from_one_to_four_is_shown_anywhere(several):
    found = [
        row(Sekse="v" if number % 3 else "", Geboren="" if number % 2 else "03-04-2000") for number in range(several)
    ]
    told = report([*found, row(Soort="XX")])
    assert not set(counts(plain_report(told))) & {1, 2, 3, 4}
    blocks = [b for s in tell_report(told).sections for b in s.blocks]
    tables = [b.table if b.kind == "illustrated" else b for b in blocks if b.kind in ("table", "illustrated")]
    # the last column of the trend counts days
    ends = [(table, 3 if table.id == "table-trend" else None) for table in tables]
    cells = {cell for table, end in ends for line in table.rows for cell in line[1:end]}
    assert not cells & {"1", "2", "3", "4"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_report_ends_with_the_three_changes_and_the_letter_has_the_same(language):
    told = report([*[row(Naam="")] * 9, *[row(Sekse="")] * 8, *[row(Geboren="")] * 7, *[row(Leeftijd="")] * 6])
    last = tell_report(told, language).sections[-1]
    (points,) = [block for block in last.blocks if block.kind == "points"]
    assert len(points.items) == 3
    assert tell_letter(told, language).points == points.items
    assert [re.findall(r"\d+", text) for text in points.items] == [["9"], ["8"], ["7"]]


def test_every_table_says_what_its_counts_are_about():
    for section in tell_report(report([row()] * 12)).sections:
        for block in section.blocks:
            if block.kind == "table":
                assert [fact.term for fact in block.facts] == [
                    "Eenheid",
                    "Periode",
                    "Peildatum",
                    "Bron",
                    "Ontdubbeling",
                ]


def test_the_same_report_gives_the_same_bytes():
    told = report([row()] * 12)
    assert draw_report(told) == draw_report(told)


def test_what_no_expert_confirmed_says_so():
    told = report([row()] * 12)
    assert "nog niet bevestigd" in draw_report(told)["report.html"].decode()
    assert any("nog niet bevestigd" in sentence for sentence in tell_letter(told).after)


def test_a_source_with_strange_signs_still_gets_its_letter(folder):
    name = "Meldpunt \u202e☎ 北 <b>"
    (folder / "register.toml").write_text(MAPPING_TEXT.replace(SOURCE, name), "utf-8")
    (folder / "register.csv").write_bytes(as_bytes([row()]))
    words = [str(folder / "register.csv"), "--source", name, "--mapping", str(folder / "register.toml")]
    assert main(["import", *words, "--check", "--report", str(folder / "uit")]) == 0
    with pikepdf.open(folder / "uit" / "brief.pdf") as letter:
        assert len(letter.pages) == 1
    assert "<b>" not in (folder / "uit" / "report.html").read_text("utf-8")


OURS = tuple(key for key in catalogue("nl") if key.startswith("quality."))


def params(text):
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_both_languages_say_the_same_with_the_same_blanks():
    dutch, english = catalogue("nl"), catalogue("en")
    assert set(OURS) == {key for key in english if key.startswith("quality.")}
    assert all(params(dutch[key]) == params(english[key]) for key in OURS)


def test_sentences_are_short_and_in_the_words_of_the_product():
    never = re.compile(
        r"\b(profiel|score|vlag|verdachte|illega\w+|triage|dossiers?|zaak|zaken|overeenkomst)\b", re.IGNORECASE
    )
    for key in OURS:
        assert not never.search(catalogue("nl")[key]), key
        for sentence in re.split(r"[.?!:;] ", catalogue("nl")[key]):
            assert len(sentence.split()) <= 25, key


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_field_and_kind_has_a_name(language):
    words = catalogue(language)
    assert all(field_name(name, language) for name in targets())
    assert not [name for name in targets() if field_name(name, language).endswith("?")]
    assert all(f"quality.definitions.{kind}" in words for kind in KINDS)
