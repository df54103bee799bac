import json
from importlib.resources import files
from pathlib import Path

import pytest

from zicht.cli import main
from zicht.estimation import disagreement, published_table

LOCAL = "a;b;c;count\n1;0;0;60\n0;1;0;70\n0;0;1;40\n1;1;0;5\n0;1;1;4\n1;0;1;3\n"
APART = "a,b,c,count\n1,0,0,60\n0,1,0,70\n0,0,1,40\n"


def published(name: str) -> str:
    return str(files("zicht.knowledge") / "published" / f"{name}.csv")


@pytest.fixture
def local(tmp_path: Path) -> str:
    path = tmp_path / "lokaal.csv"
    path.write_text(LOCAL, encoding="utf-8")
    return str(path)


def as_json(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, dict]:
    code = main([*words, "--json"])
    return code, json.loads(capsys.readouterr().out)


@pytest.mark.parametrize("name", ["Ned", "Ned_5", "UKdat", "UKdat_5"])
def test_a_published_table_gives_the_published_totals_and_a_fragile_verdict(capsys, name: str) -> None:
    for expected in disagreement(published_table(name).value)[1:]:
        words = ("estimate", published(name), "--method", "stepwise", "--threshold", str(expected.threshold))
        code, body = as_json(capsys, *words)
        (found,) = body["estimates"]
        assert code == 0
        assert found["total"] == round(expected.total, 2)
        assert found["terms"] == list(expected.terms)
        assert body["verdict"]["level"] == "fragile"


def test_the_json_is_that_of_the_contract(capsys) -> None:
    code, body = as_json(capsys, "estimate", published("UKdat_5"))
    assert code == 0
    assert list(body)[:2] == ["schema", "version"]
    assert body["schema"] == "zicht.estimate/1"
    assert body["table"].keys() == {"lists", "observed", "sha256"}
    assert body["table"]["observed"] == 2744
    assert body["verdict"].keys() >= {"level", "reasons", "needed"}
    assert all(reason.keys() >= {"code", "nl", "en"} for reason in body["verdict"]["reasons"])
    assert body["override"] is None
    main_effects, stepwise = body["estimates"]
    assert (main_effects["method"], stepwise["method"]) == ("main-effects", "stepwise")
    assert stepwise.keys() == {
        "method", "threshold", "total", "unobserved", "interval", "terms", "not_estimable", "aic", "bic",
    }  # fmt: skip
    assert (stepwise["total"], stepwise["unobserved"]) == (11312.99, 8568.99)
    assert stepwise["interval"] == {"kind": "wald", "level": 0.95, "low": 9884.4, "high": 13027.4}
    assert body["at_least"] == {"total": 2744, "level": 0.97, "basis": "people_seen"}
    assert body["range"]["low"] <= stepwise["interval"]["low"] <= body["range"]["high"]
    assert body["statement"]["unit"] == "presumed_victims"
    assert body["statement"]["period"] == "2013-01-01/2013-12-31"
    assert body["statement"]["seed"] == 1


def test_a_refused_table_gives_no_number_what_is_needed_and_code_4(capsys, local: str) -> None:
    code, body = as_json(capsys, "estimate", local)
    assert code == 4
    assert body["verdict"]["level"] == "refused"
    assert body["estimates"] == []
    assert body["range"] is None
    assert body["at_least"]["total"] == 182
    (need,) = [need for need in body["verdict"]["needed"] if need["code"] == "overlap"]
    assert need["params"]["have"] == 12
    assert str(need["params"]["more"]) in need["nl"]
    assert main(["estimate", local]) == 4
    text = capsys.readouterr().out
    assert text.startswith("Oordeel: geen schatting")
    assert "95%-interval" not in text


