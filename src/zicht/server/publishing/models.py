"""Pictures asked for and made. They hold released figures only."""

from __future__ import annotations

import uuid

from django.db import models

from zicht.server.guard import Guarded
from zicht.server.parties.models import Organisation

ASKED, MADE, FAILED = STATES = ("asked", "made", "failed")
# The files of a picture by name -> the column that holds them, to the byte, so that the manifest's hashes hold.
FILES = {"beeld.html": "page", "beeld.pdf": "pdf", "figures.csv": "figures", "manifest.json": "manifest"}


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
    problem = models.CharField(max_length=40, blank=True)
    size_level = models.CharField(max_length=12, blank=True)
    page = models.BinaryField(null=True)
    pdf = models.BinaryField(null=True)
    figures = models.BinaryField(null=True)
    manifest = models.BinaryField(null=True)

    class Meta(Guarded.Meta):
        """Newest first; a made picture is whole."""

        db_table = "publishing_picture"
        indexes = (models.Index(fields=["organisation", "-asked_at"], name="picture_by_organisation"),)
        constraints = (
            models.CheckConstraint(condition=models.Q(state__in=STATES), name="picture_state_known"),
            models.CheckConstraint(
                condition=~models.Q(state="made")
                | models.Q(page__isnull=False, pdf__isnull=False, figures__isnull=False, manifest__isnull=False),
                name="picture_made_whole",
            ),
        )
