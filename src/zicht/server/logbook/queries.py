"""The state of the log as a whole: numbers only, never what an entry says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max

from zicht.server.guard import opened
from zicht.server.logbook.models import Head, Leaf, Unsealed


@dataclass(frozen=True, slots=True)
class LogState:
    """How many entries are sealed, how many leaves stand in the tree, how many wait, and when last sealed."""

    sealed: int
    leaves: int
    waiting: int
    sealed_at: datetime | None

    @property
    def whole(self) -> bool:
        """Whether every leaf stands under the last head: no leaf was added or lost outside the worker."""
        return self.sealed == self.leaves


def state() -> LogState:
    """A named system question: it reads numbers only."""
    with opened("system"):
        head = Head.objects.order_by("-size").first()
        last = Leaf.objects.aggregate(last=Max("sequence"))["last"]
        return LogState(
            sealed=head.size if head else 0,
            leaves=0 if last is None else last + 1,
            waiting=Unsealed.objects.count(),
            sealed_at=head.at if head else None,
        )
