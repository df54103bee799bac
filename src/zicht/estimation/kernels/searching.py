"""Many models of one table, and every hierarchical model there is."""

from __future__ import annotations

import numpy as np

from zicht.estimation.kernels.compiling import compiled
from zicht.estimation.kernels.fitting import EXISTS, Floats, Ints, add_supersets, fit, new_room


@compiled
def lists_of(cells: int) -> int:
    """The number of lists of a table with 2**lists cells."""
    lists = 0
    while 1 << lists < cells:
        lists += 1
    return lists


@compiled
def allowed(model: int, needed: Ints, first: int) -> int:
    """The next order's terms, as bits from ``first`` on, all of whose parts the model has."""
    found = 0
    for number in range(len(needed)):
        if model & needed[number] == needed[number]:
            found |= 1 << (first + number)
    return found


@compiled
def extend(models: Ints, needed: Ints, first: int) -> Ints:
    """Every model together with every set of the next order's terms that keeps it hierarchical.

    ``needed``: for each term of that order, the bits of its parts; its own bit is ``first`` plus its place.
    """
    total = 0
    for model in models:
        more, free = 1, allowed(model, needed, first)
        while free:
            more, free = more * 2, free & (free - 1)
        total += more
    found, at = np.empty(total, np.int64), 0
    for model in models:
        free, some = allowed(model, needed, first), 0
        while True:
            found[at] = model | some
            at += 1
            some = (some - free) & free  # the next subset
            if some == 0:
                break
    return found


@compiled
def score(
    counts: Floats, candidates: Ints, models: Ints, verdicts: Ints, parameters: Ints, heights: Floats, unseen: Floats
) -> None:
    """Fit every model of a table with 2**lists cells into the four arrays: ``unseen`` is the intercept, a log."""
    room, margins, cold = new_room(lists_of(len(counts))), counts.copy(), np.zeros(0)
    add_supersets(margins)
    for number in range(len(models)):
        found = fit(models[number], candidates, counts, margins, cold, room)
        verdicts[number], parameters[number], heights[number] = found
        unseen[number] = room.theta[0] if found[0] == EXISTS else np.nan
