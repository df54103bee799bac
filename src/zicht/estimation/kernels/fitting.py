"""One log-linear model of a capture table, fitted by Newton, with its verdict.

A parameter is the bit mask of its lists; a cell is the bit mask of the lists its people stand on. The linear
predictor of a cell is then the sum over subsets of its mask, and every margin the sum over supersets: both are
fast zeta transforms, and no matrix of the model is ever written down. Sources: Fienberg & Rinaldo (2012), Annals
of Statistics (existence); Chan, Silverman & Vincent (2021), JASA (parameters at minus infinity).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from zicht.estimation.kernels.compiling import compiled

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Numbers = Floats | Ints

EXISTS, NO_INTERIOR, RANK, UNDECIDED = 0, 1, 2, 3
MOST_STEPS = 100
SMALL_DECREMENT = 1e-9
STILL = 1e-3  # an estimate that does not exist keeps moving by about 1; one that exists stops
AT_REST = 1e-12
ROUNDING = 1e-10
TINY_PIVOT = 1e-12
NO_ROOM = 1e-7  # the linear programme's own bound between none and some


class Room(NamedTuple):
    """Working memory for tables of one number of lists; one per thread. ``theta``, ``mu`` and ``sums`` hold a fit."""

    theta: Floats  # parameters by mask, 0 where there is none
    eta: Floats  # linear predictor by cell
    mu: Floats  # expected people by cell, 0 in cells that left the data
    sums: Floats  # margins of ``mu`` by mask
    kept: NDArray[np.bool_]  # cells in the data
    signs: Ints
    terms: Ints  # masks of the finite parameters; the first is the intercept
    moved: Floats
    step: Floats
    factor: Floats


@compiled
def new_room(lists: int) -> Room:
    """Working memory for tables of this many lists."""
    size = 1 << lists
    return Room(
        np.zeros(size), np.zeros(size), np.zeros(size), np.zeros(size), np.zeros(size, np.bool_),
        np.zeros(size, np.int64), np.zeros(size, np.int64), np.zeros(size), np.zeros(size), np.zeros((size, size)),
    )  # fmt: skip


@compiled
def add_subsets(values: Numbers) -> None:
    """Each mask gets the sum over its subsets, in place."""
    bit, size = 1, len(values)
    while bit < size:
        for base in range(0, size, 2 * bit):
            for low in range(base, base + bit):
                values[low + bit] += values[low]
        bit *= 2


@compiled
def add_supersets(values: Numbers) -> None:
    """Each mask gets the sum over its supersets, in place."""
    bit, size = 1, len(values)
    while bit < size:
        for base in range(0, size, 2 * bit):
            for low in range(base, base + bit):
                values[low] += values[low + bit]
        bit *= 2


@compiled
def lay_out(model: int, candidates: Ints, margins: Floats, room: Room) -> tuple[int, int]:
    """Terms and kept cells of a model into ``room``: the number of finite terms and of terms at minus infinity.

    Lists without people are no part of any model; an interaction on which nobody stands is at minus infinity and
    takes its cells out of the data.
    """
    size, active, many, infinite = len(margins), 0, 1, 0
    room.terms[0] = 0
    place = 1
    while place < size:
        if margins[place] > 0:
            active |= place
            room.terms[many] = place
            many += 1
        place *= 2
    room.signs[:] = 0
    for number in range(len(candidates)):
        term = candidates[number]
        if model >> number & 1 and term & ~active == 0:
            if margins[term] > 0:
                room.terms[many] = term
                many += 1
            else:
                room.signs[term] = 1
                infinite += 1
    if infinite:
        add_subsets(room.signs)
    for cell in range(size):
        room.kept[cell] = cell > 0 and cell & ~active == 0 and room.signs[cell] == 0
    return many, infinite


@compiled
def identifiable(many: int, room: Room) -> bool:
    """Whether the kept cells fix every parameter, in whole numbers and so without rounding.

    The rows of the model's own terms leave one direction open: (-1)**size on every term. A kept cell fixes it when
    that direction's sum over the terms inside the cell is not 0.
    """
    room.signs[:] = 0
    for number in range(many):
        term, sign = room.terms[number], 1
        while term:
            term &= term - 1
            sign = -sign
        room.signs[room.terms[number]] = sign
    add_subsets(room.signs)
    for cell in range(len(room.signs)):  # noqa: SIM110  the loop is what compiles well
        if room.kept[cell] and room.signs[cell] != 0:
            return True
    return False


@compiled
def solve(many: int, room: Room) -> bool:
    """Solve information times x = ``step`` into ``step``; false when a pivot is lost in rounding."""
    factor, step, terms, sums = room.factor, room.step, room.terms, room.sums
    for row in range(many):
        for column in range(row + 1):
            value = sums[terms[row] | terms[column]]
            for k in range(column):
                value -= factor[row, k] * factor[column, k]
            if row > column:
                factor[row, column] = value * factor[column, column]
            elif value > TINY_PIVOT * sums[terms[row]]:
                factor[row, row] = 1.0 / np.sqrt(value)
            else:
                return False
        for k in range(row):
            step[row] -= factor[row, k] * step[k]
        step[row] *= factor[row, row]
    for row in range(many - 1, -1, -1):
        step[row] *= factor[row, row]
        for k in range(row):
            step[k] -= factor[row, k] * step[row]
    return True


@compiled
def begin(counts: Floats, margins: Floats, many: int, warm: Floats, room: Room) -> bool:
    """Start from the parameters ``warm`` (by mask), or, when that is empty, from the counts as R's glm does."""
    room.theta[:] = 0.0
    if len(warm):
        for number in range(many):
            room.theta[room.terms[number]] = warm[room.terms[number]]
        return True
    for cell in range(len(counts)):
        start = counts[cell] + 0.1
        room.sums[cell] = start if room.kept[cell] else 0.0
        room.eta[cell] = start * np.log(start) - 0.1 if room.kept[cell] else 0.0
    add_supersets(room.sums)
    add_supersets(room.eta)
    for number in range(many):
        room.step[number] = room.eta[room.terms[number]]
    if not solve(many, room):
        return False
    for number in range(many):
        room.theta[room.terms[number]] = room.step[number]
    return True


