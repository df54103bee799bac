"""A notice: that something was decided about a record that its addressee saw."""

from __future__ import annotations

import uuid

from django.db import models

from zicht.server.door.models import Record
from zicht.server.guard import Guarded


class Notice(Guarded):
    """One notice to one member, as a member of one organisation. ``code`` is the state that the record came to.

    Addressee and controller are plain ids: they come from the log, which knows nobody.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    member = models.UUIDField()
    organisation = models.UUIDField()
    # Its index is the constraint's, which begins with it.
    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="+", db_index=False)
    controller = models.UUIDField()
    code = models.CharField(max_length=30)
    made_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta(Guarded.Meta):
        """Found by addressee, newest first; nobody is told the same twice."""

        db_table = "notices_notice"
        indexes = (models.Index("member", models.F("made_at").desc(), "id", name="notice_own"),)
        constraints = (models.UniqueConstraint(fields=["record", "member", "organisation", "code"], name="told_once"),)
