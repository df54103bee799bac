"""A grant: what was given to whom, under which clause, until when; its rights are rows of ``Right``."""

from __future__ import annotations

import uuid

from django.db import models

from zicht.server.door.models import Record
from zicht.server.guard import Guarded
from zicht.server.parties.models import Organisation

# Why a grant was taken back: a list and no text, for the table is not sealed. In words: ``oversight.withdrawn``.
WITHDRAWN_WHY = ("purpose_ended", "mistake", "consent", "agreement_ended", "too_much", "other")


class Grant(Guarded):
    """One act of giving. Withdrawing ends its rights in the same transaction."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="+")
    receiver = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    giver = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=20)
    purpose = models.CharField(max_length=40)
    groups = models.CharField(max_length=200)
    rules = models.CharField(max_length=300)
    given_by = models.UUIDField()
    given_at = models.DateTimeField()
    until = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.UUIDField(null=True)
    withdrawn_why = models.CharField(max_length=60, blank=True)

    class Meta(Guarded.Meta):
        """Found by record."""

        db_table = "sharing_grant"
        indexes = (models.Index(fields=["record", "given_at"], name="grant_by_record"),)
        constraints = (
            models.CheckConstraint(condition=models.Q(withdrawn_why__in=("", *WITHDRAWN_WHY)), name="grant_why_known"),
        )
