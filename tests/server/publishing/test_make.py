"""From asking to a picture that is kept: one transaction, done once, refused when whoever asked is gone."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import OperationalError, transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from worlds import draft

from zicht.errors import Defect, InputProblems, Refused
from zicht.knowledge.signal import NOT_ASKED, Answer, Person
from zicht.server.door import later
from zicht.server.door.act import act
from zicht.server.door.later import Later, recover, run_due
from zicht.server.door.view import NotVisible
from zicht.server.publishing import tasks
from zicht.server.publishing.actions.make import FIRST_YEAR, ask
from zicht.server.publishing.counted import count_year
from zicht.server.publishing.models import FILES
from zicht.server.publishing.picturing import picture_of
from zicht.server.publishing.queries import FILE_NAMES, picture, picture_file, pictures

SPRING = datetime(2025, 4, 1, 12, tzinfo=ZoneInfo("Europe/Amsterdam"))


@pytest.fixture
def due(working):
    """The worker does what is due."""

    def run() -> int:
        with working():
            return run_due()

    return run


@pytest.fixture
def quick(monkeypatch):
    """Drawing takes seconds and has its own tests: here each file is one line."""
    drawn = []

    def draw(made, language):
        drawn.append((made, language))
        return None, {name: f"{name} {made.period}".encode() for name in FILE_NAMES}

    monkeypatch.setattr(tasks, "draw", draw)
    monkeypatch.setattr(tasks, "put", lambda files, folder: None)
    return drawn


def test_a_picture_that_is_asked_for_waits_and_its_task_stands_in_the_same_transaction(region, working):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        ask(year=2025, by=region["beleid.1"])
        raise ZeroDivisionError
    assert pictures(region["beleid.1"]) == ()
    with working():
        assert DBTaskResult.objects.count() == 0
    asked = ask(year=2025, by=region["beleid.1"])
    row = picture(region["beleid.1"], asked)
    assert (row.state, row.year, row.asked_by_name) == ("asked", 2025, region["beleid.1"].name)
    with working():
        (task,) = DBTaskResult.objects.all()
    assert task.args_kwargs["kwargs"]["subject"] == str(asked)


def test_a_task_row_holds_a_name_and_ids_and_nothing_else(region, working):
    import uuid

    ask(year=2025, by=region["beleid.1"])
    with working():
        (task,) = DBTaskResult.objects.all()
    given = task.args_kwargs["kwargs"]
    assert given.pop("name") == "publishing.make_picture"
    assert task.args_kwargs["args"] == []
    assert {str(uuid.UUID(value)) for value in given.values()} == set(given.values())


def test_asked_again_while_it_waits_the_one_that_waits_is_the_answer(region, due, quick):
    by = region["beleid.1"]
    first = ask(year=2025, by=by)
    assert ask(year=2025, by=by) == first
    assert ask(year=2024, by=by) != first
    due()
    assert ask(year=2025, by=by) != first, "a new cut-off is a new picture"


@pytest.mark.parametrize("year", [FIRST_YEAR - 1, 0, -5, 2062, 10**9])
def test_a_year_that_is_not_there_is_told_at_the_field(region, year):
    with pytest.raises(InputProblems) as wrong:
        ask(year=year, by=region["beleid.1"])
    assert [problem.field for problem in wrong.value.problems] == ["year"]
    assert pictures(region["beleid.1"]) == ()


def test_this_year_can_be_asked_for(region):
    assert ask(year=timezone.localdate().year, by=region["beleid.1"])


@pytest.mark.parametrize("username", ["desk.1", "ggd.1", "privacy.1", "fg.1", "zorg.1", "beheer.1"])
def test_only_the_policy_adviser_asks_and_looks(region, username):
    asked = ask(year=2025, by=region["beleid.1"])
    for attempt in (
        lambda by: ask(year=2025, by=by),
        pictures,
        lambda by: picture(by, asked),
        lambda by: picture_file(by, asked, "beeld.pdf"),
    ):
        with pytest.raises(Refused) as refused:
            attempt(region[username])
        assert refused.value.code == "door.role"


def test_what_another_organisation_made_is_not_there(region, due, quick):
    asked = ask(year=2025, by=region["beleid.1"])
    due()
    stranger = replace(region["ggd.1"], role="policy")
    assert pictures(stranger) == ()
    for attempt in (lambda: picture(stranger, asked), lambda: picture_file(stranger, asked, "beeld.html")):
        with pytest.raises(NotVisible):
            attempt()


def test_the_worker_makes_what_was_asked(region, told, due, quick):
    told(received_at=SPRING)
    by = region["beleid.1"]
    asked = ask(year=2025, by=by)
    with pytest.raises(NotVisible):
        picture_file(by, asked, "beeld.pdf")
    assert due() == 1
    row = picture(by, asked)
    assert (row.state, row.size_refused, row.problem) == ("made", True, "")
    assert row.made_at is not None
    assert picture_file(by, asked, "figures.csv") == b"figures.csv 2025-01-01/2025-12-31"
    assert due() == 0


def test_a_task_done_twice_leaves_the_picture_as_it_was_released(region, told, due, quick, working):
    by = region["beleid.1"]
    asked = ask(year=2025, by=by)
    due()
    made_at = picture(by, asked).made_at
    told(received_at=SPRING)
    with working():
        DBTaskResult.objects.update(status="READY")
    assert due() == 1
    assert picture(by, asked).made_at == made_at
    assert len(quick) == 1


def test_the_log_tells_the_asking_the_counting_and_the_keeping(region, due, quick, log):
    ask(year=2025, by=region["beleid.1"])
    due()
    rows = [row for name in ("publishing.make", "publishing.count", "publishing.keep") for row in log(name)]
    assert [(row.action, row.origin, row.outcome) for row in rows] == [
        ("publishing.make", "page", "ok"),
        ("publishing.count", "task", "ok"),
        ("publishing.keep", "task", "ok"),
    ]
    assert {row.actor for row in rows} == {region["beleid.1"].member}


@pytest.mark.parametrize(
    ("gone", "problem"), [(None, "later.member_gone"), ("role", "door.role"), ("moved", "later.member_gone")]
)
def test_when_whoever_asked_is_gone_or_has_another_role_it_is_refused_noted_and_logged(
    region, due, quick, log, monkeypatch, gone, problem
):
    by = region["beleid.1"]
    asked = ask(year=2025, by=by)
    now = {
        None: None,
        "role": replace(by, role="desk"),
        "moved": replace(by, organisation=region["ggd.1"].organisation),
    }
    monkeypatch.setattr(later, "by_id", lambda member, origin: now[gone])
    due()
    row = picture(by, asked)
    assert (row.state, row.problem) == ("failed", problem)
    assert quick == []
    (entry,) = log("publishing.make_picture")
    assert (entry.outcome, entry.actor, entry.origin) == ("denied", by.member, "task")


def test_the_member_is_looked_up_again_and_not_taken_from_the_task(region):
    found = later.by_id(region["beleid.1"].member, "task")
    assert found == replace(region["beleid.1"], origin="task")


def test_a_defect_fails_the_task_and_the_picture_and_keeps_no_message(region, due, monkeypatch, working, log):
    def broken(actor, year):
        raise ValueError(" ".join(("Mirna", actor.name)))

    monkeypatch.setattr(tasks, "count_year", broken)
    asked = ask(year=2025, by=region["beleid.1"])
    assert due() == 1
    row = picture(region["beleid.1"], asked)
    assert (row.state, row.problem) == ("failed", "later.failed")
    with working():
        (task,) = DBTaskResult.objects.all()
    assert task.status == "FAILED"
    assert "broken" in task.traceback, "where it happened is kept"
    assert f"Mirna {region['beleid.1'].name}" not in task.traceback
    assert [entry.outcome for entry in log("publishing.make_picture")] == ["error"]


def test_a_worker_that_died_halfway_is_made_good_at_the_next_start(region, due, quick, working):
    by = region["beleid.1"]
    asked = ask(year=2025, by=by)
    with working():
        later._claim()
        assert run_due() == 0, "nobody else takes what is being done"
        assert recover() == 1
    due()
    assert picture(by, asked).made


def test_while_code_does_not_load_no_task_is_taken_up_and_none_is_lost(region, due, quick, working, monkeypatch):
    by = region["beleid.1"]
    asked = ask(year=2025, by=by)
    with monkeypatch.context() as broken:
        broken.setattr(later, "resolve", lambda name: (_ for _ in ()).throw(ImportError(name)))
        with pytest.raises(ImportError):
            due()
    with working():
        (task,) = DBTaskResult.objects.all()
    assert (task.status, task.worker_ids) == ("READY", [])
    due()
    assert picture(by, asked).made


def test_a_database_that_is_away_costs_nobody_their_picture(region, due, quick, working, monkeypatch):
    by = region["beleid.1"]
    asked = ask(year=2025, by=by)
    with monkeypatch.context() as away:
        away.setattr(tasks, "count_year", lambda *_: (_ for _ in ()).throw(OperationalError("gone")))
        with pytest.raises(OperationalError):
            due()
    assert picture(by, asked).waiting
    with working():
        assert recover() == 1
    due()
    assert picture(by, asked).made


def test_a_task_that_kept_killing_its_worker_is_given_up(region, quick, working):
    by = region["beleid.1"]
    asked = ask(year=2025, by=by)
    with working():
        for _ in range(later.TRIES - 1):
            later._claim()
            assert recover() == 1
        later._claim()
        assert recover() == 0
        assert run_due() == 0
    row = picture(by, asked)
    assert (row.state, row.problem) == ("failed", "later.lost")


# -- the size section ------------------------------------------------------------------------------------------------


def person(number: int) -> Person:
    return Person(
        ("presumed_victim",),
        Answer.of("adult"),
        NOT_ASKED,
        f"P{number}",
        "Voorbeeldnaam",
        date(1990, 1, 1 + number % 28),
    )


def seen_by(told, username: str, numbers) -> None:
    people = tuple(person(number) for number in numbers)
    told(username, received_at=SPRING, persons=people)


@pytest.fixture
def size(region, working):
    """The size section of the picture of 2025, from what is in the database now."""

    def verdict():
        with working():
            return picture_of(count_year(region["beleid.1"], 2025)).size.value

    return verdict


def codes(verdict) -> set[str]:
    return {reason.code for reason in verdict.reasons if reason.level == verdict.level}


def test_the_size_section_is_the_verdict_on_the_databases_own_lists(told, size):
    assert codes(size()) >= {"lists.few", "people.few"}
    seen_by(told, "ggd.1", range(0, 80))
    seen_by(told, "politie.1", range(40, 120))
    seen_by(told, "woon.1", range(60, 150))
    larger = size()
    assert (larger.level, larger.seen) == ("fragile", 150)
    assert "lists.few" not in codes(larger)


def test_without_anyone_linked_the_size_is_refused_and_nothing_breaks(size):
    verdict = size()
    assert verdict.level == "refused"
    assert verdict.needed


def test_the_same_person_on_two_lists_is_one_person(told, size):
    seen_by(told, "ggd.1", range(0, 10))
    seen_by(told, "politie.1", range(0, 10))
    assert size().seen == 10


# -- what is kept ----------------------------------------------------------------------------------------------------


def test_a_real_picture_is_kept_to_the_byte(region, told, due, tmp_path, settings):
    settings.ZICHT = replace(settings.ZICHT, home=tmp_path)
    for _ in range(6):
        told(received_at=SPRING)
    by = region["beleid.1"]
    asked = ask(year=2025, by=by)
    due()
    files = {name: picture_file(by, asked, name) for name in FILE_NAMES}
    manifest = json.loads(files["manifest.json"])
    for item in manifest["files"]:
        assert hashlib.sha256(files[item["name"]]).hexdigest() == item["sha256"]
    assert {item["name"] for item in manifest["files"]} == set(FILES) - {"manifest.json"}
    assert files["beeld.pdf"].startswith(b"%PDF-")
    html = files["beeld.html"].decode()
    assert "Hoe groot mensenhandel hier is, kunnen we niet schatten." in html
    assert "Wel geteld, niet vrijgegeven" in html
    assert "5.000" in html, "the official estimate stands beside it"
    assert "Geen: we tellen signalen, geen personen." in html
    for name in ("Mirna", "Voorbeeldnaam", "Verzonnenlaan", draft().narrative):
        assert name not in html
    assert {path.name: path.read_bytes() for path in (tmp_path / "beeld").iterdir()} == files


def test_outside_the_demo_nothing_is_written_beside_the_database(region, due, quick, monkeypatch, tmp_path, settings):
    written = []
    monkeypatch.setattr(tasks, "put", lambda files, folder: written.append(folder))
    settings.ZICHT = replace(settings.ZICHT, home=tmp_path)
    ask(year=2025, by=region["beleid.1"])
    due()
    assert written == [tmp_path / "beeld"]
    settings.ZICHT = replace(settings.ZICHT, mode="production")
    asked = ask(year=2025, by=region["beleid.1"])
    due()
    assert written == [tmp_path / "beeld"]
    assert picture(region["beleid.1"], asked).made


def test_the_picture_speaks_the_language_of_who_asked(region, due, quick, monkeypatch):
    ask(year=2025, by=region["beleid.1"])
    due()
    english = replace(region["beleid.1"], language="en", origin="task")
    monkeypatch.setattr(later, "by_id", lambda member, origin: english)
    ask(year=2025, by=region["beleid.1"])
    due()
    assert [language for _, language in quick] == ["nl", "en"]


# -- names of tasks --------------------------------------------------------------------------------------------------


def test_every_name_that_an_act_uses_leads_to_a_task():
    assert used_names() == later.TASKS
    for name in later.TASKS:
        assert isinstance(later.resolve(name), Later)


def test_an_act_cannot_leave_a_task_that_does_not_exist(region):
    with pytest.raises(Defect) as defect, act("publishing.make", by=region["beleid.1"]) as doing:
        doing.later("publishing.nothing", id=region["beleid.1"].member)
    assert defect.value.code == "later.unknown"


def used_names() -> set[str]:
    """The first argument of every ``.later(...)`` in the server; one that is no plain text cannot be checked."""
    import ast
    from pathlib import Path

    import zicht.server

    found = set()
    for path in Path(zicht.server.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "later":
                assert isinstance(node.args[0], ast.Constant), f"{path}:{node.lineno}"
                found.add(node.args[0].value)
    return found


@pytest.mark.parametrize("name", ["", "publishing", "publishing.", "publishing.nothing", "publishing.draw", "attic.x"])
@pytest.mark.parametrize("listed", [False, True])
def test_a_name_that_leads_nowhere_is_a_defect(monkeypatch, name, listed):
    if listed and name.startswith("publishing"):
        monkeypatch.setattr(later, "TASKS", later.TASKS | {name})
    with pytest.raises(Defect) as defect:
        later.resolve(name)
    assert defect.value.code == "later.unknown"


def test_a_page_that_asks_loads_nothing_that_draws():
    import subprocess
    import sys

    code = (
        "import sys, django; django.setup();"
        "import zicht.server.publishing.actions.make, zicht.server.publishing.queries, zicht.server.web.policy.views;"
        "print([name for name in ('altair', 'typst', 'vl_convert', 'zicht.picture') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
