"""Pictures asked for and made. They hold released figures only."""

from __future__ import annotations

import uuid

from django.db import models

from zicht.server.guard import Guarded
from zicht.server.parties.models import Organisation


class Picture(Guarded):
    """One picture: asked by a person, made by the worker, kept as it was released."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT)
    year = models.IntegerField()
    state = models.CharField(max_length=20)
    asked_by = models.UUIDField()
    asked_by_name = models.CharField(max_length=120)
    asked_at = models.DateTimeField()
    made_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=200, blank=True)
    files = models.JSONField(default=dict)
    pdf = models.BinaryField(null=True)

    class Meta(Guarded.Meta):
        """Newest first."""

        db_table = "publishing_picture"
        indexes = (models.Index(fields=["organisation", "-asked_at"], name="picture_by_organisation"),)
