"""``zicht import --check`` tells what would be taken in, stores nothing, and leaves with the contract's code."""

import json
import tomllib
from importlib.resources import files
from pathlib import Path

import pytest

from zicht.cli import main
from zicht.registers import MAX_BYTES, MAX_STREAMED

EXAMPLES = Path(str(files("zicht.registers") / "examples"))
SOURCE = "Toezicht en Handhaving Vechterdam"


@pytest.fixture
def folder(tmp_path):
    for name in ("handhaving.csv", "handhaving.toml"):
        (tmp_path / name).write_bytes((EXAMPLES / name).read_bytes())
    return tmp_path


def run(folder, *more, file="handhaving.csv", source=SOURCE, mapping="handhaving.toml", check=("--check",)):
    words = ["import", str(folder / file), "--source", source, "--mapping", str(folder / mapping), *check, *more]
    return main(words)


def keep_lines(folder, *numbers):
    """The example with only these lines of it: what is left has no faults."""
    path = folder / "handhaving.csv"
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[number - 1] for number in numbers))


def test_the_json_is_the_contracts(folder, capsys):
    assert run(folder, "--json") == 3
    told = json.loads(capsys.readouterr().out)
    assert list(told) == ["schema", "version", "file", "rows", "problems", "quality", "accepted"]
    assert told["schema"] == "zicht.import/1"
    assert told["file"] == {"encoding": "cp1252", "delimiter": ";", "header_row": 4, "sheet": None}
    assert told["rows"] == {"read": 17, "valid": 6, "rejected": 11, "already_known": 0, "changed": 0, "new": 6}
    assert told["accepted"] is False
    first = told["problems"][0]
    assert list(first) == ["row", "column", "field", "rule", "severity", "nl", "en"]
    assert (first["row"], first["column"], first["field"], first["rule"]) == (9, "Soort", "what", "code.unknown")
    who = next(field for field in told["quality"]["fields"] if field["field"] == "who")
    assert who == {"field": "who", "column": "Leeftijd", "complete": 0.8333, "value": 5, "no": 0, "unknown": 1,
                   "not_asked": 0, "refused": 0}  # fmt: skip


def test_no_name_of_the_file_is_in_any_output(folder, capsys):
    run(folder, "--json")
    run(folder)
    run(folder, "--taal", "en")
    told = "".join(capsys.readouterr())
    assert not any(name in told for name in ("Jansma", "Proefpersoon", "Testman", "Nepnaam", "Kassenweg", "achterin"))


def test_a_person_reads_counts_first_then_problems_by_rule(folder, capsys):
    assert run(folder) == 3
    lines = capsys.readouterr().out.splitlines()
    assert lines[2].startswith("Gelezen: 17 rijen. Goed: 6 (6 nieuw, 0 gewijzigd, 0 al bekend). Afgekeurd: 11.")
    assert lines[4] == "fout: code.unknown (2)"
    assert lines[5].startswith("  regel 9, kolom ‘Soort’: ")
    first_warning = next(at for at, line in enumerate(lines) if line.startswith("let op"))
    assert not any(line.startswith("fout") for line in lines[first_warning:])


def test_english_is_complete(folder, capsys):
    assert run(folder, "--taal", "en") == 3
    out = capsys.readouterr().out
    assert "Read: 17 rows. Valid: 6" in out
    assert "row 9, column 'Soort'" in out


def test_many_problems_of_one_rule_are_summed_up(folder, capsys):
    path = folder / "handhaving.csv"
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([*lines[:4], *[lines[8].replace(b"0010", b"%04d" % n) for n in range(20)]]))
    assert run(folder) == 3
    out = capsys.readouterr().out
    assert "fout: code.unknown (20)" in out
    assert out.count("kolom ‘Soort’") == 5
    assert "en nog 15" in out


def test_a_file_without_faults_ends_with_zero(folder, capsys):
    keep_lines(folder, 4, 5)
    assert run(folder) == 0
    assert "Geen problemen gevonden." in capsys.readouterr().out


def test_warnings_alone_are_no_refusal(folder, capsys):
    keep_lines(folder, 4, 21)
    assert run(folder, "--json") == 0
    assert [problem["severity"] for problem in json.loads(capsys.readouterr().out)["problems"]] == ["warning"]


def test_a_file_that_is_no_table_ends_with_three(folder, capsys):
    (folder / "foto.csv").write_bytes(b"\x89PNG\r\n\x1a\n" + b"\x00" * 99)
    assert run(folder, "--json", file="foto.csv") == 3
    told = json.loads(capsys.readouterr().out)
    assert told["rows"]["read"] == 0
    assert [(p["rule"], p["row"]) for p in told["problems"]] == [("import.file_kind", None)]


