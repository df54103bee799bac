"""The FG's dated advice."""

from __future__ import annotations

import uuid

from django.db import models

from zicht.server.guard import Guarded
from zicht.server.parties.models import Organisation


class Advice(Guarded):
    """One advice of the FG; never changed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT)
    given_by = models.UUIDField()
    given_by_name = models.CharField(max_length=120)
    at = models.DateTimeField()
    subject = models.CharField(max_length=200)
    text = models.TextField()

    class Meta(Guarded.Meta):
        """Newest first."""

        db_table = "oversight_advice"
