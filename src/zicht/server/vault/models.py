"""One row per record: its key, wrapped. Deleting the row erases the record's sealed content for good."""

from __future__ import annotations

from django.db import models

from zicht.server.guard import Guarded


class RecordKey(Guarded):
    """The key of one record, wrapped under a key-encryption key (``under``) or to the intake pair."""

    record = models.UUIDField(primary_key=True)
    under = models.CharField(max_length=40)
    wrapped = models.BinaryField()

    class Meta(Guarded.Meta):
        """Table of keys."""

        db_table = "vault_recordkey"
