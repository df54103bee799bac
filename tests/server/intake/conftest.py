"""A report of anyone, as the public form hands it over; the log as its guardian reads it."""

from __future__ import annotations

import os
import secrets
from contextlib import contextmanager

import pytest
from worlds import draft

from zicht.knowledge.signal import NOT_ASKED

# SQLite has no roles: what one of them may not do is tried where they exist.
collect_ignore = [] if os.environ.get("ZICHT_TEST_DB") == "postgresql" else ["test_roles.py", "test_link_roles.py"]


@pytest.fixture
def public_draft():
    """Makes a report that passes the check: no names, no observations, no address."""
    bare = {"persons": (), "observations": (), "place": "", "contact_details": "", "contact_safe": NOT_ASKED}

    def make(**changes):
        return draft(**(bare | {"narrative": "Steeds andere mensen in het huis hiernaast."} | changes))

    return make


@pytest.fixture
def sent(region, public_draft):
    """One report: what the reporter got, its signal, the nonce of its form."""
    from zicht.server.cases.queries import queue
    from zicht.server.intake.actions.report import report

    nonce = secrets.token_hex(16)
    received = report(draft=public_draft(), nonce=nonce)
    (row,) = queue(region["desk.1"]).rows
    return received, row.record, nonce


@pytest.fixture
def watching():
    """Stand where an actor stands before the wall, for rows that no query shows whole."""
    from django.db import transaction

    from zicht.server.guard import opened, tell_database

    @contextmanager
    def stand(actor):
        with transaction.atomic(), opened("system"):
            tell_database(role=actor.role, organisation=str(actor.organisation), member=str(actor.member))
            yield
            tell_database()

    return stand
