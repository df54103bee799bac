"""Setting up: organisations, members with their means to sign in, agreements in force. A named system act.

On PostgreSQL this runs as the owner of the tables, never as the role that serves.
"""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import generate_totp_secret
from django.contrib.auth.hashers import make_password
from django.db import transaction

from zicht.knowledge.standard import Organisation as OrganisationData
from zicht.server.guard import opened
from zicht.server.logbook.entries import Entry
from zicht.server.logbook.write import write
from zicht.server.organisations.actions.agreements import keep_agreement
from zicht.server.parties.models import ApiKey, Member, Organisation
from zicht.server.vault.envelope import digest
from zicht.server.vault.totp import seal_secret

SYSTEM = uuid.UUID(int=0)
KEY_LASTS = timedelta(days=365)
# What only the demo does stands in the log for good: by it ``checks`` knows a database with made-up data.
SET_UP, SET_UP_MADE_UP, DEMO_ACCOUNT = (
    "organisations.set_up", "organisations.set_up_made_up", "organisations.open_demo_account",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class NewMember:
    """Someone to set up."""

    username: str
    full_name: str
    organisation: str
    role: str


@dataclass(frozen=True, slots=True)
class Account:
    """What a demo account signs in with; written to the demo's own file, kept nowhere else."""

    role: str
    organisation: str
    username: str
    password: str
    totp_secret: str
    api_key: str


def set_up(
    *,
    organisations: Iterable[OrganisationData],
    members: Iterable[NewMember],
    agreements: Mapping[str, str],
    now: datetime,
    made_up: bool = False,
) -> None:
    """Keep organisations, members who cannot sign in yet, and agreements; all or nothing, logged.

    ``made_up`` marks the database as one with made-up data, for good.
    """
    with transaction.atomic(), opened("system"):
        ids = _organisations(organisations)
        Member.objects.bulk_create(
            Member(
                username=member.username,
                full_name=member.full_name,
                organisation_id=ids[member.organisation],
                role=member.role,
                password=make_password(None),
            )
            for member in members
        )
        for text in agreements.values():
            keep_agreement(text, loaded_by=SYSTEM, now=now)
        _log(now, SET_UP_MADE_UP if made_up else SET_UP)


def _log(now: datetime, action: str) -> None:
    write(Entry(now, SYSTEM, None, "system", "cli", "set-up", action, "ok"))


def _organisations(data: Iterable[OrganisationData]) -> dict[str, uuid.UUID]:
    rows = [
        Organisation(code=item.id, name=item.name, kind=item.kind, body=item.body, reporting_point=item.reporting_point)
        for item in data
    ]
    Organisation.objects.bulk_create(rows)
    return {row.code: row.id for row in rows}


def open_account(*, username: str, now: datetime) -> Account:
    """Give a member a password, a second factor and a key; demo only, the caller keeps what is returned safe."""
    with transaction.atomic(), opened("system"):
        member = Member.objects.select_related("organisation").get(username=username)
        password, secret, key = secrets.token_urlsafe(9), generate_totp_secret(), secrets.token_urlsafe(32)
        member.password = make_password(password)
        member.save(update_fields=["password"])
        Authenticator.objects.create(
            user=member, type=Authenticator.Type.TOTP, data={"secret": seal_secret(secret, member.id)}
        )
        ApiKey.objects.create(member=member, digest=digest(key), label="demo", created=now, expires=now + KEY_LASTS)
        _log(now, DEMO_ACCOUNT)
        return Account(member.role, member.organisation.code, username, password, secret, key)
