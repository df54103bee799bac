"""Rows of the log, and the tree that seals them (RFC 9162).

A row is inserted in the act's own transaction and never changed; the worker orders rows into leaves.
``Unsealed`` holds the rows the tree does not cover yet, at most about a second's worth.
"""

from __future__ import annotations

import uuid

from django.db import models

from zicht.server.guard import Guarded


class LogRow(Guarded):
    """One read, write or decision. ``records`` and ``groups`` are JSON lists of ids and codes."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    at = models.DateTimeField()
    actor = models.UUIDField(null=True)
    organisation = models.UUIDField(null=True)
    role = models.CharField(max_length=40)
    origin = models.CharField(max_length=20)
    purpose = models.CharField(max_length=40)
    action = models.CharField(max_length=80)
    outcome = models.CharField(max_length=10)
    records = models.TextField()
    groups = models.TextField()
    rule = models.CharField(max_length=200)
    payload = models.BinaryField(null=True)
    leaf_hash = models.BinaryField()

    class Meta(Guarded.Meta):
        """Found by time; the few entries of the system itself by what they did."""

        db_table = "logbook_row"
        indexes = (
            models.Index(fields=["organisation", "-at"], name="log_by_organisation"),
            models.Index(fields=["action"], name="log_of_system", condition=models.Q(role="system")),
        )


class LogSubject(Guarded):
    """Which record a row is about, and whose record it is: the way to "who saw this"."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    row = models.UUIDField()
    record = models.UUIDField()
    controller = models.UUIDField()
    at = models.DateTimeField()

    class Meta(Guarded.Meta):
        """Found by record, by controller, and by row: the policy on the log asks of a row whose records it is about."""

        db_table = "logbook_subject"
        indexes = (
            models.Index(fields=["record", "-at"], name="log_by_record"),
            models.Index(fields=["controller", "-at"], name="log_by_controller"),
            models.Index(fields=["row", "controller"], name="log_by_row"),
        )


class Unsealed(Guarded):
    """A row that waits for its place in the tree."""

    row = models.UUIDField(primary_key=True)

    class Meta(Guarded.Meta):
        """Emptied by the worker."""

        db_table = "logbook_unsealed"


class Leaf(Guarded):
    """A row's place in the tree; sequence starts at 0 and has no gaps."""

    sequence = models.BigIntegerField(primary_key=True)
    row = models.UUIDField(unique=True)
    leaf_hash = models.BinaryField()

    class Meta(Guarded.Meta):
        """Ordered by sequence."""

        db_table = "logbook_leaf"


class Node(Guarded):
    """An inner node of a complete subtree: ``level`` 0 are leaves, ``position`` counts from the left."""

    id = models.BigAutoField(primary_key=True)
    level = models.IntegerField()
    position = models.BigIntegerField()
    value = models.BinaryField()

    class Meta(Guarded.Meta):
        """One node per place."""

        db_table = "logbook_node"
        constraints = (models.UniqueConstraint(fields=["level", "position"], name="one_node_per_place"),)


class Head(Guarded):
    """The root of the first ``size`` leaves, as it was when sealed."""

    size = models.BigIntegerField(primary_key=True)
    root = models.BinaryField()
    at = models.DateTimeField()

    class Meta(Guarded.Meta):
        """Also written outside the database."""

        db_table = "logbook_head"
