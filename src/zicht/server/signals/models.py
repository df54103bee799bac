"""A signal, in as many tables as it has field groups: a row is the unit of both walls."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from zicht.knowledge.signal import ANSWER_STATES
from zicht.knowledge.standard import FieldGroup
from zicht.server.door.models import Record
from zicht.server.guard import Guarded
from zicht.server.signals.before import BEFORE

__all__ = ["BEFORE"]  # Django finds the models of a room here


def coded() -> models.CharField[str, str]:
    """A column for one coded answer: a code of its list, or one of the states that are not a value."""
    return models.CharField(max_length=60)


class Core(Guarded):
    """Core: where, when, whom it concerns, acute, how known, the reporter's capacity."""

    FIELD_GROUP: ClassVar[FieldGroup] = "core"
    record = models.OneToOneField(Record, on_delete=models.CASCADE, primary_key=True)
    where = coded()
    when = models.DateField(null=True)
    when_state = models.CharField(max_length=12)
    who = coded()
    acute = coded()
    known_via = coded()
    capacity = coded()
    about_self = coded()
    channel = models.CharField(max_length=20)

    class Meta(Guarded.Meta):
        """Answers keep their meaning; a date stands exactly when it was answered."""

        db_table = "signals_core"
        constraints = (
            models.CheckConstraint(condition=models.Q(when_state__in=ANSWER_STATES), name="when_state_known"),
            models.CheckConstraint(
                condition=models.Q(when__isnull=False, when_state="value")
                | models.Q(when__isnull=True) & ~models.Q(when_state="value"),
                name="when_has_meaning",
            ),
        )


class What(Guarded):
    """Observations: one row per form suspected, or one row that tells why there is none."""

    FIELD_GROUP: ClassVar[FieldGroup] = "observations"
    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    record = models.ForeignKey(Record, on_delete=models.CASCADE)
    form = coded()

    class Meta(Guarded.Meta):
        """A form stands once."""

        db_table = "signals_what"
        constraints = (models.UniqueConstraint(fields=["record", "form"], name="one_form_once"),)


class Observation(Guarded):
    """Observations: one statement with its provenance."""

    FIELD_GROUP: ClassVar[FieldGroup] = "observations"
    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    record = models.ForeignKey(Record, on_delete=models.CASCADE)
    indicator = models.CharField(max_length=20)
    answer = models.CharField(max_length=12)
    provenance = models.CharField(max_length=20)
    seen_on = models.DateField(null=True)
    happened_on = models.DateField(null=True)
    certainty = models.CharField(max_length=12, blank=True)

    class Meta(Guarded.Meta):
        """An answer is one of the five."""

        db_table = "signals_observation"
        constraints = (models.CheckConstraint(condition=models.Q(answer__in=ANSWER_STATES), name="answer_known"),)


class Person(Guarded):
    """Core: someone involved, by role, age class and sex; no name."""

    FIELD_GROUP: ClassVar[FieldGroup] = "core"
    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    record = models.ForeignKey(Record, on_delete=models.CASCADE)
    number = models.IntegerField()
    roles = models.CharField(max_length=120)
    age_class = coded()
    sex = coded()

    class Meta(Guarded.Meta):
        """Numbered within the signal."""

        db_table = "signals_person"
        constraints = (models.UniqueConstraint(fields=["record", "number"], name="one_person_per_number"),)


class Sealed(Guarded):
    """One sealed value per signal and group; what is inside is listed in ``access.py``."""

    FIELD_GROUP: ClassVar[FieldGroup]
    record = models.OneToOneField(Record, on_delete=models.CASCADE, primary_key=True)
    sealed = models.BinaryField()

    class Meta(Guarded.Meta):
        """Base only."""

        abstract = True


class Identity(Sealed):
    """Identity: names and birth date per person number."""

    FIELD_GROUP: ClassVar[FieldGroup] = "identity"

    class Meta(Sealed.Meta):
        """Sealed."""

        db_table = "signals_identity"


class Contact(Sealed):
    """Contact: whether, how and when the reporter may be reached, and where."""

    FIELD_GROUP: ClassVar[FieldGroup] = "contact"

    class Meta(Sealed.Meta):
        """Sealed."""

        db_table = "signals_contact"


class Narrative(Sealed):
    """Narrative: what the reporter told in their own words."""

    FIELD_GROUP: ClassVar[FieldGroup] = "narrative"

    class Meta(Sealed.Meta):
        """Sealed."""

        db_table = "signals_narrative"


class Location(Sealed):
    """Location: address or place."""

    FIELD_GROUP: ClassVar[FieldGroup] = "location"

    class Meta(Sealed.Meta):
        """Sealed."""

        db_table = "signals_location"


class Status(Sealed):
    """Status: residence status, nationality, birthplace per person number (principle 25)."""

    FIELD_GROUP: ClassVar[FieldGroup] = "status"

    class Meta(Sealed.Meta):
        """Sealed."""

        db_table = "signals_status"


