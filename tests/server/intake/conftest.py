"""A report of anyone, as the public form hands it over; the log as its guardian reads it."""

from __future__ import annotations

import secrets
from contextlib import contextmanager

import pytest
from worlds import draft


def public_draft(**changes):
    """A report that passes the check: no names, no observations, no address."""
    bare = {"persons": (), "observations": (), "place": "", "contact_details": "", "contact_safe": draft().acute}
    return draft(**(bare | {"narrative": "Steeds andere mensen in het huis hiernaast."} | changes))


@pytest.fixture
def sent(region):
    """One report: its code, its signal, the nonce of its form."""
    from zicht.server.cases.queries import queue
    from zicht.server.intake.actions.report import report

    nonce = secrets.token_hex(16)
    received = report(draft=public_draft(), nonce=nonce)
    (row,) = queue(region["desk.1"]).rows
    return received, row.record, nonce


@contextmanager
def watching(actor):
    """The wall as the privacy officer stands before it, for looking at rows that no query shows whole."""
    from django.db import transaction

    from zicht.server.guard import opened, tell_database

    with transaction.atomic(), opened("system"):
        tell_database(role=actor.role, organisation=str(actor.organisation), member=str(actor.member))
        yield
        tell_database()
