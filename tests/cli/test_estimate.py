import json
from importlib.resources import files
from pathlib import Path

import pytest

from zicht.cli import main
from zicht.cli.estimate import shown_progress
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
    main_effects, stepwise, *others = body["estimates"]
    assert (main_effects["method"], stepwise["method"]) == ("main-effects", "stepwise")
    assert [found["method"] for found in others] == ["aic", "aicc", "bic", "bic-average", "dga", "chao", "zelterman"]
    assert stepwise.keys() == {
        "method", "threshold", "total", "unobserved", "interval", "terms", "not_estimable", "aic", "bic", "max_order",
        "models", "priors",
    }  # fmt: skip
    assert (stepwise["total"], stepwise["unobserved"]) == (11312.99, 8568.99)
    assert stepwise["interval"] == {"kind": "wald", "level": 0.95, "low": 9884.4, "high": 13027.4, "not_reached": []}
    assert body["at_least"].keys() >= {"total", "level", "basis"}
    assert (body["at_least"]["level"], body["at_least"]["basis"]) == (0.97, "lower_limit")
    assert 2744 < body["at_least"]["total"] < stepwise["total"]
    assert all(row.keys() == {"allowance", "low", "high"} for row in body["sensitivity"])
    assert body["sensitivity"][0]["allowance"] == 0
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
    assert (body["at_least"]["total"], body["sensitivity"]) == (182, [])
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
    assert (body["override"], body["verdict"]["level"]) == ("oefening", "refused")
    assert len(body["estimates"]) >= 2
    assert main(["estimate", local, "--override", "oefening"]) == 0
    first, *rest = capsys.readouterr().out.splitlines()
    assert first.startswith("LET OP")
    assert "oefening" in first
    assert any("95%-interval" in line for line in rest)


def test_missed_links_and_strangers_move_the_first_number_down_and_stand_in_the_answer(capsys) -> None:
    words = ("estimate", published("UKdat_5"), "--method", "chao")
    _, plain = as_json(capsys, *words)
    for option, name in (("--missed-links", "missed_links"), ("--no-members", "no_members")):
        code, stated = as_json(capsys, *words, option, "0.1")
        assert (code, stated["at_least"][name]) == (0, 0.1)
        assert stated["at_least"]["total"] < plain["at_least"]["total"]
        assert stated["sensitivity"] == plain["sensitivity"]
        assert main([*words, option, "0.6"]) == 2
        assert "0.6" in capsys.readouterr().err


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
    assert main(["estimate", published("Ned"), "--method", "main-effects", "--taal", language]) == 0
    text = capsys.readouterr().out
    assert text.startswith(verdict)
    range_at, methods_at = text.index("\nBandbreedte" if language == "nl" else "\nRange"), text.rindex(number)
    assert range_at < methods_at


def test_what_nobody_confirmed_is_shown_as_not_yet_confirmed(capsys) -> None:
    main(["estimate", published("Ned"), "--method", "chao"])
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
    [["--method", "magic"], ["--interval", "t"], ["--threshold", "2"], ["--threshold", "x"], ["--max-order", "6"]],
)
def test_what_is_not_built_is_not_offered(capsys, words: list[str]) -> None:
    assert main(["estimate", published("Ned"), *words]) == 2


def test_the_best_of_all_models_up_to_an_order_is_that_of_r(capsys) -> None:
    for order, total, value in (("2", 22991.33, 196.5398), ("3", 25311.29, 195.8791)):
        words = ("estimate", published("UKdat_5"), "--method", "bic", "--max-order", order)
        code, body = as_json(capsys, *words)
        (found,) = body["estimates"]
        assert (code, found["total"], found["bic"], found["max_order"]) == (0, total, value, int(order))
        assert (found["threshold"], body["without_estimate"]) == (None, [])


def test_an_interval_with_the_selection_inside_is_drawn_from_the_seed(capsys) -> None:
    words = ("estimate", published("UKdat_5"), "--method", "bic", "--interval", "bca", "--replicates", "60")
    _, one = as_json(capsys, *words)
    _, same = as_json(capsys, *words, "--seed", "1")
    _, other = as_json(capsys, *words, "--seed", "2")
    _, every = as_json(capsys, *words, "--all-models")
    intervals = [body["estimates"][0]["interval"] for body in (one, same, other, every)]
    assert intervals[0] == intervals[1]
    assert intervals[0] != intervals[2]
    assert all(found["kind"] == "bca" for found in intervals)
    assert {body["estimates"][0]["total"] for body in (one, other, every)} == {22991.33}
    assert main([*words[:-1], "7"]) == 2


BAD = {
    "negative count": "a,b,count\n1,0,-1\n0,1,2\n",
    "fractional count": "a,b,count\n1,0,1.5\n0,1,2\n",
    "pattern twice": "a,b,count\n1,0,1\n1,0,2\n",
    "one list": "a,count\n1,5\n",
    "cell of the unseen": "a,b,count\n0,0,7\n1,0,2\n",
    "not a number": "a,b,count\n1,0,NaN\n0,1,2\n",
    "no count": "a,b,count\n1,0,\n0,1,2\n",
    "forty lists": ",".join(f"l{n}" for n in range(40)) + ",count\n1" + ",0" * 39 + ",5\n",
    "comma for a point": "a,b,count\n1,0,1,5\n0,1,2\n",
    "comma for a point, semicolons": "a;b;count\n1;0;1,5\n0;1;2\n",
    "thousands with a point": "a;b;count\n1;0;1.500\n0;1;2\n",
    "infinite": "a,b,count\n1,0,inf\n0,1,2\n",
    "power of ten": "a,b,count\n1,0,1e3\n0,1,2\n",
    "two counts": "a,b,count,count\n1,0,1,1\n",
    "list twice": "a,a,count\n1,0,1\n",
    "no table": "",
}


@pytest.mark.parametrize("name", BAD)
@pytest.mark.parametrize("words", [["--json"], ["--override", "toch", "--method", "bic"]])
def test_no_bad_table_gets_an_estimate_and_each_is_told_why(capsys, tmp_path: Path, name: str, words) -> None:
    path = tmp_path / "fout.csv"
    path.write_text(BAD[name], encoding="utf-8")
    assert main(["estimate", str(path), *words]) == 3
    told = capsys.readouterr()
    assert "95%" not in told.out
    assert told.err if "--json" not in words else json.loads(told.out)["schema"] == "zicht.error/1"


def test_progress_of_long_work_goes_to_stderr_and_only_after_a_moment(capsys, monkeypatch) -> None:
    main(["estimate", published("UKdat_5"), "--method", "bic", "--json"])
    assert capsys.readouterr().err == ""
    monkeypatch.setattr("zicht.cli.estimate.QUIET", 0.0)
    tell = shown_progress("en")
    tell(10, 100)
    tell(100, 100)
    told = capsys.readouterr()
    assert (told.out, told.err) == ("", "10 of 100 done\n")


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
