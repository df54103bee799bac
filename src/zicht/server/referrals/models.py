"""A referral: a case sent to a partner; the state is on its record."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from zicht.knowledge.standard import FieldGroup
from zicht.server.door.models import Record
from zicht.server.guard import Guarded
from zicht.server.parties.models import Organisation


class Referral(Guarded):
    """Core of a referral: which case, to whom, for which purpose, under which grant."""

    FIELD_GROUP: ClassVar[FieldGroup] = "core"
    record = models.OneToOneField(Record, on_delete=models.CASCADE, primary_key=True)
    case = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="+")
    receiver = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=40)
    grant = models.UUIDField()
    legal_basis = models.CharField(max_length=200)

    class Meta(Guarded.Meta):
        """Table of referrals."""

        db_table = "referrals_referral"


class Step(Guarded):
    """Follow-up of a referral: accepted, declined with reason, outcome; the note is sealed."""

    FIELD_GROUP: ClassVar[FieldGroup] = "follow_up"
    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    record = models.ForeignKey(Record, on_delete=models.CASCADE)
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=120)
    organisation = models.UUIDField()
    at = models.DateTimeField()
    sealed = models.BinaryField(null=True)

    class Meta(Guarded.Meta):
        """In order of time."""

        db_table = "referrals_step"
