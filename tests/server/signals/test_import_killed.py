"""Killed at any moment, a register that is taken in loses nothing that was acknowledged and holds no half record."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.database

POSTGRESQL = os.environ.get("ZICHT_TEST_DB") == "postgresql"
KILLS = 20


@pytest.fixture(scope="module")
def outcome(tmp_path_factory):
    """What came of it, on the database that the tests run on; on PostgreSQL half of the kills are of its process."""
    home = tmp_path_factory.mktemp("killed")
    words = [sys.executable, str(Path(__file__).with_name("killing.py")), str(home), str(KILLS), "11"]
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("ZICHT_", "DJANGO_"))}
    if not POSTGRESQL:
        done = subprocess.run(words, env=kept, capture_output=True, text=True, check=False)
    else:
        import postgres

        with postgres.cluster() as socket:  # of its own: PostgreSQL starts all over when one of its processes is killed
            postgres.make_owner(socket)
            postgres.make_database(socket, "killed")
            done = subprocess.run([*words, str(socket)], env=kept, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_twenty_kills_lose_nothing_acknowledged_and_leave_no_half_record(outcome):
    print(outcome)
    assert sum(outcome["killed"].values()) == KILLS
    assert bool(outcome["killed"]["database"]) == POSTGRESQL
    assert outcome["acknowledged"] > 0
    assert (outcome["lost"], outcome["half"]) == (0, 0)


def test_after_the_kills_the_same_command_goes_on_and_the_sums_of_the_contract_hold(outcome):
    for totals in (outcome["last"], outcome["again"]):
        assert totals["read"] == totals["valid"] + totals["rejected"] == 600
        assert totals["valid"] == totals["new"] + totals["changed"] + totals["already_known"]
    assert outcome["last"]["new"] > 0
    assert outcome["last"]["resumed"] == outcome["last"]["already_known"] > 0, "what was kept before is told as resumed"
    assert outcome["again"]["new"] == 0
    assert set(outcome["kept"].values()) == {outcome["last"]["valid"]}, "nothing twice, nothing lost"


def test_who_lives_on_is_told_in_plain_words_that_it_broke_off(outcome):
    """The database killed: whoever takes in is told. A full disk (SQLite): told, and the next attempt works."""
    if POSTGRESQL:
        assert outcome["told"] == outcome["killed"]["database"]
    else:
        assert outcome["full"] == "imports.broken_off"
