"""``Released``: a value that passed this gate. Only this room can make one, and the picture accepts nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import InitVar, dataclass, field
from typing import Generic, NoReturn, TypeVar, final

from zicht.errors import Defect

T_co = TypeVar("T_co", covariant=True)

_SEAL = object()  # known to this room alone; not kept in the value, so no copy with another value can be made of it


@final
@dataclass(frozen=True, slots=True)
class Released(Generic[T_co]):
    """A figure made from the database that may leave. Making one outside this room is a ``Defect``.

    It says that this one value is safe by itself. That it is safe beside everything released earlier needs a ledger
    of releases, which does not exist yet.
    """

    value: T_co
    seal: InitVar[object]

    def __post_init__(self, seal: object) -> None:
        if seal is not _SEAL:
            raise Defect("release.forged")

    def __init_subclass__(cls) -> NoReturn:
        raise Defect("release.forged")


@dataclass(frozen=True, slots=True)
class NotReleased:
    """Why a figure may not leave: a code (sentence in ``words``) and its parameters."""

    code: str
    params: Mapping[str, str | int] = field(default_factory=dict)


def sealed(value: T_co) -> Released[T_co]:  # type: ignore[misc]  # covariant in a parameter: the value is frozen
    """Release a value. For this room only: whoever calls it has done the checks."""
    return Released(value, _SEAL)
