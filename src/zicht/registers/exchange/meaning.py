"""What a field and code of ours is called in HTCDS, and what an HTCDS code means in ours. From the standard alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from zicht.knowledge import standard
from zicht.knowledge.standard import Field
from zicht.registers.exchange.loss import Reason
from zicht.registers.exchange.said import field_of
from zicht.registers.exchange.status import POSSIBLE
from zicht.registers.exchange.tables import extensions, htcds_field

OTHER = "Other"
STATUS_FIELD = "vic_TraffickingStatus"
VICTIM = "presumed_victim"
# What a field of one prefix can be about; of a person and their situation there is one per case.
ENTITIES: Mapping[str, tuple[str, ...]] = {
    "prs": ("person",),
    "vic": ("signal", "exploitation", "person"),
    "hte": ("signal", "phase", "place"),
    "cas": ("notification",),
    "org": ("business",),
    "per": ("person",),
}
Meaning = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Target:
    """Where a code of ours goes: ``value`` in ``field``, with ``extension`` beside it; or why it goes nowhere."""

    field: str = ""
    value: str = ""
    extension: str = ""
    reason: Reason | None = None


def _extension(list_name: str, code: str) -> Target | None:
    for one in extensions().values():
        if (one.list, one.code) == (list_name, code):
            return Target(one.field, OTHER, one.name, "no_code")
    return None


def _is_picklist(field: str) -> bool:
    return bool(htcds_field(field).list)


@cache
def _coded(list_name: str) -> Mapping[str, standard.Code]:
    return {code.id: code for code in standard.codes(list_name)}


@cache
def target(field_id: str, code: str) -> Target:
    """Where a code of a coded field goes. A code of ours that is not in the list any more goes nowhere: ``no_code``."""
    spec = field_of(field_id)
    if not spec.htcds:
        return Target(reason="no_field")
    if (field_id, code) == ("roles", VICTIM):
        return Target(STATUS_FIELD, POSSIBLE)
    kept = _coded(spec.codes).get(code)
    if kept is None:
        return Target(reason="no_code")
    if kept.htcds:
        field, _, value = kept.htcds.partition("=")
        return Target(field, value)
    if not _is_picklist(spec.htcds):
        return Target(spec.htcds, kept.nl)
    return _extension(spec.codes, code) or Target(reason="no_code")


def mapped(specs: Iterable[Field]) -> frozenset[Meaning]:
    """The codes of these fields, as (field, code), that HTCDS has a code or a text field for."""
    return frozenset(
        (spec.id, code.id)
        for spec in specs
        if spec.codes
        for code in standard.codes(spec.codes)
        if target(spec.id, code.id).reason is None and spec.htcds
    )


@cache
def _candidates() -> Mapping[tuple[str, str], tuple[Meaning, ...]]:
    found: dict[tuple[str, str], tuple[Meaning, ...]] = {}
    for spec in standard.every_field():
        for code in standard.codes(spec.codes) if spec.codes and spec.htcds else ():
            to = target(spec.id, code.id)
            if to.field and to.reason is None:
                found[to.field, to.value] = (*found.get((to.field, to.value), ()), (spec.id, code.id))
    return found


def meanings(field: str, value: str, entity: str = "") -> tuple[Meaning, ...]:
    """What an HTCDS value can mean in ours, as (field, code), about ``entity`` when that is known.

    The field that is mapped to this very field goes before one whose codes only lead there. ``Other`` is our ``other``
    only where nothing else of ours is written as ``Other``.
    """
    allowed = (entity,) if entity else ENTITIES.get(field.partition("_")[0], ())
    found = [one for one in _candidates().get((field, value), ()) if field_of(one[0]).entity in allowed]
    found = [one for one in found if field_of(one[0]).htcds == field] or found
    return tuple(found)


def is_exact(field_id: str, code: str) -> bool:
    """Whether the code comes back as itself; otherwise HTCDS only has a broader word for it."""
    to = target(field_id, code)
    spec = field_of(field_id)
    entity = spec.entity if to.field.startswith("hte_") else ""
    return meanings(to.field, to.value, entity) == ((field_id, code),)


@cache
def plain_field(field: str, entity: str) -> Field | None:
    """Our field without codes of its own for an HTCDS field, about ``entity``: a text, a date or a number."""
    for spec in standard.every_field():
        if spec.htcds == field and spec.entity == entity and not spec.codes:
            return spec
    return None
