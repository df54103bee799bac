"""What lets a reporter come back without anyone knowing who they are: a receipt, and messages both ways.

And advice that was given without a signal: a count, not a record of anyone.
"""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from zicht.knowledge.standard import FieldGroup
from zicht.server.door.models import Record
from zicht.server.guard import Guarded
from zicht.server.parties.models import Organisation

DIRECTIONS = ("to_reporter", "from_reporter")


class Receipt(Guarded):
    """The lock that a receipt code opens; the code itself is kept nowhere.

    ``nonce`` is the digest of the form's nonce, so that a second send finds the first; ``lookup`` and the key
    that ``wrapped`` is sealed under are the two halves of what Argon2id makes of the code. ``wrapped`` is a
    second copy of the record's key: erasing a record deletes this row too.
    """

    record = models.OneToOneField(Record, on_delete=models.CASCADE, primary_key=True, related_name="+")
    nonce = models.CharField(max_length=64, unique=True)
    lookup = models.CharField(max_length=64, unique=True)
    wrapped = models.BinaryField()
    expires_at = models.DateTimeField()

    class Meta(Guarded.Meta):
        """Table of receipts."""

        db_table = "intake_receipt"


class Message(Guarded):
    """Narrative: one message between the desk and the reporter, sealed under the record's key."""

    FIELD_GROUP: ClassVar[FieldGroup] = "narrative"
    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="+")
    direction = models.CharField(max_length=20)
    at = models.DateTimeField()
    sealed = models.BinaryField()

    class Meta(Guarded.Meta):
        """In order of time."""

        db_table = "intake_message"
        indexes = (models.Index(fields=["record", "at"], name="message_by_record"),)
        constraints = (models.CheckConstraint(condition=models.Q(direction__in=DIRECTIONS), name="message_direction"),)


class Consultation(Guarded):
    """Advice without a signal: no record, no right, no key, for it is about nobody.

    Three numbers of two digits (``zicht.knowledge.consultation``) and two days. There is deliberately no column that
    could hold a name, a text or an id of a person: who noted it stands in the log alone.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    on = models.DateField()
    caller = models.PositiveSmallIntegerField()
    theme = models.PositiveSmallIntegerField()
    answer = models.PositiveSmallIntegerField()
    kept_until = models.DateField()

    class Meta(Guarded.Meta):
        """Counted by organisation and day; numbers that have two digits."""

        db_table = "intake_consultation"
        indexes = (models.Index(fields=["organisation", "on"], name="consultation_by_day"),)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(caller__range=(1, 99), theme__range=(1, 99), answer__range=(1, 99)),
                name="consultation_two_digits",
            ),
            models.CheckConstraint(condition=models.Q(kept_until__gt=models.F("on")), name="consultation_ends"),
        )


class Link(Guarded):
    """A one-off link that the desk made for a professional without an account.

    Its code is kept nowhere: ``number`` (the first eight digits, no secret) finds it, ``lookup`` is what Argon2id
    makes of the whole. ``tries_left``: wrong codes that this link still bears, all of them again some time after the
    last one (``tried_at``); ``wrong_tries``: how many there ever were. For whom it is, is a kind (``capacity``); the
    organisation's name, if any, is sealed under a key of the link's own, gone with the row.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    capacity = models.CharField(max_length=20)
    number = models.CharField(max_length=8, unique=True)
    lookup = models.CharField(max_length=64)
    tries_left = models.PositiveSmallIntegerField()
    tried_at = models.DateTimeField(null=True)
    wrong_tries = models.PositiveIntegerField(db_default=0)
    made_by = models.UUIDField()
    made_by_name = models.CharField(max_length=120)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    kept_until = models.DateField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.UUIDField(null=True)
    used_at = models.DateTimeField(null=True)
    record = models.OneToOneField(Record, on_delete=models.SET_NULL, null=True, related_name="+")
    name_under = models.CharField(max_length=40, blank=True)
    name_wrapped = models.BinaryField(null=True)
    name_sealed = models.BinaryField(null=True)

    class Meta(Guarded.Meta):
        """Newest first; withdrawn and used exclude each other; a name is sealed or not there."""

        db_table = "intake_link"
        indexes = (models.Index(fields=["organisation", "-made_at"], name="link_by_organisation"),)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(withdrawn_at__isnull=True) | models.Q(used_at__isnull=True), name="link_ends_once"
            ),
            models.CheckConstraint(
                condition=models.Q(record__isnull=True) | models.Q(used_at__isnull=False), name="link_signal_is_use"
            ),
        )