def test_a_reason_gives_the_numbers_with_the_refusal_stamped_on_text_and_json(capsys, local: str) -> None:
    code, body = as_json(capsys, "estimate", local, "--override", "oefening")
    assert code == 0
    assert (body["override"], body["verdict"]["level"], len(body["estimates"])) == ("oefening", "refused", 2)
    assert main(["estimate", local, "--override", "oefening"]) == 0
    first, *rest = capsys.readouterr().out.splitlines()
    assert first.startswith("LET OP")
    assert "oefening" in first
    assert any("95%-interval" in line for line in rest)


def test_an_empty_reason_is_wrong_use(capsys, local: str) -> None:
    assert main(["estimate", local, "--override", " "]) == 2
    assert "reden" in capsys.readouterr().err


def test_a_reason_does_not_help_where_no_model_has_a_number(capsys, tmp_path: Path) -> None:
    path = tmp_path / "apart.csv"
    path.write_text(APART, encoding="utf-8")
    code, body = as_json(capsys, "estimate", str(path), "--override", "toch")
    assert (code, body["estimates"], body["override"]) == (4, [], None)


@pytest.mark.parametrize(
    ("language", "verdict", "number"), [("nl", "Oordeel: kwetsbaar", "52.823"), ("en", "Verdict: fragile", "52,823")]
)
def test_text_tells_the_verdict_first_then_the_range_then_the_methods(capsys, language, verdict, number) -> None:
    assert main(["estimate", published("Ned"), "--taal", language]) == 0
    text = capsys.readouterr().out
    assert text.startswith(verdict)
    range_at, methods_at = text.index("48.524" if language == "nl" else "48,524"), text.rindex(number)
    assert range_at < methods_at


def test_what_nobody_confirmed_is_shown_as_not_yet_confirmed(capsys) -> None:
    main(["estimate", published("Ned")])
    assert "nog niet bevestigd" in capsys.readouterr().out


def test_unit_and_period_of_ones_own_table_are_in_the_statement(capsys, local: str) -> None:
    words = ("--unit", "signals", "--period", "2024", "--seed", "7")
    _, body = as_json(capsys, "estimate", local, *words)
    assert {name: body["statement"][name] for name in ("unit", "period", "seed")} == {
        "unit": "signals", "period": "2024", "seed": 7,
    }  # fmt: skip
    main(["estimate", local])
    assert "niet vermeld" in capsys.readouterr().out


def test_a_bad_table_names_row_column_and_rule_and_gives_code_3(capsys, tmp_path: Path) -> None:
    path = tmp_path / "fout.csv"
    path.write_text("a,b,count\n1,0,1.5\n", encoding="utf-8")
    assert main(["estimate", str(path)]) == main(["assess", str(path)]) == 3
    told = capsys.readouterr()
    assert "2, count" in told.err
    assert told.out == ""
    assert main(["estimate", str(tmp_path / "weg.csv")]) == 3


@pytest.mark.parametrize(
    "words",
    [["--method", "bic"], ["--interval", "bca"], ["--threshold", "2"], ["--threshold", "x"], ["--max-order", "3"]],
)
def test_what_is_not_built_is_not_offered(capsys, words: list[str]) -> None:
    assert main(["estimate", published("Ned"), *words]) == 2


def test_assess_gives_table_verdict_and_checks(capsys, local: str) -> None:
    code, body = as_json(capsys, "assess", local)
    assert code == 0
    assert body["schema"] == "zicht.assess/1"
    assert body["verdict"]["level"] == "refused"
    assert {check["code"] for check in body["checks"]} >= {"people.few", "overlap.sparse", "overlap.single"}
    assert {reason["code"] for reason in body["verdict"]["reasons"]} <= {check["code"] for check in body["checks"]}


@pytest.mark.parametrize(("language", "first"), [("nl", "Oordeel: geen schatting"), ("en", "Verdict: no estimate")])
def test_assess_as_text_says_verdict_reasons_needs_and_checks(capsys, local: str, language: str, first: str) -> None:
    assert main(["assess", local, "--taal", language]) == 0
    text = capsys.readouterr().out
    assert text.startswith(first)
    assert "182" in text
