"""Health and ``security.txt``: for anyone, nothing personal."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import DatabaseError
from django.test import Client
from django.utils import timezone

from zicht.server.api import health
from zicht.server.logbook.queries import LogState, state

NOW = timezone.now()


@pytest.fixture(autouse=True)
def _fresh_watch(monkeypatch):
    monkeypatch.setattr(health, "watch", health.Watch())


def test_a_well_installation_says_so(db):
    answer = Client().get("/healthz")
    assert answer.status_code == 200
    said = answer.json()
    assert said.pop("version")
    assert said == {"status": "ok", "database": "ok", "worker": "ok", "log": "ok"}


def test_a_database_that_fails_is_told_and_nothing_of_it(monkeypatch):
    def broken():
        raise DatabaseError("password=geheim")

    monkeypatch.setattr(health, "state", broken)
    answer = Client().get("/healthz")
    assert (answer.status_code, answer.json()["database"]) == (503, "failed")
    assert b"geheim" not in answer.content


def test_a_log_with_a_leaf_too_many_is_not_well(db, monkeypatch):
    monkeypatch.setattr(health, "state", lambda: LogState(sealed=3, leaves=4, waiting=0, sealed_at=NOW))
    answer = Client().get("/healthz")
    assert (answer.status_code, answer.json()["log"]) == (503, "failed")


def log(sealed: int, waiting: int) -> LogState:
    return LogState(sealed, sealed, waiting, NOW)


def test_only_entries_that_keep_waiting_say_that_the_worker_is_behind():
    watch, later = health.Watch(), NOW + health.BEHIND_AFTER + timedelta(seconds=1)
    assert not watch.behind(log(5, 2), NOW), "just come in, after however quiet a night"
    assert watch.behind(log(5, 2), later)
    assert not watch.behind(log(7, 1), later), "sealed meanwhile: these are others"
    assert not watch.behind(log(8, 0), later + timedelta(hours=8))
    assert not watch.behind(log(8, 1), later + timedelta(hours=8, seconds=1))


def test_the_state_of_the_log_counts_what_is_sealed_and_what_waits(region):
    from zicht.server.guard import opened
    from zicht.server.logbook.models import Leaf, Unsealed

    found = state()
    with opened("system"):
        assert found.waiting == Unsealed.objects.count()
        assert found.leaves == Leaf.objects.count()
    assert found.whole


def test_security_txt_says_where_to_report_and_until_when_that_holds(db):
    answer = Client().get("/.well-known/security.txt")
    assert answer.headers["Content-Type"].startswith("text/plain")
    lines = dict(line.split(": ", 1) for line in answer.content.decode().splitlines())
    assert lines["Contact"].startswith("mailto:")
    assert timedelta(0) < datetime.fromisoformat(lines["Expires"]) - timezone.now() < timedelta(days=365)
    assert lines["Canonical"].endswith("/.well-known/security.txt")


@pytest.mark.parametrize("path", ["/healthz", "/.well-known/security.txt"])
def test_they_are_only_read(db, path):
    assert Client().post(path).status_code == 405
    assert not Client().get(path).cookies
