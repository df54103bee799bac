"""``zicht agreement``: the contract's JSON and exit codes, lines and clauses, both languages, bad questions."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

import pikepdf
import pytest

from zicht.cli import main

EXAMPLES = Path(str(files("zicht.agreements"))) / "data" / "examples"
CARE = EXAMPLES / "meldpunt-politie-zorg.toml"
GALLERY = Path(__file__).parent.parent / "agreements" / "gallery"
QUESTION = {
    "actor": {"organisation": "meldpunt", "role": "desk"},
    "recipient": "zorgcoordinatie",
    "purpose": "care",
    "record": {"form": "labour", "age_class": "unknown", "danger": False, "region": "vechterdam"},
    "consent": None,
    "field_groups": ["core", "contact"],
}


@pytest.fixture
def ask(tmp_path, capsys):
    """Ask a question that differs from the one above, with the three examples in force."""

    def asked(*words, **changes):
        path = tmp_path / "vraag.json"
        path.write_text(json.dumps(QUESTION | changes), encoding="utf-8")
        code = main(["agreement", "explain", str(path), "--agreements", str(EXAMPLES), "--date", "2026-06-01", *words])
        return code, capsys.readouterr().out

    return asked


def test_check_lists_each_problem_with_line_clause_and_both_languages(capsys):
    fault = GALLERY / "said-already.toml"
    assert main(["agreement", "check", str(fault), "--date", "2026-06-01", "--json"]) == 0
    body = json.loads(capsys.readouterr().out)
    assert body["schema"] == "zicht.agreement-check/1" and body["valid"] is True
    (problem,) = body["problems"]
    assert problem["clause"] == "nog-eens" and problem["rule"] == "agreement.said_already"
    assert problem["line"] == fault.read_text().split("\n").index('id = "nog-eens" # hier') + 1
    assert problem["nl"].startswith("Regel ‘naar-meldpunt’") and problem["en"].startswith("Clause ‘naar-meldpunt’")


@pytest.mark.parametrize(
    ("name", "code"), [("geen-fout", 0), ("open-signer", 0), ("contradiction", 3), ("not-toml", 3)]
)
def test_check_exits_3_on_an_error_and_0_on_a_warning(name, code, capsys):
    assert main(["agreement", "check", str(GALLERY / f"{name}.toml"), "--date", "2026-06-01"]) == code
    last = capsys.readouterr().out.splitlines()[-1]
    assert last.startswith("Deze werkafspraak is te gebruiken" if code == 0 else "Deze werkafspraak kan zo niet")


def test_check_refuses_what_forbids_a_duty_of_another_agreement(tmp_path, capsys):
    good = (GALLERY / "geen-fout.toml").read_text()
    (tmp_path / "plicht.toml").write_text(
        good.replace('effect = "may"', 'effect = "must"', 1).replace("avg-6-1-e", "avg-6-1-c", 1)
    )
    never = '[[clause]]\nid = "nooit"\neffect = "never"\nfrom = "*"\nto = "meldpunt"\n'
    never += 'purpose = "*"\nrole = "*"\nmode = "*"\n'
    other = tmp_path / "x"
    other.write_text(good.replace('"proef"', '"ander"', 1) + never + 'field_groups = ["core"]\n')
    words = ["agreement", "check", str(other), "--date", "2026-06-01"]
    assert main(words) == 0
    assert main([*words, "--beside", str(tmp_path)]) == 3
    assert "Een wettelijke plicht kan geen werkafspraak verbieden." in capsys.readouterr().out


def test_a_review_date_that_passed_is_an_error_on_that_day_and_not_before(capsys):
    words = ["agreement", "check", str(CARE), "--json", "--date"]
    assert main([*words, "2034-01-01"]) == 0 and main([*words, "2034-01-02"]) == 3


def test_explain_says_yes_with_the_rule_and_what_comes_with_it(ask):
    code, out = ask("--json")
    body = json.loads(out)
    assert code == 0 and body["schema"] == "zicht.agreement-explain/1" and body["answer"] == "yes"
    assert body["field_groups"] == ["core", "contact"] and body["refused"] == [] and body["least_change"] == []
    assert body["rule"] == {"agreement": "meldpunt-politie-zorg", "version": "2026.1", "clause": "meldpunt-naar-zorg"}
    codes = [one["code"].rsplit(".", 1)[1] for one in body["obligations"]]
    assert codes[:4] == ["log", "expires", "inform", "retention"] and "basis_unconfirmed" in codes
    assert body["asked"] == {"recipient_role": "partner", "mode": "on_referral"}


def test_explain_says_yes_if_with_the_least_change_and_its_cost(ask):
    code, out = ask("--json", recipient="politie", purpose="investigation", record={"age_class": "adult"},
                    field_groups=["core", "identity"])  # fmt: skip
    body = json.loads(out)
    assert code == 4 and body["answer"] == "yes-if"
    (change,) = body["least_change"]
    assert (change["edit"], change["cost"], change["then"]) == ("second_person leave_out:identity", 3, ["core"])
    assert [one["field_group"] for one in body["refused"]] == ["core", "identity"]
    assert body["refused"][1]["rule"] is None


def test_explain_says_no_and_what_is_always_possible(ask):
    code, out = ask(field_groups=["status"], recipient="vreemdelingenpolitie")
    assert code == 4 and out.splitlines()[0].startswith("Niet onder de werkafspraken die nu gelden")
    assert "112" in out and "Overleg zonder naam kan altijd" in out and "Wel als" not in out
    assert json.loads(ask("--json", field_groups=["status"], recipient="vreemdelingenpolitie")[1])["answer"] == "no"


def test_a_consent_on_record_opens_what_asks_it(ask):
    given = {"kind": "care", "purpose": "care", "recipients": ["zorgcoordinatie"], "field_groups": ["identity"]}
    assert ask(field_groups=["identity"])[0] == 4
    assert ask(field_groups=["identity"], consent=given)[0] == 0
    ended = given | {"until": "2026-05-01T00:00:00+02:00"}
    assert ask(field_groups=["identity"], consent=[ended])[0] == 4


def test_a_consent_is_proposed_only_when_somebody_judged_that_it_may_be_asked(ask):
    plain = json.loads(ask("--json", field_groups=["identity"])[1])
    asking = json.loads(ask("--json", field_groups=["identity"], may_ask_consent=True)[1])
    assert not any(change["asks_consent"] for change in plain["least_change"])
    assert [change["edit"] for change in asking["least_change"] if change["asks_consent"]] == ["consent:care"]


@pytest.mark.parametrize(("changes", "rule", "field"), [
    ({"recipient": "kapper"}, "unknown_value", "recipient"),
    ({"purpose": "nieuwsgierig"}, "unknown_value", "purpose"),
    ({"field_groups": ["adress"]}, "unknown_value", "field_groups"),
    ({"field_groups": []}, "not_list", "field_groups"),
    ({"recipent": "ggd"}, "unknown_key", "recipent"),
    ({"record": {"danger": "ja"}}, "not_yes_no", "record.danger"),
    ({"record": {"leeftijd": "minor"}}, "unknown_key", "record.leeftijd"),
    ({"record": 3}, "not_object", "record"),
    ({"consent": {"kind": "processing", "purpose": "reclame", "recipients": ["ggd"], "field_groups": ["core"]}},
     "unknown_value", "consent.purpose"),
    ({"consent": {"kind": "care", "purpose": "care", "until": "morgen"}}, "not_a_moment", "consent.until"),
])  # fmt: skip
def test_a_question_with_something_wrong_names_it_and_is_not_answered(ask, changes, rule, field):
    code, out = ask("--json", **changes)
    body = json.loads(out)
    assert code == 3 and body["schema"] == "zicht.error/1"
    assert (f"question.{rule}", field) in [(one["rule"], one["field"]) for one in body["problems"]]


def test_a_question_that_is_no_json_is_named(tmp_path, capsys):
    path = tmp_path / "vraag.json"
    path.write_text("{", encoding="utf-8")
    assert main(["agreement", "explain", str(path), "--json"]) == 3
    assert json.loads(capsys.readouterr().out)["problems"][0]["rule"] == "question.not_json"


def test_without_a_folder_the_agreements_of_the_demonstration_answer(tmp_path, capsys):
    path = tmp_path / "vraag.json"
    path.write_text(json.dumps(QUESTION), encoding="utf-8")
    assert main(["agreement", "explain", str(path), "--taal", "en"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("Yes: ") and "to be filled in" in out


def test_diff_tells_in_dutch_and_json_what_changes(tmp_path, capsys):
    new = tmp_path / "nieuw.toml"
    new.write_text(CARE.read_text().replace('"follow_up"]', '"follow_up", "contact"]', 1), encoding="utf-8")
    assert main(["agreement", "diff", str(CARE), str(new)]) == 0
    first, second = capsys.readouterr().out.splitlines()[:2]
    assert first.startswith("Meer: Meldpunt") and second.startswith("Regel ‘zorg-terug’ was:")
    assert main(["agreement", "diff", str(CARE), str(new), "--json"]) == 0
    body = json.loads(capsys.readouterr().out)
    assert body["schema"] == "zicht.agreement-diff/1" and body["won"][0]["names"] == ["contact"] and not body["lost"]
    assert body["nl"][0] == first and body["en"][0].startswith("More: ")


def test_text_is_the_annex_as_words_json_page_and_accessible_pdf(tmp_path, capsys):
    assert main(["agreement", "text", str(CARE)]) == 0
    assert capsys.readouterr().out.startswith("VOORBEELD, NIET JURIDISCH GETOETST")
    assert main(["agreement", "text", str(CARE), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["watermark"] == "Voorbeeld, niet juridisch getoetst"
    for name in ("a.txt", "a.html", "a.pdf"):
        assert main(["agreement", "text", str(CARE), "--report", str(tmp_path / name)]) == 0
    html = (tmp_path / "a.html").read_text(encoding="utf-8")
    assert html.count("oorbeeld, niet juridisch getoetst") >= 5 and "meldpunt-naar-zorg" in html
    with pikepdf.open(tmp_path / "a.pdf") as pdf:
        assert pdf.Root.MarkInfo.Marked and "oorbeeld, niet juridisch getoetst" in str(pdf.docinfo["/Title"])


def test_another_ending_is_wrong_use_and_nothing_is_written(tmp_path, capsys):
    assert main(["agreement", "text", str(CARE), "--report", str(tmp_path / "a.docx")]) == 2
    assert list(tmp_path.iterdir()) == []
    assert ".pdf" in capsys.readouterr().err
