"""What stood in a field group before a correction: who changed it, when and why; kept for as long as the signal.

A table per field group, as the values themselves: whoever may not see a group learns nothing of its past either, not
even that there is one. Rows are only ever added.
"""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from zicht.knowledge.standard import FieldGroup
from zicht.server.door.models import Record
from zicht.server.guard import Guarded


class Before(Guarded):
    """The whole of one field group as it was until one correction; ``sealed`` holds a content of ``contents``.

    ``number`` counts the corrections of this group from 1; ``correction`` is the same on every row of one correction,
    ``standard`` the version of the standard that it was made under.
    """

    FIELD_GROUP: ClassVar[FieldGroup]
    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    record = models.ForeignKey(Record, on_delete=models.CASCADE, db_index=False)
    correction = models.UUIDField()
    number = models.IntegerField()
    at = models.DateTimeField()
    organisation = models.UUIDField()
    member = models.UUIDField()
    name = models.CharField(max_length=120)
    why = models.CharField(max_length=20)
    standard = models.CharField(max_length=20)
    sealed = models.BinaryField()

    class Meta(Guarded.Meta):
        """Base only."""

        abstract = True


def _once(group: str) -> tuple[models.UniqueConstraint, ...]:
    """One history, in one order, also when two correct at the same moment."""
    return (
        models.UniqueConstraint(fields=["record", "number"], name=f"{group}_before_in_order"),
        models.UniqueConstraint(fields=["record", "correction"], name=f"{group}_before_once"),
    )


class CoreBefore(Before):
    """Core: the answers, and the persons by role, age class and sex."""

    FIELD_GROUP: ClassVar[FieldGroup] = "core"

    class Meta(Before.Meta):
        """In order, each correction once."""

        db_table = "signals_core_before"
        constraints = _once("core")


class ObservationsBefore(Before):
    """Observations: forms and statements with their provenance."""

    FIELD_GROUP: ClassVar[FieldGroup] = "observations"

    class Meta(Before.Meta):
        """In order, each correction once."""

        db_table = "signals_observations_before"
        constraints = _once("observations")


class IdentityBefore(Before):
    """Identity: names and birth dates."""

    FIELD_GROUP: ClassVar[FieldGroup] = "identity"

    class Meta(Before.Meta):
        """In order, each correction once."""

        db_table = "signals_identity_before"
        constraints = _once("identity")


class ContactBefore(Before):
    """Contact: whether, how and when the reporter could be reached."""

    FIELD_GROUP: ClassVar[FieldGroup] = "contact"

    class Meta(Before.Meta):
        """In order, each correction once."""

        db_table = "signals_contact_before"
        constraints = _once("contact")


class NarrativeBefore(Before):
    """Narrative: the words as they were, and what whoever corrected wrote about it: free text too, and so with it."""

    FIELD_GROUP: ClassVar[FieldGroup] = "narrative"
    note = models.BinaryField(null=True)

    class Meta(Before.Meta):
        """In order, each correction once."""

        db_table = "signals_narrative_before"
        constraints = _once("narrative")


class LocationBefore(Before):
    """Location: address or place."""

    FIELD_GROUP: ClassVar[FieldGroup] = "location"

    class Meta(Before.Meta):
        """In order, each correction once."""

        db_table = "signals_location_before"
        constraints = _once("location")


class StatusBefore(Before):
    """Status: residence status, nationality, birthplace (principle 25)."""

    FIELD_GROUP: ClassVar[FieldGroup] = "status"

    class Meta(Before.Meta):
        """In order, each correction once."""

        db_table = "signals_status_before"
        constraints = _once("status")


class PerpetratorsBefore(Before):
    """Possible perpetrators: persons and answers; there only while the controller has that on (principle 24)."""

    FIELD_GROUP: ClassVar[FieldGroup] = "possible_perpetrators"

    class Meta(Before.Meta):
        """In order, each correction once."""

        db_table = "signals_possible_perpetrators_before"
        constraints = _once("perpetrators")


class FollowUpBefore(Before):
    """Follow-up: help wanted, and to whom this was notified. What was done is added to and never corrected."""

    FIELD_GROUP: ClassVar[FieldGroup] = "follow_up"

    class Meta(Before.Meta):
        """In order, each correction once."""

        db_table = "signals_follow_up_before"
        constraints = _once("follow_up")


BEFORE: tuple[type[Before], ...] = (
    CoreBefore,
    ObservationsBefore,
    IdentityBefore,
    ContactBefore,
    NarrativeBefore,
    LocationBefore,
    StatusBefore,
    PerpetratorsBefore,
    FollowUpBefore,
)
