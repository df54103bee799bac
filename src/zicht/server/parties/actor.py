"""Who asks: the frozen answer to "who is this", made once per request or task."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from zicht.server.guard import signing_in
from zicht.server.parties.models import ApiKey, Member
from zicht.server.vault.envelope import digest


@dataclass(frozen=True, slots=True)
class Actor:
    """A member acting for an organisation in a role. ``origin`` says where from: page, api, cli, task."""

    member: uuid.UUID
    name: str
    username: str
    organisation: uuid.UUID
    organisation_code: str
    organisation_name: str
    body: str
    role: str
    team: str
    reporting_point: bool = False
    language: str = "nl"
    origin: str = "page"


def actor_of(member: Member, origin: str) -> Actor:
    """The actor that a member is; the caller holds a pass."""
    return Actor(
        member=member.id,
        name=member.full_name,
        username=member.username,
        organisation=member.organisation_id,
        organisation_code=member.organisation.code,
        organisation_name=member.organisation.name,
        body=member.organisation.body,
        role=member.role,
        team=str(member.team_id or ""),
        reporting_point=member.organisation.reporting_point,
        language=member.language,
        origin=origin,
    )


def by_id(member: uuid.UUID, origin: str) -> Actor | None:
    """The active member with this id."""
    with signing_in():
        found = Member.objects.select_related("organisation").filter(id=member, is_active=True).first()
        return actor_of(found, origin) if found else None


def by_username(username: str, origin: str) -> Actor | None:
    """The active member with this name."""
    if "\x00" in username:  # PostgreSQL takes no such text, so it is nobody's name
        return None
    with signing_in():
        found = Member.objects.select_related("organisation").filter(username=username, is_active=True).first()
        return actor_of(found, origin) if found else None


def by_api_key(key: str, now: datetime) -> Actor | None:
    """The active member whose personal key this is, if it is in force."""
    with signing_in():
        found = (
            ApiKey.objects.select_related("member__organisation")
            .filter(digest=digest(key), revoked=None, expires__gt=now, member__is_active=True)
            .first()
        )
        return actor_of(found.member, "api") if found else None
