"""What the environment says, and how a wrong word in it is named."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zicht.errors import WrongUse
from zicht.knowledge.sentences import LANGUAGES, say_error
from zicht.server.config import SQLITE_OPTIONS, database, read

HOME = "/srv/zicht"
SIGNS = st.text(st.characters(blacklist_characters="\x00/", blacklist_categories=["Cs"]), min_size=1, max_size=20)


def refused(env):
    with pytest.raises(WrongUse) as caught:
        read(env)
    return caught.value


def test_without_a_word_it_is_a_safe_demo_of_ones_own_machine():
    config = read({})
    assert (config.mode, config.demo, config.unit, config.port) == ("demo", True, "all", 8000)
    assert config.home == Path("var").absolute()
    assert config.keys == config.home / "keys.json"
    assert config.hosts == ("127.0.0.1", "localhost", "testserver")
    assert not config.postgresql
    assert database(config.database_url)["NAME"] == str(config.home / "zicht.sqlite3")


def test_every_variable_is_read():
    given_words = {
        "ZICHT_HOME": HOME,
        "ZICHT_PORT": "8123",
        "ZICHT_DATABASE_URL": "postgresql://web@db/zicht",
        "ZICHT_MODE": "production",
        "ZICHT_KEYS": "/etc/zicht/keys.json",
        "ZICHT_UNIT": "intake",
        "ZICHT_HOSTS": "meldpunt.example, zorgen.example,",
        "ZICHT_TLS_PROXY": "yes",
    }
    config = read(given_words)
    assert (config.home, config.port, config.mode, config.unit) == (Path(HOME), 8123, "production", "intake")
    assert (config.keys, config.demo, config.postgresql) == (Path("/etc/zicht/keys.json"), False, True)
    assert config.hosts == ("meldpunt.example", "zorgen.example")
    assert config.database_url == given_words["ZICHT_DATABASE_URL"]
    assert config.tls_proxy and not read({}).tls_proxy


def sent_by_a_browser(settings_told, proto):
    """A form of our own pages as a proxy that ends TLS passes it on: the server's answer."""
    code = (
        "import django; django.setup()\n"
        "from django.test import RequestFactory\n"
        "from django.middleware.csrf import CsrfViewMiddleware as Csrf\n"
        f"asked = RequestFactory().post('/x', headers={{'origin': 'https://zicht.example', 'host': 'zicht.example',"
        f" 'x-forwarded-proto': {proto!r}}})\n"
        "print(asked.is_secure(), Csrf(lambda request: None)._origin_verified(asked))\n"
    )
    told = {
        "ZICHT_MODE": "production",
        "ZICHT_HOSTS": "zicht.example",
        "ZICHT_HOME": os.environ["ZICHT_HOME"],  # where the tests have a key ring
        "DJANGO_SETTINGS_MODULE": "zicht.server.settings",
    }
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("ZICHT_", "DJANGO_"))}
    done = subprocess.run(
        [sys.executable, "-c", code], env=kept | told | settings_told, capture_output=True, text=True, check=True
    )
    return done.stdout.split()


def test_behind_a_proxy_that_ends_tls_our_own_forms_are_taken_and_the_visit_is_known_to_be_safe():
    assert sent_by_a_browser({"ZICHT_TLS_PROXY": "yes"}, "https") == ["True", "True"]
    assert sent_by_a_browser({"ZICHT_TLS_PROXY": "yes"}, "http") == ["False", "True"]


def test_without_that_proxy_nobody_can_say_so_themselves():
    assert sent_by_a_browser({}, "https")[0] == "False"


@pytest.mark.parametrize("mode", ["demo", "production"])
@pytest.mark.parametrize("unit", ["all", "staff", "intake", "worker"])
def test_every_unit_runs_in_every_mode(mode, unit):
    config = read({"ZICHT_MODE": mode, "ZICHT_UNIT": unit})
    assert (config.mode, config.unit) == (mode, unit)


