"""A case: its record carries the state; signals belong to it."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from zicht.knowledge.standard import FieldGroup
from zicht.server.door.models import Record
from zicht.server.guard import Guarded


class CaseSignal(Guarded):
    """Which signals a case was opened on. Core of the case."""

    FIELD_GROUP: ClassVar[FieldGroup] = "core"
    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    case = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="+")
    signal = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="+")

    class Meta(Guarded.Meta):
        """A signal stands in a case once."""

        db_table = "cases_case_signal"
        constraints = (models.UniqueConstraint(fields=["case", "signal"], name="one_signal_once_per_case"),)
