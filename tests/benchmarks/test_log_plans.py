"""Whose records a row of the log is about is found by the row: on PostgreSQL its policy asks that of every row."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone
from server.door.hands import _powerful_session, as_owner, as_role

from zicht.server.logbook.entries import Entry
from zicht.server.logbook.models import LogSubject
from zicht.server.logbook.write import write_many
from zicht.server.oversight.queries import log

__all__ = ["_powerful_session", "as_owner", "as_role"]

ENOUGH = 2000  # of fewer rows PostgreSQL would rather read the whole table


@pytest.fixture
def long_log(region, as_owner):
    """The desk opened many signals of another organisation."""
    desk, controller, now = region["desk.1"], region["ggd.1"].organisation, timezone.now()
    lines = [
        Entry(
            at=now - timedelta(minutes=minutes),
            actor=desk.member,
            organisation=desk.organisation,
            role="desk",
            origin="page",
            purpose="weighing",
            action="signals.open",
            outcome="ok",
            subjects=((uuid.uuid4(), controller),),
        )
        for minutes in range(ENOUGH)
    ]
    with as_owner():
        write_many(lines)
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("analyze logbook_row, logbook_subject")


def plans_of(read):
    """The plan of each statement on the log that a reading sends, as text."""
    sent = []

    def keep(execute, sql, params, many, context):
        if sql.startswith('SELECT "logbook_'):
            sent.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(keep):
        read()
    with connection.cursor() as cursor:
        return [explained(cursor, *statement) for statement in sent]


def explained(cursor, sql, params):
    if connection.vendor == "postgresql":
        cursor.execute(f"explain {sql}", params)
        return "\n".join(row[0] for row in cursor.fetchall())
    cursor.execute(f"explain query plan {sql}", params)
    return "\n".join(row[3] for row in cursor.fetchall())


def test_the_log_of_an_organisation_finds_whose_records_a_row_is_about_by_the_row(region, long_log):
    plans = plans_of(lambda: log(region["ggd.privacy"]))
    by_row = [plan for plan in plans if "log_by_row" in plan]
    assert by_row, "\n\n".join(plans)
    entered = (
        "(row=? AND controller=?)" if connection.vendor == "sqlite" else '("row" = logbook_row.id) AND (controller'
    )
    assert any(entered in plan for plan in by_row), "\n\n".join(by_row)


def test_the_index_begins_with_the_row():
    index = next(index for index in LogSubject._meta.indexes if index.name == "log_by_row")
    assert index.fields[0] == "row"
