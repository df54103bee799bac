"""How well a mapping is proposed for the gallery: ``python -m registers.gallery.measure`` from the folder of the tests.

A column is right when the proposal names the field that was written down before the mapper was made, or "none".
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from registers.gallery.make_gallery import Trap, traps

from zicht.registers import Table, open_table, propose_mapping


@dataclass(frozen=True)
class Judged:
    """One column: what it means, what was proposed for it, and whether a doubt was marked."""

    trap: str
    column: str
    means: str
    proposed: str
    doubt: bool

    @property
    def right(self) -> bool:
        return self.means == self.proposed


@dataclass(frozen=True)
class Figures:
    """Counts over the columns of the gallery. ``silent`` is the number that is wrong without a doubt."""

    files: int
    columns: int
    right: int
    sure: int
    silent: int

    @property
    def share(self) -> float:
        return self.right / self.columns


def judged(trap: Trap, *, renamed: bool) -> Iterator[Judged]:
    """Every column of a trap, in order; a column that the table does not have is wrong and without a doubt."""
    table = open_table(trap.data(renamed))
    proposed = propose_mapping(table).columns if isinstance(table, Table) else ()
    for at, (name, means) in enumerate(trap.columns):
        if at < len(proposed):
            yield Judged(trap.name, name, means, proposed[at].field, not proposed[at].sure)
        elif means != "none" or name:
            yield Judged(trap.name, name, means, "missing", False)
        else:
            yield Judged(trap.name, name, means, "none", False)


@cache
def columns(*, renamed: bool) -> tuple[Judged, ...]:
    """Every column of the gallery."""
    return tuple(one for trap in traps() for one in judged(trap, renamed=renamed))


def figures(*, renamed: bool) -> Figures:
    """The counts, with the names of the columns or, ``renamed``, by contents only."""
    found = columns(renamed=renamed)
    return Figures(
        len(traps()),
        len(found),
        sum(one.right for one in found),
        sum(not one.doubt for one in found),
        sum(not one.right and not one.doubt for one in found),
    )


def told() -> Iterator[str]:
    """The figures, and every column that was not right."""
    for renamed in (False, True):
        found = figures(renamed=renamed)
        how = "contents only" if renamed else "names and contents"
        yield (
            f"{how}: {found.files} files, {found.right} of {found.columns} columns right ({found.share:.1%}), "
            f"{found.sure} without a doubt, of which {found.silent} wrong"
        )
        for one in columns(renamed=renamed):
            if not one.right:
                yield f"  {one.trap}: {one.column!r} means {one.means}, proposed {one.proposed}"


if __name__ == "__main__":
    print("\n".join(told()))