class PossiblePerpetrators(Sealed):
    """Possible perpetrators: role, business, vehicle, phone, profile; off until an activity switches them on."""

    FIELD_GROUP: ClassVar[FieldGroup] = "possible_perpetrators"

    class Meta(Sealed.Meta):
        """Sealed."""

        db_table = "signals_possible_perpetrators"


class Detail(Guarded):
    """One value of a further answer, or the one row that tells why there is none; see ``knowledge.details``."""

    FIELD_GROUP: ClassVar[FieldGroup]
    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    record = models.ForeignKey(Record, on_delete=models.CASCADE)
    field = models.CharField(max_length=40)
    number = models.IntegerField()
    state = models.CharField(max_length=12)
    value = models.CharField(max_length=300, blank=True)

    class Meta(Guarded.Meta):
        """Base only."""

        abstract = True


def _keeps_meaning(name: str) -> tuple[models.CheckConstraint, ...]:
    has_value = models.Q(state="value") & ~models.Q(value="")
    none = models.Q(state__in=[state for state in ANSWER_STATES if state != "value"], value="")
    return (models.CheckConstraint(condition=has_value | none, name=f"{name}_keeps_meaning"),)


class CoreDetail(Detail):
    """Core: phase, duration, country, relation."""

    FIELD_GROUP: ClassVar[FieldGroup] = "core"

    class Meta(Detail.Meta):
        """A value stands exactly when there is one."""

        db_table = "signals_core_detail"
        constraints = _keeps_meaning("core_detail")


class ObservationDetail(Detail):
    """Observations: kind of exploitation, sector, means, recruitment, vulnerability."""

    FIELD_GROUP: ClassVar[FieldGroup] = "observations"

    class Meta(Detail.Meta):
        """A value stands exactly when there is one."""

        db_table = "signals_observation_detail"
        constraints = _keeps_meaning("observation_detail")


class FollowUpDetail(Detail):
    """Follow-up: help wanted, and to whom this was notified."""

    FIELD_GROUP: ClassVar[FieldGroup] = "follow_up"

    class Meta(Detail.Meta):
        """A value stands exactly when there is one."""

        db_table = "signals_follow_up_detail"
        constraints = _keeps_meaning("follow_up_detail")


class IdentityDetail(Sealed):
    """Identity: what is the presumed victim's own number, plate, profile or business."""

    FIELD_GROUP: ClassVar[FieldGroup] = "identity"

    class Meta(Sealed.Meta):
        """Sealed."""

        db_table = "signals_identity_detail"


class ContactDetail(Sealed):
    """Contact: the language in which someone can speak freely."""

    FIELD_GROUP: ClassVar[FieldGroup] = "contact"

    class Meta(Sealed.Meta):
        """Sealed."""

        db_table = "signals_contact_detail"


class NarrativeDetail(Sealed):
    """Narrative: what else could explain this."""

    FIELD_GROUP: ClassVar[FieldGroup] = "narrative"

    class Meta(Sealed.Meta):
        """Sealed."""

        db_table = "signals_narrative_detail"


class LocationDetail(Sealed):
    """Location: each place with its kind, role, address and postcode."""

    FIELD_GROUP: ClassVar[FieldGroup] = "location"

    class Meta(Sealed.Meta):
        """Sealed."""

        db_table = "signals_location_detail"


class StatusDetail(Sealed):
    """Status: the right of residence (principle 25)."""

    FIELD_GROUP: ClassVar[FieldGroup] = "status"

    class Meta(Sealed.Meta):
        """Sealed."""

        db_table = "signals_status_detail"


class FollowUp(Guarded):
    """Follow-up: what was done, by which organisation, with which outcome; the note is sealed."""

    FIELD_GROUP: ClassVar[FieldGroup] = "follow_up"
    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    record = models.ForeignKey(Record, on_delete=models.CASCADE)
    kind = models.CharField(max_length=20)
    code = models.CharField(max_length=40)
    organisation = models.UUIDField()
    member = models.UUIDField()
    name = models.CharField(max_length=120)
    at = models.DateTimeField()
    sealed = models.BinaryField(null=True)

    class Meta(Guarded.Meta):
        """In order of time."""

        db_table = "signals_follow_up"
        indexes = (models.Index(fields=["record", "at"], name="follow_up_by_record"),)


GROUP_TABLES: tuple[type[Guarded], ...] = (
    Core,
    What,
    Observation,
    Person,
    Identity,
    Contact,
    Narrative,
    Location,
    Status,
    PossiblePerpetrators,
    FollowUp,
    CoreDetail,
    ObservationDetail,
    FollowUpDetail,
    IdentityDetail,
    ContactDetail,
    NarrativeDetail,
    LocationDetail,
    StatusDetail,
)
OPEN_DETAILS: tuple[type[Detail], ...] = (CoreDetail, ObservationDetail, FollowUpDetail)
SEALED_DETAILS: tuple[type[Sealed], ...] = (
    IdentityDetail,
    ContactDetail,
    NarrativeDetail,
    LocationDetail,
    StatusDetail,
)
# What a correction replaces. What was done is added to and never corrected.
CORRECTED: tuple[type[Guarded], ...] = tuple(table for table in GROUP_TABLES if table is not FollowUp)
