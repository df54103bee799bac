"""``zicht check`` finds each thing that must not run, by a stable id; the server does not start with one."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import textwrap
from dataclasses import replace
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone
from server.door.hands import _powerful_session, as_owner, as_role, log

from zicht.cli import main
from zicht.errors import Refused
from zicht.knowledge.sentences import LANGUAGES, catalogue
from zicht.server import checks
from zicht.server.config import Config, Oidc
from zicht.server.vault import keyring

__all__ = ["_powerful_session", "as_owner", "as_role", "log"]

# An id never changes its meaning and is never used again for something else; new ones go at the end.
IDS = [
    "E001", "E002", "E003", "E004", "E005", "E006", "E007", "E008", "E009", "E010", "E011", "E012", "E013",
    "E019", "E020", "E021", "E022", "E023", "E030",
    "E031", "E032", "E033",
]  # fmt: skip


@pytest.fixture
def sound(tmp_path):
    """A configuration that is fit for production, on whatever database the tests run."""
    keyring.write(tmp_path / "keys.json", keyring.fresh())
    return Config(
        home=tmp_path,
        port=8000,
        database_url="postgresql://" if connection.vendor == "postgresql" else "sqlite:///x",
        mode="production",
        keys=tmp_path / "keys.json",
        unit="staff",
        hosts=("zicht.example",),
    )


def ids(found):
    return [one.code for one in found]


def test_ids_are_stable_and_each_has_its_words():
    source = Path(checks.__file__).read_text(encoding="utf-8")
    assert sorted(set(re.findall(r'Found\("(E\d{3})"', source))) == IDS
    for language in LANGUAGES:
        told = {key for key in catalogue(language) if key.startswith("checks.E")}
        assert told == {f"checks.{code}.{part}" for code in IDS for part in ("says", "do")}


def test_a_sound_configuration_has_no_problem(sound):
    assert checks.before_django(sound, production=True) == []


def demo_accounts(config):
    (config.home / "demo").mkdir()
    (config.home / "demo" / "accounts.json").write_text("{}")
    return config


def other_keys(config, text):
    config.keys.unlink()
    config.keys.write_text(text)
    config.keys.chmod(0o600)
    return config


def no_keys(config):
    config.keys.unlink()
    return config


def open_keys(config):
    config.keys.chmod(0o644)
    return config


def outside(config, **changes):
    secret = config.home / "oidc"
    secret.write_text("x")
    secret.chmod(0o600)
    whole = Oidc("https://login.example", "zicht", str(secret), "Gemeente Proefstad")
    return replace(config, oidc=replace(whole, **changes))


WRONG = {
    "E001": lambda config: replace(config, mode="demo"),
    "E002": no_keys,
    "E003": open_keys,
    "E004": lambda config: other_keys(config, json.dumps(keyring.fresh(demo=True))),
    "E005": lambda config: other_keys(config, "{"),
    "E006": lambda config: replace(config, hosts=("127.0.0.1", "localhost", "testserver")),
    "E007": lambda config: replace(config, unit="intake"),
    "E011": demo_accounts,
    "E031": lambda config: outside(config, name="", client_id=""),
    "E032": lambda config: outside(config, issuer="http://login.example"),
    "E033": lambda config: outside(config, secret_file=str(config.home / "nowhere")),
}


@pytest.mark.parametrize("code", WRONG)
def test_each_thing_wrong_is_found_and_nothing_else(sound, code):
    assert ids(checks.before_django(WRONG[code](sound), production=True)) == [code]


def test_a_provider_that_is_told_whole_is_no_problem_and_what_is_missing_is_named(sound):
    assert checks.before_django(outside(sound), production=True) == []
    (found,) = checks.before_django(outside(sound, name="", client_id=""), production=True)
    for language in LANGUAGES:
        assert "ZICHT_OIDC_CLIENT_ID, ZICHT_OIDC_NAME" in found.says(language)


def test_a_provider_without_tls_is_for_the_demo_and_a_half_one_for_nobody(sound):
    plain, half = outside(sound, issuer="http://127.0.0.1:9"), outside(sound, issuer="")
    assert ids(checks.before_django(replace(plain, mode="demo"), production=False)) == []
    assert ids(checks.before_django(replace(half, mode="demo"), production=False)) == ["E031"]


def test_a_secret_of_the_provider_that_others_may_read_stops_the_server(sound):
    config = outside(no_keys(sound))  # without keys it stops before it asks the database
    (config.home / "oidc").chmod(0o644)
    with pytest.raises(Refused) as refused:
        checks.refuse_unsafe(config)
    assert (refused.value.rule, refused.value.params["count"]) == ("zicht.E002", 2)
    assert ids(checks.before_django(config, production=True)) == ["E002", "E033"]


@pytest.mark.parametrize("missing", ["django", "receipts", "intake_public"])
def test_a_key_file_with_a_part_missing_is_damaged(sound, missing):
    content = {name: value for name, value in keyring.fresh().items() if name != missing}
    assert ids(checks.before_django(other_keys(sound, json.dumps(content)), production=True)) == ["E005"]


def test_what_only_production_forbids_is_fine_in_the_demo(sound):
    demo = replace(other_keys(sound, json.dumps(keyring.fresh(demo=True))), mode="demo", hosts=("localhost",))
    assert checks.before_django(demo_accounts(demo), production=False) == []


def test_open_keys_are_wrong_in_the_demo_too(sound):
    assert ids(checks.before_django(replace(open_keys(sound), mode="demo"), production=False)) == ["E003"]


def test_the_intake_unit_keeps_the_mark_of_the_demo(sound):
    part = keyring.for_intake(keyring.fresh(demo=True))
    config = replace(other_keys(sound, json.dumps(part)), unit="intake")
    assert ids(checks.before_django(config, production=True)) == ["E004"]


@pytest.fixture
def questions(region, as_role):
    """What the database of the tests tells as the role that serves: sixteen members, eight organisations."""
    return lambda config, **more: ids(checks.of_database(config, **{"production": True, **more}))


def test_several_organisations_need_the_second_wall(questions, sound):
    assert questions(sound) == ([] if connection.vendor == "postgresql" else ["E010"])
    assert questions(sound, production=False) == []


def test_made_up_data_and_demo_accounts_are_known_by_the_log(questions, sound, as_owner):
    from zicht.server.organisations.actions.setup import open_account, set_up

    before = questions(sound)
    with as_owner():
        open_account(username="ggd.1", now=timezone.now())
        set_up(organisations=[], members=[], agreements={}, now=timezone.now(), made_up=True)
    assert questions(sound) == [*before, "E012", "E013"]


LISTED = {
    "kind": {"kind": "case"},
    "state": {"state": "closed"},
    "acute": {"acute": True},
    "due": {"due": timezone.now()},
    "received_at": {"received_at": timezone.now()},
    "form": {"form": "labour"},
    "controller": {"controller": "00000000-0000-0000-0000-000000000001"},
}


@pytest.mark.parametrize("column", LISTED)
def test_a_list_column_that_differs_from_its_record_is_named_and_counted(region, as_owner, sound, column):
    from worlds import draft

    from zicht.server.door.models import Right
    from zicht.server.signals.actions.register import register_signal

    record = register_signal(draft=draft(), by=region["ggd.1"])
    with as_owner():
        assert Right.objects.filter(record_id=record, g_observations=True).update(**LISTED[column]) == 2
    found = checks.of_database(sound, production=False)
    assert [(one.code, one.params) for one in found] == [("E030", {"column": column, "count": 2})]


def test_a_form_on_a_right_without_observations_differs(region, as_owner, sound):
    from worlds import draft

    from zicht.server.door.models import Right
    from zicht.server.signals.actions.register import register_signal

    record = register_signal(draft=draft(), by=region["ggd.1"])
    with as_owner():
        Right.objects.filter(record_id=record).update(g_observations=False)
    assert checks.of_database(sound, production=False)[0].params["column"] == "form"


def test_the_json_is_the_contracts(region, as_owner, sound, log, monkeypatch, capsys):
    monkeypatch.setenv("ZICHT_KEYS", str(sound.keys))
    sound.keys.chmod(0o600)
    assert main(["check", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["problems"] == []
    monkeypatch.setenv("ZICHT_MODE", "production")
    monkeypatch.setenv("ZICHT_HOSTS", "localhost")
    assert main(["check", "--json", "--taal", "en"]) == 3
    told = json.loads(capsys.readouterr().out)
    assert (told["schema"], told["ok"]) == ("zicht.check/1", False)
    assert list(told["problems"][0]) == ["id", "nl", "en", "hint"]
    assert told["problems"][0]["id"] == "zicht.E006"
    assert told["problems"][0]["hint"].startswith("Name in ZICHT_HOSTS")
    assert [row.rule.split()[:1] for row in log("checks.check")] == [[], ["zicht.E006"]]


def test_a_person_reads_what_is_wrong_and_what_to_do(sound, monkeypatch, capsys):
    monkeypatch.setenv("ZICHT_KEYS", str(no_keys(sound).keys))
    monkeypatch.setenv("ZICHT_MODE", "production")
    assert main(["check"]) == 3
    line = capsys.readouterr().out.splitlines()[0]
    assert line.startswith("zicht.E002  Het sleutelbestand keys.json is er niet.")
    assert "ZICHT_KEYS" in line


def test_the_server_refuses_by_the_first_problem_and_counts_the_rest(sound):
    with pytest.raises(Refused) as refused:
        checks.refuse_unsafe(replace(no_keys(sound), hosts=("localhost",)))
    assert refused.value.rule == "zicht.E002"
    assert refused.value.params["count"] == 2
    assert checks.refuse_unsafe(replace(sound, mode="demo")) is None


STARTING = """
    import django
    django.setup()
    from django.core.management import call_command
    from django.utils import timezone
    from zicht.knowledge import standard
    from zicht.server.organisations.actions.setup import set_up
    first, second = standard.organisations()[:2]
    now = timezone.now()
    call_command("migrate", verbosity=0)
    set_up(organisations=[first], members=[], agreements={}, now=now)
    import zicht.server.wsgi
    print("started alone", flush=True)
    set_up(organisations=[second], members=[], agreements={}, now=now)
    import importlib
    importlib.reload(zicht.server.wsgi)
    print("started with two")
"""


def test_a_real_start_in_production_runs_the_same_checks(sound):
    """On SQLite with one organisation the server starts; with a second one it says why not and leaves with 4."""
    names = {
        "ZICHT_HOME": sound.home,
        "ZICHT_KEYS": sound.keys,
        "ZICHT_MODE": "production",
        "ZICHT_HOSTS": "zicht.example",
    }
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ZICHT_")}
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(STARTING)],
        env=kept | {name: str(value) for name, value in names.items()},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout == "started alone\n", done.stderr
    assert done.returncode == Refused.exit_code
    assert "2 organisaties in één SQLite-bestand" in done.stderr
