"""The demo's command: its codes are real, a busy port is named, and a step that is not true is told and fails."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import socket
import struct
import time
from base64 import b32decode
from dataclasses import replace
from types import SimpleNamespace

import pytest
from server.door.hands import OWNER

from zicht.cli import chain, demo, main, serving
from zicht.cli.chain import Cast, Story, Told
from zicht.cli.home import building_path
from zicht.errors import Refused
from zicht.seal import FirstBad

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture
def home(tmp_path, settings, monkeypatch):
    """A demo of its own: nothing of it stays, and no other demo is touched."""
    monkeypatch.setenv("ZICHT_HOME", str(tmp_path))
    monkeypatch.setenv("ZICHT_MODE", "demo")
    settings.ZICHT = replace(settings.ZICHT, home=tmp_path)
    return tmp_path


@pytest.fixture
def accounts(home):
    row = {"role": "desk", "organisation": "meldpunt", "username": "desk.1", "password": "x", "totp_secret": SECRET,
           "api_key": "y"}  # fmt: skip
    path = home / "demo" / "accounts.json"
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps({"address": "http://127.0.0.1:8000", "accounts": [row]}))
    return path


# --- code ---------------------------------------------------------------------------------------------------


def code_by_the_letter(secret, at):
    """RFC 6238 with SHA-1, six digits, thirty seconds, written out."""
    key = b32decode(secret)
    mac = hmac.new(key, struct.pack(">Q", int(at) // 30), hashlib.sha1).digest()
    start = mac[-1] & 15
    return f"{(int.from_bytes(mac[start : start + 4]) & 0x7FFFFFFF) % 1_000_000:06}"


def test_our_reading_of_rfc_6238_gives_its_published_code():
    seed = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # RFC 6238, appendix B: time 59 gives 94287082
    assert code_by_the_letter(seed, 59) == "287082"


def test_the_code_of_an_account_is_the_one_its_app_shows(accounts, capsys):
    before = time.time()
    assert main(["demo", "code", "desk.1"]) == 0
    shown = capsys.readouterr().out.strip()
    assert re.fullmatch(r"\d{6}", shown)
    assert shown in {code_by_the_letter(SECRET, before), code_by_the_letter(SECRET, time.time())}


def test_the_code_as_json_is_one_object_and_holds_no_secret(accounts, capsys):
    before = time.time()
    assert main(["demo", "code", "desk.1", "--json"]) == 0
    out = capsys.readouterr().out
    told = json.loads(out)
    assert (told["schema"], told["username"]) == ("zicht.demo-code/1", "desk.1")
    assert told["code"] in {code_by_the_letter(SECRET, before), code_by_the_letter(SECRET, time.time())}
    assert SECRET not in out


def test_who_asks_for_a_name_that_is_not_there_is_told_which_are(accounts, capsys):
    assert main(["demo", "code", "nobody", "--json"]) == 2
    told = json.loads(capsys.readouterr().out)
    assert told["code"] == "demo.no_account"
    assert "desk.1" in told["nl"]


def test_without_a_demo_there_is_no_code_and_that_is_said(home, capsys):
    assert main(["demo", "code", "desk.1", "--json"]) == 2
    assert json.loads(capsys.readouterr().out)["code"] == "demo.not_built"
    assert list(home.iterdir()) == []


@pytest.mark.parametrize("words", [["code", "nobody"], ["code"], ["code", "desk.1", "more"], ["nonsense", "desk.1"]])
def test_a_code_that_does_not_exist_is_wrong_use(accounts, capsys, words):
    assert main(["demo", *words]) == 2
    out, told = capsys.readouterr()
    assert out == ""
    assert SECRET not in told


@pytest.mark.parametrize("words", [[], ["--once"], ["code", "desk.1"], ["--reset"]], ids=" ".join)
def test_in_production_there_is_no_demo(accounts, monkeypatch, capsys, words):
    monkeypatch.setenv("ZICHT_MODE", "production")
    assert main(["demo", *words, "--json"]) == 2
    assert json.loads(capsys.readouterr().out)["code"] == "demo.not_demo"
    assert accounts.exists(), "nothing was thrown away"


# --- the port -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_busy_port_is_named_before_anything_is_built(home, monkeypatch, capsys, language):
    def never(*args):
        raise AssertionError("built although it cannot start")

    monkeypatch.setattr(demo, "prepare", never)
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        port = busy.getsockname()[1]
        monkeypatch.setenv("ZICHT_PORT", str(port))
        assert main(["demo", "--taal", language]) == 2
    told = capsys.readouterr().err
    assert str(port) in told
    assert "ZICHT_PORT" in told


def test_a_free_port_is_no_problem():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    serving.refuse_busy_port(port)


def test_a_region_is_not_built_over_what_somebody_else_put_there(region, home):
    with pytest.raises(Refused) as refused:
        demo._refuse_filled()
    assert refused.value.code == "demo.filled"


def test_the_mark_of_building_stands_until_the_story_is_told(home, monkeypatch):
    """So that a start that was stopped anywhere on the way begins again."""
    seen = []

    def look(*_):
        seen.append(building_path(_config()).exists())

    for name in ("start", "migrate", "_refuse_filled"):
        monkeypatch.setattr(demo, name, lambda: None)
    monkeypatch.setattr(demo, "build", look)
    monkeypatch.setattr(demo, "tell", look)
    demo.prepare(_config(), "nl")
    assert seen == [True, True]
    assert not building_path(_config()).exists()


def test_a_picture_that_a_serving_worker_makes_is_waited_for(monkeypatch):
    """The worker of a demo that serves may take the task before the chain does."""
    rows = [SimpleNamespace(waiting=True), SimpleNamespace(waiting=True), SimpleNamespace(waiting=False)]
    monkeypatch.setattr(chain.time, "sleep", lambda seconds: None)
    assert chain._when_made(lambda: rows.pop(0)).waiting is False
    assert rows == []
    monkeypatch.setattr(chain, "PATIENCE", 0)
    assert chain._when_made(lambda: SimpleNamespace(waiting=True)).waiting is True


# --- the chain ----------------------------------------------------------------------------------------------


@pytest.fixture
def cast(region, home):
    return Cast(
        professional=region["ggd.1"],
        desk=region["desk.1"],
        partner=region["zorg.1"],
        privacy=region["privacy.1"],
        officer=region["ggd.privacy"],
        policy=region["beleid.1"],
    )


def no_rows(page):
    return replace(page, rows=(), after="")


def with_narrative(view):
    return replace(view, signals=tuple(replace(one, narrative="") for one in view.signals))


LIES = [
    ("registered", "zicht.server.signals.queries.open_signal", lambda view: replace(view, narrative="Iets anders.")),
    ("registered", "zicht.server.signals.queries.open_signal", lambda view: replace(view, observations=())),
    ("queued", "zicht.server.cases.queries.queue", no_rows),
    ("queued", "zicht.server.signals.queries.open_signal", lambda view: replace(
        view, coverage=replace(view.coverage, means=replace(view.coverage.means, state="unknown")))),
    ("case", "zicht.server.cases.queries.open_case", lambda view: replace(view, signals=())),
    ("referred", "zicht.server.referrals.queries.open_referral", lambda view: replace(view, legal_basis="")),
    ("partner_sees", "zicht.server.referrals.queries.open_referral", with_narrative),
    ("outcome_back", "zicht.server.signals.queries.open_signal", lambda view: replace(view, follow_up=())),
    ("outcome_back", "zicht.server.signals.queries.open_signal", lambda view: replace(
        view, follow_up=tuple(replace(line, note="te veel") for line in view.follow_up))),
    ("logged", "zicht.server.oversight.queries.who_saw", lambda trail: replace(trail, lines=trail.lines[:1])),
    ("logged", "zicht.server.logbook.sealing.verify_log", lambda check: replace(
        check, first_bad=FirstBad("seal.entry_changed", 0, 0))),
]  # fmt: skip


def last_lines_of(step_name, cast, lie=None):
    """The story told up to and including one step; that step reads a lie."""
    story, told = Story(), []
    for step in chain.STEPS:
        with pytest.MonkeyPatch.context() as patch:
            if lie and step.__name__ == ORDER[step_name]:
                tell_lie(patch, *lie)
            told.append(step(cast, story))
        if told[-1].step == step_name:
            return told
    raise AssertionError(step_name)


ORDER = {"registered": "_register", "queued": "_queue", "case": "_case", "referred": "_refer",
         "partner_sees": "_partner", "outcome_back": "_outcome", "withdrawn": "_withdraw",
         "logged": "_log"}  # fmt: skip


def tell_lie(patch, path, change):
    from importlib import import_module

    module, _, name = path.rpartition(".")
    true = getattr(import_module(module), name)
    patch.setattr(path, lambda *args, **words: change(true(*args, **words)))


def test_the_whole_story_holds_and_can_be_told_in_both_languages(cast, as_role):
    with as_role(OWNER):
        told = last_lines_of("logged", cast)
    assert [(step.step, step.holds) for step in told] == [(name, True) for name in ORDER]
    for step in told:
        assert step.sentence("nl") != step.sentence("en")
        assert json.loads(json.dumps(step.as_json()))["holds"] is True


@pytest.mark.parametrize(
    ("step", "path", "change"), LIES, ids=[f"{one[0]}-{number}" for number, one in enumerate(LIES)]
)
def test_a_step_that_reads_back_something_else_does_not_hold(cast, as_role, step, path, change):
    with as_role(OWNER):
        told = last_lines_of(step, cast, (path, change))
    assert [one.holds for one in told] == [True] * (len(told) - 1) + [False]


def test_a_withdrawal_after_which_the_partner_still_reads_does_not_hold(cast, as_role):
    with as_role(OWNER), pytest.MonkeyPatch.context() as patch:
        patch.setattr("zicht.server.sharing.actions.grants.withdraw", lambda **words: None)
        told = last_lines_of("withdrawn", cast)
    assert (told[-1].step, told[-1].holds) == ("withdrawn", False)


def test_a_chain_that_is_refused_on_its_way_is_not_told_as_true(cast, as_role):
    with as_role(OWNER), pytest.raises(Refused):
        last_lines_of("queued", replace(cast, desk=cast.policy))


@pytest.mark.parametrize(("holds", "code"), [([True, True], 0), ([True, False], 1), ([False, True], 1)])
@pytest.mark.parametrize("fresh", [True, False])
def test_once_leaves_with_one_when_any_step_does_not_hold(home, accounts, monkeypatch, capsys, holds, code, fresh):
    told = [Told("withdrawn", "partner", {}, one) for one in holds]

    def build(config, language):
        if fresh:
            chain.keep(told, home / "demo" / "chain.json")

    if fresh:
        accounts.unlink()
    monkeypatch.setattr(demo, "prepare", build)
    monkeypatch.setattr(demo, "tell", lambda config, language: told)
    assert main(["demo", "--once", "--json"]) == code
    result = json.loads(capsys.readouterr().out)
    assert result["schema"] == "zicht.demo/1"
    assert [step["holds"] for step in result["steps"]] == holds


def test_a_step_that_does_not_hold_is_said_so(home, monkeypatch, capsys):
    monkeypatch.setattr(demo, "_cast", lambda config: None)
    monkeypatch.setattr(demo, "run_chain", lambda cast: [Told("withdrawn", "partner", {}, False)])
    demo.tell(_config(), "en")
    assert "What was read back is not what this step says: withdrawn." in capsys.readouterr().err
    assert json.loads((home / "demo" / "chain.json").read_text())[0]["holds"] is False


def _config():
    from zicht.server.config import read

    return read()
