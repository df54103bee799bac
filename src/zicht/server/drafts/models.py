"""A draft: what somebody filled in so far, before it is a signal."""

from __future__ import annotations

from django.db import models

from zicht.server.guard import Guarded


class Draft(Guarded):
    """One form of one member, as a member of one organisation; ``sealed`` holds everything that was filled in.

    ``id`` is the id that the signal will get: the form carries it, and its key stands under it until then.
    ``version`` counts the times it was kept, ``window`` is the open page that kept it last. It is no record: there is
    no right on it to give, and nothing that lists or counts starts from here.
    """

    id = models.UUIDField(primary_key=True)
    organisation = models.UUIDField()
    member = models.UUIDField()
    version = models.IntegerField()
    window = models.CharField(max_length=32)
    standard = models.CharField(max_length=20)
    started_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    sealed = models.BinaryField()

    class Meta(Guarded.Meta):
        """Found by whose it is, and by when it ends."""

        db_table = "drafts_draft"
        indexes = (
            models.Index("member", models.F("saved_at").desc(), name="draft_own"),
            models.Index(fields=["expires_at"], name="draft_ends"),
        )