@pytest.mark.parametrize(("start", "most"), [(b"a;b\n", MAX_STREAMED), (b"PK\x03\x04", MAX_BYTES)])
def test_a_file_over_the_limit_is_refused_without_reading_it_all(folder, capsys, start, most):
    with (folder / "groot.csv").open("wb") as file:
        file.write(start)
        file.truncate(most + 1)
    assert run(folder, "--json", file="groot.csv") == 3
    assert json.loads(capsys.readouterr().out)["problems"][0]["rule"] == "import.file_large"


def test_checking_changes_no_file(folder):
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    run(folder)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"file": "weg.csv"}, "import.no_file"),
        ({"file": "."}, "import.no_file"),
        ({"mapping": "weg.toml"}, "import.no_file"),
        ({"source": "Andere Bron"}, "import.other_source"),
        ({"check": ()}, "cli.wrong_use"),
    ],
)
def test_wrong_use_ends_with_two(folder, capsys, options, code):
    assert run(folder, "--json", **options) == 2
    told = json.loads(capsys.readouterr().out)
    assert (told["schema"], told["code"]) == ("zicht.error/1", code)


def test_a_mapping_with_faults_ends_with_three_and_names_the_lines(folder, capsys):
    path = folder / "handhaving.toml"
    path.write_text(path.read_text("utf-8").replace("[fields.wanneer]", "[fields.waneer]"), "utf-8")
    line = path.read_text("utf-8").splitlines().index("[fields.waneer]") + 1
    assert run(folder, "--json") == 3
    told = json.loads(capsys.readouterr().out)
    assert told["code"] == "import.mapping"
    assert (line, "import.mapping_field_near") in [(p["row"], p["rule"]) for p in told["problems"]]
    assert run(folder) == 3
    assert "Bedoelt u ‘wanneer’?" in capsys.readouterr().err


def test_a_mapping_that_is_no_text_is_told(folder, capsys):
    (folder / "handhaving.toml").write_bytes(b"\xff\xfe\x00\x81")
    assert run(folder) == 3
    assert "TOML" in capsys.readouterr().err


# -- a proposal -------------------------------------------------------------------------------------------------------


def propose(folder, *more, file="handhaving.csv"):
    return main(["import", str(folder / file), "--source", SOURCE, "--propose", str(folder / "voorstel.toml"), *more])


def test_a_proposal_is_written_and_told_per_column(folder, capsys):
    assert propose(folder) == 0
    out = capsys.readouterr().out
    assert "Soort -> wat: twijfel: " in out
    assert "geb.datum -> geboortedatum: naam en inhoud passen" in out
    assert "# twijfel" in (folder / "voorstel.toml").read_text("utf-8")


def test_what_is_proposed_can_be_checked_at_once(folder, capsys):
    propose(folder)
    capsys.readouterr()
    assert run(folder, "--json", mapping="voorstel.toml") == 3
    told = json.loads(capsys.readouterr().out)
    assert told["rows"]["read"] == 17
    assert "code.unknown" in {problem["rule"] for problem in told["problems"]}


def test_the_json_of_a_proposal_holds_no_cell(folder, capsys):
    assert propose(folder, "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["schema"] == "zicht.proposal/1"
    assert told["doubts"] == sum(not column["sure"] for column in told["columns"])
    assert {column["column"]: column["field"] for column in told["columns"]}["Soort"] == "what"
    assert not any(name in str(told) for name in ("Jansma", "Nepnaam", "Kassenweg", "XX9"))


def test_a_file_that_its_user_may_have_changed_is_never_overwritten(folder, capsys):
    (folder / "voorstel.toml").write_text("van mij", "utf-8")
    assert propose(folder) == 2
    assert (folder / "voorstel.toml").read_text("utf-8") == "van mij"
    assert "bestaat al" in capsys.readouterr().err


def test_a_proposal_for_what_is_no_table_ends_with_three(folder, capsys):
    (folder / "foto.csv").write_bytes(b"\x89PNG\r\n\x1a\n" + b"\x00" * 99)
    assert propose(folder, "--json", file="foto.csv") == 3
    assert json.loads(capsys.readouterr().out)["code"] == "import.unreadable"
    assert not (folder / "voorstel.toml").exists()


def test_checking_without_a_mapping_is_wrong_use(folder, capsys):
    assert main(["import", str(folder / "handhaving.csv"), "--source", SOURCE, "--check", "--json"]) == 2
    assert json.loads(capsys.readouterr().out)["code"] == "import.mapping_needed"


def test_unknown_codes_are_written_with_their_text_and_shown_masked(folder, capsys):
    assert run(folder, "--unknown", str(folder / "codes.toml")) == 3
    out = capsys.readouterr().out
    assert "XX9" not in out
    assert "Nergenshuizen" not in out
    written = tomllib.loads((folder / "codes.toml").read_text("utf-8"))
    assert written == {
        "source": SOURCE,
        "fields": {"waar": {"codes": {"Nergenshuizen": ""}}, "wat": {"codes": {"XX9": ""}}},
    }
