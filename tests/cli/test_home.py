"""Throwing the demo away: all that it made goes, and with anything else in its home nothing goes at all."""

from __future__ import annotations

import json
import shutil
import socket
from dataclasses import replace

import pytest

from zicht.cli import demo, home, main
from zicht.cli.worker import only_one
from zicht.server import config as server_config
from zicht.server.vault import keyring

MADE = ("demo/accounts.json", "demo/chain.json", "heads/000000000012.json", "beeld/beeld.html", "beeld/manifest.json",
        "static/zicht/zicht.css", "zicht.sqlite3", "zicht.sqlite3-wal", "worker.lock")  # fmt: skip


@pytest.fixture
def place(tmp_path, monkeypatch):
    """A home as the demo leaves it, with a port that is free."""
    place = tmp_path / "home"
    keyring.write(place / "keys.json", keyring.fresh(demo=True))
    for name in MADE:
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_text("{}")
    for name in ("ZICHT_DATABASE_URL", "ZICHT_KEYS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("ZICHT_HOME", str(place))
    monkeypatch.setenv("ZICHT_MODE", "demo")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        monkeypatch.setenv("ZICHT_PORT", str(probe.getsockname()[1]))
    return place


@pytest.fixture
def reset(monkeypatch, capsys):
    """``zicht demo --reset`` without what comes after it: gives exit code and the code of the error."""
    monkeypatch.setattr(demo, "prepare", lambda *_: None)
    monkeypatch.setattr(demo, "serve", lambda *_, **__: 0)
    monkeypatch.setattr(demo, "_once", lambda *_, **__: 0)

    def run(*words):
        status = main(["demo", "--reset", "--json", *words])
        out = capsys.readouterr().out
        return status, json.loads(out)["code"] if out else ""

    return run


def contents(folder):
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir())


@pytest.mark.parametrize("words", [(), ("--once",)], ids=["serving", "once"])
def test_everything_the_demo_made_goes(place, reset, words):
    assert reset(*words) == (0, "")
    assert contents(place) == ["worker.lock"]


def test_an_empty_home_and_none_at_all_are_fine(place, reset):
    shutil.rmtree(place)
    assert reset() == (0, "")
    assert reset() == (0, "")
    assert contents(place) == ["worker.lock"]


STRANGERS = {
    "a file": "verslag.docx",
    "a file in a folder of the demo": "demo/aantekeningen.txt",
    "a folder": "archief/2024/lijst.csv",
    "a folder in a folder of the demo": "heads/oud/000000000001.json",
    "a folder with the name of a file": "zicht.sqlite3-shm/x",
    "another database": "echt.sqlite3",
    "a hidden file": ".ssh/id",
}


@pytest.mark.parametrize("what", STRANGERS)
def test_with_anything_else_in_the_home_nothing_goes(place, reset, what):
    stranger = place / STRANGERS[what]
    stranger.parent.mkdir(parents=True, exist_ok=True)
    stranger.write_text("van iemand")
    before = contents(place)
    assert reset() == (4, "demo.reset_strangers")
    assert contents(place) == before


def test_what_a_link_leads_to_is_not_the_demos(place, reset, tmp_path):
    elsewhere = tmp_path / "elders"
    elsewhere.mkdir()
    (elsewhere / "beeld.html").write_text("van iemand")
    shutil.rmtree(place / "beeld")
    (place / "beeld").symlink_to(elsewhere)
    assert reset() == (4, "demo.reset_strangers")
    assert contents(elsewhere) == ["beeld.html"]


def test_a_file_where_the_demo_has_a_folder_is_not_the_demos(place, reset):
    shutil.rmtree(place / "heads")
    (place / "heads").write_text("van iemand")
    assert reset() == (4, "demo.reset_strangers")


def test_the_stranger_is_named_to_a_person(place, monkeypatch, capsys):
    (place / "verslag.docx").write_text("van iemand")
    assert main(["demo", "--reset"]) == 4
    assert "verslag.docx" in capsys.readouterr().err


@pytest.mark.parametrize("content", [keyring.fresh(), {}, [], "x"], ids=["real", "empty", "list", "text"])
def test_data_under_keys_that_the_demo_did_not_make_stay(place, reset, content):
    (place / "keys.json").write_text(json.dumps(content))
    before = contents(place)
    assert reset() == (4, "demo.reset_not_ours")
    assert contents(place) == before


def test_data_without_any_keys_stay(place, reset):
    (place / "keys.json").unlink()
    assert reset() == (4, "demo.reset_not_ours")
    assert (place / "zicht.sqlite3").exists()


def test_keys_kept_elsewhere_stay(place, reset, monkeypatch, tmp_path):
    (place / "keys.json").rename(tmp_path / "keys.json")
    monkeypatch.setenv("ZICHT_KEYS", str(tmp_path / "keys.json"))
    assert reset() == (0, "")
    assert contents(place) == ["worker.lock"]
    assert (tmp_path / "keys.json").exists()


@pytest.mark.parametrize("url", ["postgresql://zicht@localhost/zicht", "sqlite:////tmp/elders.sqlite3"])
def test_a_database_elsewhere_is_not_emptied_and_so_nothing_is(place, reset, monkeypatch, url):
    monkeypatch.setenv("ZICHT_DATABASE_URL", url)
    before = contents(place)
    assert reset() == (2, "demo.reset_elsewhere")
    assert contents(place) == before


def test_a_busy_port_is_told_before_anything_goes(place, reset, monkeypatch):
    before = contents(place)
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        monkeypatch.setenv("ZICHT_PORT", str(busy.getsockname()[1]))
        assert reset() == (2, "demo.port_busy")
    assert contents(place) == before


@pytest.mark.parametrize("words", [(), ("--once",)], ids=["serving", "once"])
def test_under_a_running_demo_nothing_goes(place, reset, words):
    before = contents(place)
    with only_one(place):
        assert reset(*words) == (2, "demo.running")
    assert contents(place) == before


def test_a_second_demo_in_one_home_is_told_so_and_the_chain_may_run_beside_the_first(place, monkeypatch, capsys):
    for name in ("prepare", "serve", "_once"):
        monkeypatch.setattr(demo, name, lambda *_, **__: 0)
    with only_one(place):
        assert main(["demo"]) == 2
        assert str(place) in capsys.readouterr().err
        assert main(["demo", "--once"]) == 0


def test_a_region_that_was_stopped_halfway_is_not_whole(place):
    config = server_config.read()
    assert home.is_built(config)
    home.building_path(config).touch()
    assert not home.is_built(config)
    assert list(home.strangers(place)) == []


def test_what_was_stopped_halfway_goes_without_asking_and_is_told(place, capsys):
    config = server_config.read()
    home.building_path(config).touch()
    demo._clear_halfway(config, "en")
    assert contents(place) == ["worker.lock"]
    assert "begins again" in capsys.readouterr().err


def test_a_whole_region_and_one_in_another_database_are_left_alone(place, capsys):
    config = server_config.read()
    before = contents(place)
    demo._clear_halfway(config, "nl")
    assert contents(place) == before
    home.building_path(config).touch()
    demo._clear_halfway(replace(config, database_url="postgresql://zicht@localhost/zicht"), "nl")
    assert contents(place) == sorted([*before, "demo/building"])
    assert capsys.readouterr().err == ""
