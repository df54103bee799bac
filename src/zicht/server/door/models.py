"""The tables that a decision joins on. The rooms above own the acts that fill them."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime

from django.db import models

from zicht.knowledge.standard import FIELD_GROUPS, FieldGroup
from zicht.server.guard import Guarded
from zicht.server.parties.models import Organisation

ANY = "*"
ENDLESS = datetime(9999, 12, 31, tzinfo=UTC)
PERPETRATORS = "possible_perpetrators"
ACTIVITIES = (PERPETRATORS,)
KINDS = ("signal", "case", "referral")
SEVERAL = "several"
WAITING = ("received", "more_information")
# Conditions of indexes, as text and not as parameters: SQLite uses such an index only where the query repeats them.
IS_WAITING = "door_right.state in ('received', 'more_information')"
IS_PERSONAL = "not (door_right.member = '*')"


class Agreement(Guarded):
    """A working agreement as loaded: its whole text, and from when until when it is in force."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    code = models.CharField(max_length=80)
    version = models.CharField(max_length=20)
    title = models.CharField(max_length=200)
    text = models.TextField()
    sha256 = models.CharField(max_length=64)
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField(default=ENDLESS)
    loaded_by = models.UUIDField()
    ended_at = models.DateTimeField(null=True)

    class Meta(Guarded.Meta):
        """One text per version."""

        db_table = "door_agreement"
        constraints = (models.UniqueConstraint(fields=["code", "version"], name="one_agreement_per_version"),)


class Activity(Guarded):
    """A processing activity that an organisation switched on, what it rests on, and from when until when it is on.

    On only while its agreement is in force too. ``advice`` is the FG's; ``register`` and ``dpia`` are the
    organisation's own references.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT)
    kind = models.CharField(max_length=40)
    register = models.CharField(max_length=120)
    dpia = models.CharField(max_length=120)
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT)
    advice = models.UUIDField()
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField()
    switched_by = models.UUIDField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.UUIDField(null=True)

    class Meta(Guarded.Meta):
        """Nothing is switched on without its references."""

        db_table = "door_activity"
        constraints = (
            models.CheckConstraint(condition=models.Q(kind__in=ACTIVITIES), name="activity_known"),
            models.CheckConstraint(condition=~models.Q(register="") & ~models.Q(dpia=""), name="activity_grounded"),
        )


class Record(Guarded):
    """The spine: one row per thing kept, whatever room keeps it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    kind = models.CharField(max_length=20)
    controller = models.ForeignKey(Organisation, on_delete=models.PROTECT)
    body = models.CharField(max_length=20)
    activity = models.CharField(max_length=60)
    standard = models.CharField(max_length=20)
    made_by = models.UUIDField(null=True)
    retention_rule = models.CharField(max_length=40)
    retention_trigger = models.CharField(max_length=40)
    retention_term = models.CharField(max_length=20)
    retention_category = models.CharField(max_length=60, blank=True)
    retention_from = models.DateTimeField(null=True)
    retention_due = models.DateField(null=True)
    hold = models.BooleanField(default=False)
    hold_reason = models.CharField(max_length=60, blank=True)
    erased_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField()
    state = models.CharField(max_length=30)
    acute = models.BooleanField(default=False)
    due = models.DateTimeField()

    class Meta(Guarded.Meta):
        """A record belongs to one room."""

        db_table = "door_record"
        constraints = (
            models.CheckConstraint(condition=models.Q(kind__in=KINDS), name="record_kind_known"),
            models.CheckConstraint(
                condition=models.Q(body__in=("college", "burgemeester", "board")), name="record_body"
            ),
        )


class Right(Guarded):
    """Who may see what of a record, for which purpose, under which clause, from when until when.

    ``*`` means any. Controllership is a right too. Every list starts here; the last columns are what lists
    filter and sort on, kept by triggers (``form`` only where observations are granted).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    record = models.ForeignKey(Record, on_delete=models.CASCADE, db_index=False)  # found by right_of_record
    controller = models.UUIDField()
    # Every index of a list begins with the organisation: one of its own would only make writing slower.
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    role = models.CharField(max_length=20, default=ANY)
    team = models.CharField(max_length=36, default=ANY)
    member = models.CharField(max_length=36, default=ANY)
    purpose = models.CharField(max_length=40, default=ANY)
    g_core = models.BooleanField(default=False)
    g_observations = models.BooleanField(default=False)
    g_identity = models.BooleanField(default=False)
    g_contact = models.BooleanField(default=False)
    g_narrative = models.BooleanField(default=False)
    g_location = models.BooleanField(default=False)
    g_status = models.BooleanField(default=False)
    g_possible_perpetrators = models.BooleanField(default=False)
    g_follow_up = models.BooleanField(default=False)
    agreement = models.CharField(max_length=120)
    clause = models.CharField(max_length=80)
    grant = models.UUIDField(null=True)
    given_by = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField(default=ENDLESS)
    kind = models.CharField(max_length=20)
    received_at = models.DateTimeField()
    state = models.CharField(max_length=30)
    acute = models.BooleanField(default=False)
    due = models.DateTimeField()
    form = models.CharField(max_length=30, default="")

    class Meta(Guarded.Meta):
        """The queue's index, and one per way of listing."""

        db_table = "door_right"
        indexes = (
            models.Index(fields=["record", "organisation"], name="right_of_record"),
            models.Index(
                "organisation",
                "kind",
                models.F("acute").desc(),
                "due",
                "record",
                name="right_queue",
                condition=models.Q(state__in=WAITING),
            ),
            models.Index(
                "organisation",
                "member",
                "kind",
                models.F("received_at").desc(),
                "record",
                name="right_own",
                condition=~models.Q(member=ANY),
            ),
            models.Index("organisation", "kind", models.F("received_at").desc(), "record", name="right_received"),
            models.Index(
                "organisation",
                "kind",
                "form",
                models.F("acute").desc(),
                "due",
                "record",
                name="right_queue_form",
                condition=models.Q(state__in=WAITING),
            ),
            models.Index(fields=["grant"], name="right_grant", condition=models.Q(grant__isnull=False)),
        )


class IndexToken(Guarded):
    """An exact value under a keyed hash; found by who knows the value, readable by nobody. Dies with the record."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    record = models.ForeignKey(Record, on_delete=models.CASCADE)
    scope = models.CharField(max_length=60)
    kind = models.CharField(max_length=20)
    token = models.CharField(max_length=64)

    class Meta(Guarded.Meta):
        """Found by scope and token."""

        db_table = "door_indextoken"
        indexes = (models.Index(fields=["scope", "token"], name="token_found"),)


def group_columns(groups: frozenset[str] | set[str]) -> dict[str, bool]:
    """The nine columns of ``Right`` for a set of field groups."""
    return {f"g_{group}": group in groups for group in FIELD_GROUPS}


def groups_of(right: Right) -> frozenset[FieldGroup]:
    """The field groups of a right."""
    return frozenset(group for group in FIELD_GROUPS if getattr(right, f"g_{group}"))
