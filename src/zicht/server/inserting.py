"""Many rows of one model in one statement: as Django would keep them, without its cost per value.

A row is made by ``made`` as plain columns, and goes to PostgreSQL as one array per column, or as one value where all
rows have the same.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from operator import attrgetter
from typing import Any, TypeVar
from uuid import uuid4

from django.db import connection, models
from django.db.models.base import ModelState

from zicht.server.guard import require_write

M = TypeVar("M", bound=models.Model)


@cache
def _defaults(model: type[models.Model]) -> tuple[dict[str, Any], tuple[str, ...]]:
    """The columns that have a value when none is given, and those that get a fresh id."""
    fields = model._meta.concrete_fields
    fresh = tuple(field.attname for field in fields if field.default is uuid4)
    plain = {field.attname: field.get_default() for field in fields if field.attname not in fresh}
    return plain, fresh


def made(model: type[M], **columns: Any) -> M:
    """A new row, not saved, from its columns (``record_id``, not ``record``): cheap, for where thousands are made."""
    plain, fresh = _defaults(model)
    row = model.__new__(model)
    values = {**plain, **columns}
    for name in fresh:
        if name not in columns:
            values[name] = uuid4()
    row.__dict__.update(values)
    row._state = ModelState()
    return row


@dataclass(frozen=True, slots=True)
class _Column:
    """One column: its type on PostgreSQL without a length, and how a value is written inside an array there."""

    field: models.Field[Any, Any]
    kind: str
    written: Callable[[Any], str]


def _quoted(text: str) -> str:
    if "\\" in text or '"' in text:
        text = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{text}"'


def _bytes(data: Any) -> str:
    return f'"\\\\x{bytes(data).hex()}"'


_WRITTEN: dict[str, Callable[[Any], str]] = {
    "CharField": _quoted,
    "SlugField": _quoted,
    "TextField": _quoted,
    "BooleanField": str,
    "IntegerField": str,
    "BigIntegerField": str,
    "UUIDField": lambda value: f"{value.int:032x}",
    "DateField": str,
    "DateTimeField": str,
    "BinaryField": _bytes,
}
# What sqlite3 takes as it is; everything else goes through the field's own preparation.
_AS_IT_IS = frozenset({"CharField", "SlugField", "TextField", "BooleanField", "IntegerField", "BigIntegerField"})


def _target(field: models.Field[Any, Any]) -> models.Field[Any, Any]:
    """The field whose kind of value a column holds: of a foreign key the one it points at."""
    while isinstance(field, models.ForeignKey):
        field = field.target_field
    return field


@cache
def _columns(model: type[models.Model]) -> tuple[_Column, ...]:
    # A type goes without its length: a cast to varchar(20) would cut what is too long, where the column refuses it.
    return tuple(
        _Column(field, str(field.db_type(connection)).partition("(")[0], _WRITTEN[_target(field).get_internal_type()])
        for field in model._meta.concrete_fields
    )


@cache
def _into(model: type[models.Model]) -> str:
    names = ", ".join(f'"{field.column}"' for field in model._meta.concrete_fields)
    return f'insert into "{model._meta.db_table}" ({names})'


def insert_many(rows: Sequence[models.Model]) -> None:
    """Insert rows of one model that bring their own ids, as ``bulk_create`` does without an SQL node per value."""
    if not rows:
        return
    model = type(rows[0])
    require_write(model._meta.label)
    given = [attrgetter(*(field.attname for field in model._meta.concrete_fields))(row) for row in rows]
    if len(model._meta.concrete_fields) == 1:
        given = [(value,) for value in given]
    insert_columns(model, list(zip(*given, strict=True)))


def insert_columns(model: type[models.Model], values: Sequence[Sequence[Any]]) -> None:
    """Insert rows given as their columns, in the order of the model's fields."""
    require_write(model._meta.label)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(*_statement(model, values))
        else:
            prepared = [_prepared(f, v) for f, v in zip(model._meta.concrete_fields, values, strict=True)]
            marks = ", ".join("%s" for _ in prepared)
            cursor.executemany(f"{_into(model)} values ({marks})", list(zip(*prepared, strict=True)))


def _statement(model: type[models.Model], values: Sequence[Sequence[Any]]) -> tuple[str, list[Any]]:
    """On PostgreSQL: one statement whatever the number of rows, with its parameters in their order."""
    chosen: list[str] = []
    singles: list[Any] = []
    arrays: list[str] = []
    sent: list[Any] = []
    for column, of_column in zip(_columns(model), values, strict=True):
        first = of_column[0]
        if not column.field.primary_key and of_column.count(first) == len(of_column):
            chosen.append(f"%s::{column.kind}")
            singles.append(first if first is None else column.field.get_db_prep_save(first, connection))
            continue
        chosen.append(f"u{len(arrays)}")
        inside = ",".join(["NULL" if value is None else column.written(value) for value in of_column])
        arrays.append(f"%s::{column.kind}[]")
        sent.append(f"{{{inside}}}")
    names = ", ".join(f"u{at}" for at in range(len(arrays)))
    rows = f"unnest({', '.join(arrays)}) as u({names})"
    return f"{_into(model)} select {', '.join(chosen)} from {rows}", [*singles, *sent]  # noqa: S608  # our own columns


def _prepared(field: models.Field[Any, Any], values: Sequence[Any]) -> Sequence[Any]:
    """A column as sqlite3 takes it; a value that stands there often is prepared once."""
    if _target(field).get_internal_type() in _AS_IT_IS:
        return values
    if _target(field).get_internal_type() == "BinaryField":
        return [field.get_db_prep_save(value, connection) for value in values]
    ready = {value: field.get_db_prep_save(value, connection) for value in set(values)}
    return [ready[value] for value in values]
