"""Who takes part."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models

from zicht.server.guard import Guarded, GuardedManager

ROLES = ("professional", "desk", "partner", "privacy", "fg", "policy", "admin", "system")


class Organisation(Guarded):
    """An organisation that is a separate recipient; ``body``: whose processing it is."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    code = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=40)
    body = models.CharField(max_length=20)
    reporting_point = models.BooleanField(default=False)

    class Meta(Guarded.Meta):
        """Table of organisations."""

        db_table = "parties_organisation"


class Team(Guarded):
    """A team inside an organisation."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT)
    name = models.CharField(max_length=120)

    class Meta(Guarded.Meta):
        """Table of teams."""

        db_table = "parties_team"


class MemberManager(GuardedManager["Member"]):
    """Finds a member by the name they sign in with."""

    def get_by_natural_key(self, username: str) -> Member:
        """What Django's sign-in asks for."""
        return self.get(username=username)


class Member(AbstractBaseUser, Guarded):
    """A person who signs in; one role in one organisation."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    username = models.CharField(max_length=80, unique=True)
    full_name = models.CharField(max_length=120)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT)
    team = models.ForeignKey(Team, null=True, on_delete=models.PROTECT)
    role = models.CharField(max_length=20)
    language = models.CharField(max_length=2, default="nl")
    is_active = models.BooleanField(default=True)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name"]
    objects: ClassVar[Any] = MemberManager()

    class Meta(Guarded.Meta):
        """A role is one of the list."""

        db_table = "parties_member"
        constraints = (models.CheckConstraint(condition=models.Q(role__in=ROLES), name="member_role_known"),)


class ApiKey(Guarded):
    """A personal key for the API: only the digest of its 256 random bits is kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    member = models.ForeignKey(Member, on_delete=models.CASCADE)
    digest = models.CharField(max_length=64, unique=True)
    label = models.CharField(max_length=80)
    created = models.DateTimeField()
    expires = models.DateTimeField()
    revoked = models.DateTimeField(null=True)

    class Meta(Guarded.Meta):
        """Table of keys."""

        db_table = "parties_apikey"


class OutsideAccount(Guarded):
    """The account at the organisation's own provider by which a member signs in: one each, and never two for one.

    Only a keyed digest of issuer and subject: enough to recognise who comes back, and nothing to read.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    member = models.OneToOneField(Member, on_delete=models.CASCADE)
    identity = models.CharField(max_length=64, unique=True)
    linked = models.DateTimeField()

    class Meta(Guarded.Meta):
        """Table of links."""

        db_table = "parties_outsideaccount"
