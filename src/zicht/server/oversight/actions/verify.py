"""Verifying the log from a page: what this organisation may read, against the tree that covers everything.

Whoever asks sees only their own part of the log, so two things are checked and told apart: the whole tree, from the
leaf hashes to every head; and the lines in sight, each made again and held against its leaf. The full check, every
line of every organisation, is ``zicht log verify``, a named system act.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from django.conf import settings
from django.db.models import Exists, OuterRef

from zicht import seal
from zicht.seal import EMPTY_ROOT, FirstBad, Head, NodeId
from zicht.server.door.act import act
from zicht.server.door.view import View
from zicht.server.logbook.entries import canonical
from zicht.server.logbook.models import Head as HeadRow
from zicht.server.logbook.models import Leaf, LogRow, LogSubject, Unsealed
from zicht.server.logbook.sealing import read_heads
from zicht.server.oversight.lines import acts_on_own, own_acts
from zicht.server.parties.actor import Actor

CHUNK = 2000
LINES_MOST = 50_000


@dataclass(frozen=True, slots=True)
class TreeCheck:
    """The whole tree, made again from its ``leaves`` leaf hashes; ``root`` is over all of them."""

    leaves: int
    root: bytes
    heads_checked: int
    first_bad: FirstBad | None


@dataclass(frozen=True, slots=True)
class LinesCheck:
    """The lines in sight: ``same`` as their leaf, ``waiting`` for one; ``all_of_them``: none was left out.

    ``first_bad`` is the place in the tree (0-based) of a line that is not what it was; ``lost`` counts lines that
    are gone although a record of this organisation leads to them, or that the tree will never cover.
    """

    same: int
    waiting: int
    all_of_them: bool
    first_bad: int | None
    lost: int


@dataclass(frozen=True, slots=True)
class LogVerified:
    """What was checked, and what it found."""

    tree: TreeCheck
    lines: LinesCheck

    @property
    def intact(self) -> bool:
        """Whether nothing that was checked is other than it was."""
        return self.tree.first_bad is None and self.lines.first_bad is None and not self.lines.lost


def _in_order() -> Iterator[bytes]:
    """Leaf hashes by sequence; a gap ends it, for what follows is not in its place."""
    rows = Leaf.objects.order_by("sequence").values_list("sequence", "leaf_hash")
    for place, (sequence, value) in enumerate(rows.iterator(CHUNK)):
        if sequence != place:
            return
        yield bytes(value)


def check_tree(heads: Iterable[Head], leaves: Iterator[bytes]) -> TreeCheck:
    """Grow the tree over the leaf hashes and meet every head on the way; holds one hash per level."""
    by_size: dict[int, set[bytes]] = {}
    for head in heads:
        by_size.setdefault(head.size, set()).add(head.root)
    size, sealed, root, met = 0, 0, EMPTY_ROOT, 0
    edge: dict[NodeId, bytes] = {}
    for wanted in [*sorted(by_size), None]:
        batch = list(leaves) if wanted is None else list(islice(leaves, wanted - size))
        nodes = edge | seal.grow(size, edge, batch)
        size += len(batch)
        edge = {node: nodes[node] for node in seal.peaks(size)}
        root = seal.root(size, edge)
        if wanted is None:
            break
        bad = _head_problem(wanted, size, sealed, by_size[wanted], root)
        if bad:
            return TreeCheck(size, root, met, bad)
        met, sealed = met + 1, size
    return TreeCheck(size, root, met, None)


def _head_problem(wanted: int, size: int, sealed: int, roots: set[bytes], root: bytes) -> FirstBad | None:
    if size < wanted:
        return FirstBad("seal.truncated", size, wanted - 1)
    if len(roots) > 1:
        return FirstBad("seal.head_fork", sealed, max(size - 1, 0))
    return None if roots == {root} else FirstBad("seal.head_mismatch", sealed, max(size - 1, 0))


def _ids_in_sight(view: View) -> tuple[list[uuid.UUID], bool]:
    found: dict[uuid.UUID, None] = {}
    for rows in (own_acts(view), acts_on_own(view)):
        newest = rows.order_by("-at").values_list("id", flat=True)[: LINES_MOST + 1]
        found |= dict.fromkeys(newest)
    return list(found)[:LINES_MOST], len(found) <= LINES_MOST


def _check_chunk(ids: Sequence[uuid.UUID]) -> tuple[int, int, int, list[int]]:
    """Of these lines: how many are the same, wait, will never be covered; and the places of changed ones."""
    leaves = {leaf.row: leaf for leaf in Leaf.objects.filter(row__in=ids)}
    waiting = set(Unsealed.objects.filter(row__in=ids).values_list("row", flat=True))
    same, lost, changed = 0, 0, []
    for row in LogRow.objects.filter(id__in=ids):
        leaf = leaves.get(row.id)
        if leaf is None:
            lost += row.id not in waiting
        elif seal.leaf_hash(canonical(row)) == bytes(leaf.leaf_hash):
            same += 1
        else:
            changed.append(leaf.sequence)
    return same, len(waiting), lost, changed


def check_lines(view: View) -> LinesCheck:
    """Make every line in sight again and hold it against its leaf."""
    ids, complete = _ids_in_sight(view)
    chunks = [_check_chunk(ids[start : start + CHUNK]) for start in range(0, len(ids), CHUNK)]
    return LinesCheck(
        same=sum(chunk[0] for chunk in chunks),
        waiting=sum(chunk[1] for chunk in chunks),
        all_of_them=complete,
        first_bad=min((place for chunk in chunks for place in chunk[3]), default=None),
        lost=_gone(view) + sum(chunk[2] for chunk in chunks),
    )


def _gone(view: View) -> int:
    """Lines to which a record of this organisation leads, but which are not there."""
    subjects = LogSubject.objects.filter(controller=view.actor.organisation)
    there = LogRow.objects.filter(id=OuterRef("row"))
    return subjects.filter(~Exists(there)).values("row").distinct().count()


def heads_folder() -> Path:
    """Where heads are kept outside the database."""
    folder: Path = settings.ZICHT.home / "heads"
    return folder


def verify(*, by: Actor) -> LogVerified:
    """Verify the log as far as ``by`` may see it, and the whole tree; the asking itself is logged."""
    with act("oversight.verify", by=by) as doing:
        kept = [Head(row.size, bytes(row.root)) for row in HeadRow.objects.order_by("size")]
        tree = check_tree([*kept, *read_heads(heads_folder())], _in_order())
        return LogVerified(tree, check_lines(doing))