@pytest.mark.parametrize("name", ["ZICHT_MODE", "ZICHT_UNIT"])
@pytest.mark.parametrize("value", ["", "Demo", "productie", " demo", "demo,production"])
def test_a_wrong_choice_names_its_variable_and_the_choices(name, value):
    error = refused({name: value})
    assert error.params["name"] == name
    for language in LANGUAGES:
        said = say_error(error, language)
        assert name in said
        assert ("demo" if name == "ZICHT_MODE" else "intake") in said


@pytest.mark.parametrize("value", ["", "0", "65536", "-1", "80.0", "http", " 80", "٨٠", "²", "99999999999"])
def test_a_wrong_port_names_its_variable(value):
    error = refused({"ZICHT_PORT": value})
    assert (error.code, error.exit_code) == ("config.port", 2)
    assert all("ZICHT_PORT" in say_error(error, language) for language in LANGUAGES)


@given(st.integers(1, 65535))
def test_every_port_there_is_may_be_used(port):
    assert read({"ZICHT_PORT": str(port)}).port == port


def test_a_configuration_does_not_change():
    with pytest.raises(FrozenInstanceError):
        read({}).mode = "production"


# --- the database -------------------------------------------------------------------------------------------


@given(SIGNS)
def test_the_database_lies_in_the_home_folder_whatever_it_is_called(name):
    home = f"{HOME}/{name}"
    config = read({"ZICHT_HOME": home})
    assert database(config.database_url)["NAME"] == str(Path(home).absolute() / "zicht.sqlite3")


def test_sqlite_keeps_what_it_confirmed_and_has_one_writer():
    found = database("sqlite:///var/zicht.sqlite3")
    assert (found["ENGINE"], found["NAME"]) == ("django.db.backends.sqlite3", "var/zicht.sqlite3")
    assert found["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert all(word in found["OPTIONS"]["init_command"] for word in ("WAL", "synchronous=FULL", "foreign_keys=ON"))


def test_changing_one_databases_options_leaves_the_next_as_it_was():
    database("sqlite:///a")["OPTIONS"].clear()
    assert database("sqlite:///a")["OPTIONS"] == SQLITE_OPTIONS


@pytest.mark.parametrize("scheme", ["postgresql", "postgres"])
def test_a_postgresql_address_is_taken_apart(scheme):
    found = database(f"{scheme}://web:w%40rd%2F@db.example:5433/zicht")
    parts = [found[name] for name in ("ENGINE", "USER", "PASSWORD", "HOST", "PORT", "NAME")]
    assert parts == ["django.db.backends.postgresql", "web", "w@rd/", "db.example", "5433", "zicht"]


def test_a_unix_socket_goes_before_the_host():
    found = database("postgresql://web@localhost/zicht?host=/run/postgresql&port=5434")
    assert (found["HOST"], found["PORT"], found["USER"]) == ("/run/postgresql", "5434", "web")


@pytest.mark.parametrize(
    "url", ["mysql://web@db/zicht", "zicht.sqlite3", "", "http://db/zicht", "postgresql+psycopg://d/z"]
)
def test_another_kind_of_database_is_refused_by_name(url):
    with pytest.raises(WrongUse) as caught:
        database(url)
    assert caught.value.code == "config.database"
    assert all("ZICHT_DATABASE_URL" in say_error(caught.value, language) for language in LANGUAGES)


@pytest.mark.parametrize(
    "url",
    ["postgresql://web@db:http/zicht", "postgresql://web@db:99999/zicht", "postgresql://web@db", "sqlite://", "sqlite:///",
     "postgresql://web@[db/zicht", "postgresql://web:secret@db:5432/"],
)  # fmt: skip
def test_an_address_that_is_not_whole_is_refused_without_repeating_its_password(url):
    with pytest.raises(WrongUse) as caught:
        database(url)
    assert caught.value.code == "config.database_url"
    for language in LANGUAGES:
        said = say_error(caught.value, language)
        assert "ZICHT_DATABASE_URL" in said
        assert "secret" not in said + str(caught.value)
