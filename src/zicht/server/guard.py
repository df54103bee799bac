"""The lowest wall: no manager reads, and no model writes, unless a pass is open.

Only ``door`` opens the passes "read", "act" and "count"; sign-in opens "sign-in"; named system acts open
"system". The pass says nothing about *what* may be seen: that is the door's. It makes forgetting the door
an error instead of a leak.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, Literal, TypeVar

from django.db import connection, models, transaction

from zicht.errors import Defect

Pass = Literal["read", "act", "count", "sign-in", "system"]
WRITING: frozenset[Pass] = frozenset({"act", "sign-in", "system"})
M = TypeVar("M", bound=models.Model)

_open: ContextVar[Pass | None] = ContextVar("zicht_pass", default=None)


@contextmanager
def opened(kind: Pass) -> Iterator[None]:
    """Hold a pass of this kind for the length of a block. Passes nest; the inner one counts."""
    token = _open.set(kind)
    try:
        yield
    finally:
        _open.reset(token)


def current() -> Pass | None:
    """The pass that is open now, if any."""
    return _open.get()


def require_read(label: str) -> None:
    """Raise unless some pass is open."""
    if _open.get() is None:
        raise Defect("guard.read", model=label)


def require_write(label: str) -> None:
    """Raise unless a pass that may write is open."""
    if _open.get() not in WRITING:
        raise Defect("guard.write", model=label, held=_open.get() or "-")


class GuardedQuerySet(models.QuerySet[M], Generic[M]):
    """A query set whose bulk writes need a writing pass."""

    def update(self, **kwargs: Any) -> int:
        """Update rows; needs a writing pass."""
        require_write(self.model._meta.label)
        return super().update(**kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        """Delete rows; needs a writing pass."""
        require_write(self.model._meta.label)
        return super().delete()

    def bulk_create(self, objs: Any, *args: Any, **kwargs: Any) -> list[M]:
        """Insert rows; needs a writing pass."""
        require_write(self.model._meta.label)
        return super().bulk_create(objs, *args, **kwargs)

    def bulk_update(self, objs: Any, fields: Iterable[str], batch_size: int | None = None) -> int:
        """Update rows; needs a writing pass."""
        require_write(self.model._meta.label)
        return super().bulk_update(objs, fields, batch_size)


class GuardedManager(models.Manager[M]):
    """The only manager of a guarded model, also the one that foreign keys use."""

    def get_queryset(self) -> GuardedQuerySet[M]:
        """Rows, if a pass is open."""
        require_read(self.model._meta.label)
        return GuardedQuerySet(self.model, using=self._db)


class Guarded(models.Model):
    """Base of every model that the door watches over."""

    objects: ClassVar[GuardedManager[Any]] = GuardedManager()

    class Meta:
        """Foreign keys and refreshes use the guarded manager too."""

        abstract = True
        base_manager_name = "objects"
        default_manager_name = "objects"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write this row; needs a writing pass."""
        require_write(self._meta.label)
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete this row; needs a writing pass."""
        require_write(self._meta.label)
        return super().delete(*args, **kwargs)


@dataclass(frozen=True, slots=True)
class Declared:
    """What a model field is: its field group, or "harmless" with a reason; its kind.

    Controller and retention are the record's (``door.Record``) unless ``kept`` says otherwise.
    """

    group: str
    kind: str
    reason: str = ""
    kept: str = "with its record"


SETTINGS = ("scope", "organisation", "role", "team", "member", "purpose")


def tell_database(**who: str) -> None:
    """Tell PostgreSQL, for this transaction only, who is asking; its policies read it. SQLite has no such wall.

    Every setting not named is emptied, so nothing of an earlier question remains.
    """
    if connection.vendor != "postgresql":
        return
    parts = ", ".join("set_config(%s, %s, true)" for _ in SETTINGS)
    values = [part for name in SETTINGS for part in (f"zicht.{name}", who.get(name, ""))]
    with connection.cursor() as cursor:
        cursor.execute(f"select {parts}", values)  # only placeholders are joined


@contextmanager
def signing_in() -> Iterator[None]:
    """The pass in which a person or key is recognised: members, teams, organisations and keys, nothing else."""
    with transaction.atomic(), opened("sign-in"):
        tell_database(scope="sign-in")
        try:
            yield
        finally:
            if not connection.needs_rollback:
                tell_database()