@compiled
def height_of(theta: Floats, margins: Floats, many: int, room: Room) -> float:
    """Log-likelihood at ``theta`` without its log y! term; leaves predictor and expected people in ``room``."""
    room.eta[:] = theta
    add_subsets(room.eta)
    height = 0.0
    for number in range(many):
        height += margins[room.terms[number]] * theta[room.terms[number]]
    for cell in range(len(theta)):
        room.mu[cell] = np.exp(room.eta[cell]) if room.kept[cell] else 0.0
        height -= room.mu[cell]
    return height


@compiled
def climb(height: float, margins: Floats, many: int, room: Room, halve: bool) -> float:
    """One step up, halved until it does go up; ``theta`` moves."""
    scale = 1.0
    while True:
        room.moved[:] = room.theta
        for number in range(many):
            room.moved[room.terms[number]] += scale * room.step[number]
        reached = height_of(room.moved, margins, many, room)
        if not halve or reached >= height - ROUNDING * abs(height) or scale < ROUNDING:
            room.theta[:] = room.moved
            return reached
        scale /= 2


@compiled
def points_away(counts: Floats, many: int, room: Room) -> bool:
    """Whether the step, rounded to small fractions, proves that no estimate exists; checked in whole numbers.

    It does when it leaves every cell with people alone, raises no cell and lowers some: the likelihood then rises
    for ever along it.
    """
    deepest = 0.0
    for cell in range(len(counts)):
        if room.kept[cell] and room.moved[cell] < deepest:
            deepest = room.moved[cell]
    if deepest == 0.0:
        return False
    for parts in (1, 2, 3, 4, 6):
        room.signs[:] = 0
        for number in range(many):
            room.signs[room.terms[number]] = np.int64(np.rint(-parts * room.step[number] / deepest))
        add_subsets(room.signs)
        lowered, sound = False, True
        for cell in range(len(counts)):
            change = room.signs[cell] if room.kept[cell] else 0
            sound = sound and change <= 0 and (change == 0 or counts[cell] == 0)
            lowered = lowered or change < 0
        if sound and lowered:
            return True
    return False


@compiled
def no_room_left(counts: Floats, many: int, room: Room) -> bool:
    """Whether the step proves that no table with these margins has every cell above ``NO_ROOM``.

    The step's sum over any such table is the same as over the counts, which bounds its smallest cell.
    """
    people, lost, raised, deepest = 0.0, 0.0, 0.0, 0.0
    for cell in range(len(counts)):
        if room.kept[cell]:
            people += counts[cell]
            lost += counts[cell] * abs(room.moved[cell])
            raised = max(raised, room.moved[cell])
            deepest = min(deepest, room.moved[cell])
    return deepest < -STILL and lost + people * raised < -NO_ROOM * deepest


@compiled
def vanishes(counts: Floats, many: int, decrement: float, room: Room) -> bool:
    """Whether the present step proves that the estimate does not exist."""
    room.moved[:] = 0.0
    for number in range(many):
        room.moved[room.terms[number]] = room.step[number]
    add_subsets(room.moved)
    for cell in range(len(counts)):
        if room.kept[cell] and room.moved[cell] < -STILL:
            return points_away(counts, many, room) or (decrement < SMALL_DECREMENT and no_room_left(counts, many, room))
    return False


@compiled
def fit(model: int, candidates: Ints, counts: Floats, margins: Floats, warm: Floats, room: Room) -> tuple[
    int, int, float
]:  # fmt: skip
    """Verdict, parameters (those at minus infinity too) and log-likelihood without log y!; the fit is in ``room``.

    ``counts`` and ``margins`` have length 2**lists. Coming to rest proves that the estimate exists: the fitted
    cells are a positive table with the same margins. ``UNDECIDED``: neither proof was found.
    """
    many, infinite = lay_out(model, candidates, margins, room)
    parameters = many + infinite
    if not identifiable(many, room):
        return RANK, parameters, 0.0
    if not begin(counts, margins, many, warm, room):
        return UNDECIDED, parameters, 0.0
    height = height_of(room.theta, margins, many, room)
    for turn in range(MOST_STEPS):
        room.sums[:] = room.mu
        add_supersets(room.sums)
        for number in range(many):
            room.moved[number] = room.step[number] = margins[room.terms[number]] - room.sums[room.terms[number]]
        if not solve(many, room):
            return UNDECIDED, parameters, 0.0
        decrement, longest = 0.0, 0.0
        for number in range(many):
            decrement += room.moved[number] * room.step[number]
            longest = max(longest, abs(room.step[number]))
        if longest < STILL and decrement < AT_REST * max(1.0, room.sums[0] * 1e-6):
            return EXISTS, parameters, climb(height, margins, many, room, False)
        if turn > 3 and longest > STILL and vanishes(counts, many, decrement, room):
            return NO_INTERIOR, parameters, 0.0
        height = climb(height, margins, many, room, longest > STILL or decrement > SMALL_DECREMENT)
    return UNDECIDED, parameters, 0.0
