"""Later: a task row in the act's own transaction; the worker does it as whoever asked.

An act says ``doing.later("publishing.make_picture", id=...)``; the name is one of ``TASKS`` and leads to a ``Later``
in ``zicht.server.publishing.tasks``, loaded where tasks are done and not before, so that a page loads none of it.
A task can be done twice, because its worker may die halfway: it must come to the same. Its arguments are ids.
"""

from __future__ import annotations

import importlib
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import OperationalError, connection, transaction
from django.utils import timezone
from django_tasks import task
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from zicht.errors import Defect, Refused, ZichtError
from zicht.server.guard import opened, tell_database
from zicht.server.logbook.entries import Entry
from zicht.server.logbook.write import write
from zicht.server.parties.actor import Actor, by_id

TASKS = frozenset({"publishing.make_picture"})
# What nobody asks for and must be done all the same, again and again.
REGULAR = frozenset({"drafts.expire_drafts", "intake.erase_links"})
TRIES = 3
WORKER = "zicht_worker"


@dataclass(frozen=True, slots=True)
class Later:
    """A task of a room: what it does, as whoever asked; and what it notes when that did not work, by error code.

    ``give_up`` runs in a system pass for the organisation that asked, with the log row already written.
    """

    do: Callable[[Actor, uuid.UUID], None]
    give_up: Callable[[uuid.UUID, str], None]


@dataclass(frozen=True, slots=True)
class Regular:
    """Work of a room that comes back by itself; ``do`` says how much there was. Done twice it comes to the same."""

    do: Callable[[], int]


def _found(name: str) -> object:
    room, _, rest = name.partition(".")
    return getattr(importlib.import_module(f"zicht.server.{room}.tasks"), rest, None)


def resolve(name: str) -> Later:
    """The task under ``room.task``; a name that is not one of ``TASKS``, or leads nowhere, is a defect of ours."""
    found = _found(_known(name))
    if not isinstance(found, Later):
        raise Defect("later.unknown", task=name)
    return found


def do_regular() -> int:
    """Do everything that comes back, in this process; how much there was. ``Refused`` where only the worker may."""
    if not works_here():
        raise Refused("later.elsewhere", rule="later:worker")
    return sum(regular.do() for regular in map(_regular, sorted(REGULAR)))


def _regular(name: str) -> Regular:
    found = _found(name)
    if not isinstance(found, Regular):
        raise Defect("later.unknown", task=name)
    return found


def _known(name: str) -> str:
    if name not in TASKS:
        raise Defect("later.unknown", task=name)
    return name


def load() -> None:
    """Load what every task needs, before any is taken up: code that does not load must not cost anyone their task."""
    for name in TASKS:
        resolve(name)
    for name in REGULAR:
        _regular(name)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a task row says: which task, about what, and who asked for which organisation. Ids, no content."""

    name: str
    member: uuid.UUID
    organisation: uuid.UUID
    subject: uuid.UUID

    @classmethod
    def of(cls, row: Mapping[str, str]) -> Asked:
        """What stands in the row."""
        return cls(row["name"], *(uuid.UUID(row[key]) for key in ("member", "organisation", "subject")))


def enqueue(name: str, by: Actor, subject: uuid.UUID) -> None:
    """Have the worker do a task, in the transaction that is open."""
    do_later.enqueue(name=_known(name), member=str(by.member), organisation=str(by.organisation), subject=str(subject))


@task()
def do_later(**given: str) -> None:
    """Do one task as the member who asked; whatever goes wrong is logged and noted, then raised.

    A database that is away is no reason to give up: the task is done again.
    """
    asked = Asked.of(given)
    later = resolve(asked.name)
    try:
        later.do(_asker(asked), asked.subject)
    except OperationalError:
        raise
    except Exception as error:
        _give_up(later, asked, error)
        raise


def _asker(asked: Asked) -> Actor:
    """The member as they are now; another role than when they asked is for the door to refuse."""
    found = by_id(asked.member, "task")
    if found is None or found.organisation != asked.organisation:
        raise Refused("later.member_gone", rule="later:member")
    return found


def _entry(asked: Asked, error: Exception, code: str) -> Entry:
    rule = getattr(error, "rule", "") or code
    return Entry(
        at=timezone.now(),
        actor=asked.member,
        organisation=asked.organisation,
        role="",
        origin="task",
        purpose="",
        action=asked.name,
        outcome="denied" if isinstance(error, Refused) else "error",
        rule=rule,
    )


def _give_up(later: Later, asked: Asked, error: Exception) -> None:
    code = error.code if isinstance(error, ZichtError) else "later.failed"
    with transaction.atomic(), opened("system"):
        tell_database(scope="task", organisation=str(asked.organisation), member=str(asked.member))
        try:
            write(_entry(asked, error, code))
            later.give_up(asked.subject, code)
        finally:
            if not connection.needs_rollback:
                tell_database()


def works_here() -> bool:
    """Whether this process may do the worker's work: on PostgreSQL by its role, on SQLite anyone."""
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute("select pg_has_role(%s, 'usage')", [WORKER])
        return bool(cursor.fetchone()[0])


def _claim() -> DBTaskResult[Any, Any] | None:
    if not DBTaskResult.objects.ready().exists():
        return None  # without taking the lock that writing needs
    with transaction.atomic():
        row = DBTaskResult.objects.ready().get_locked()
        if row is not None:
            row.claim("worker")
        return row


def _without_values(error: Exception) -> Defect:
    """What is kept of a failure: where it happened and its kind. Messages can hold what people wrote."""
    return Defect("later.failed", kind=type(error).__name__).with_traceback(error.__traceback__)


def run_one() -> bool:
    """Do the task that is due first; False when none is. A task that fails is kept as failed, and is not raised.

    ``OperationalError`` when the database is away: the task is then left halfway, for ``recover``.
    """
    load()
    row = _claim()
    if row is None:
        return False
    try:
        row.task.call(**row.args_kwargs["kwargs"])
        row.set_successful(None)
    except OperationalError:
        raise
    except Exception as error:
        row.set_failed(_without_values(error))
    return True


def run_due() -> int:
    """Do every task that is due, in this process; how many were done. ``Refused`` where only the worker may."""
    if not works_here():
        raise Refused("later.elsewhere", rule="later:worker")
    done = 0
    while run_one():
        done += 1
    return done


def recover() -> int:
    """Make tasks due again that were left halfway; for the one worker, when it is doing none. How many are due again.

    A task that was begun ``TRIES`` times is given up: it may be what makes the worker die.
    """
    load()
    again = 0
    for row in DBTaskResult.objects.running():
        if len(row.worker_ids) < TRIES:
            row.status = TaskResultStatus.READY
            row.save(update_fields=["status"])
            again += 1
            continue
        asked = Asked.of(row.args_kwargs["kwargs"])
        lost = Defect("later.lost", task=asked.name)
        _give_up(resolve(asked.name), asked, lost)
        row.set_failed(lost)
    return again
