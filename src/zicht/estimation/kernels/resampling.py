"""The whole selection again for every resampled table: stepwise, or the best of many models by a criterion."""

from __future__ import annotations

import math

import numpy as np

from zicht.estimation.kernels.compiling import compiled
from zicht.estimation.kernels.fitting import EXISTS, Floats, Ints, Room, add_supersets, fit, new_room
from zicht.estimation.kernels.searching import lists_of

AIC, AICC, BIC = 0, 1, 2
UNDERFLOW = -745.0  # below this a p-value is 0 in a float, and SparseMSE sees a tie


@compiled
def rest_of_tail(start: float, expected: float, up: bool) -> float:
    """The sum of a Poisson's chances from ``start`` on, up or down, in units of the chance of ``start`` itself."""
    total, term, at = 1.0, 1.0, start
    while up or at > 0:
        term *= expected / (at + 1) if up else at / expected
        at += 1 if up else -1
        total += term
        if term < 1e-17 * total:
            break
    return total


@compiled
def log_tail(observed: float, expected: float) -> float:
    """Log of the smaller tail of a Poisson count, one-sided and not doubled."""
    if observed == 0:
        return -expected
    if expected <= 0:
        return -np.inf
    chance = -expected + observed * np.log(expected) - math.lgamma(observed + 1)
    near = chance + np.log(rest_of_tail(observed, expected, observed > expected))
    other = 1.0 - np.exp(near) + np.exp(chance)
    return float(min(near, np.log(other))) if other > 0 else float(near)


@compiled
def people_on(margins: Floats, mask: int) -> bool:
    """Whether every list of a mask has someone on it."""
    place = 1
    while place <= mask:
        if mask & place and margins[place] == 0:
            return False
        place *= 2
    return True


@compiled
def lists_in_use(margins: Floats) -> int:
    """How many lists have someone on them."""
    found, place = 0, 1
    while place < len(margins):
        found += margins[place] > 0
        place *= 2
    return found


@compiled
def pair_tails(model: int, pairs: Ints, margins: Floats, room: Room, tails: Floats) -> None:
    """Log p-value of every pair that can still come in, 1 for the others; the model's fit is in ``room``."""
    room.sums[:] = room.mu
    add_supersets(room.sums)
    for number in range(len(pairs)):
        pair = pairs[number]
        tails[number] = 1.0
        if not model >> number & 1 and people_on(margins, pair):
            tails[number] = log_tail(margins[pair], room.sums[pair])
            if tails[number] < UNDERFLOW:
                tails[number] = -np.inf


@compiled
def stepwise(counts: Floats, margins: Floats, pairs: Ints, threshold: float, room: Room, tails: Floats) -> float:
    """Log of the people not seen by the stepwise choice of SparseMSE, empty lists dropped; NaN when there is none."""
    cold, model = np.zeros(0), 0
    if lists_in_use(margins) < 2 or fit(0, pairs, counts, margins, cold, room)[0] != EXISTS:
        return np.nan
    unseen = room.theta[0]
    pair_tails(model, pairs, margins, room, tails)
    while True:
        best, least = -1, 0.0
        for number in range(len(pairs)):
            if np.exp(tails[number]) < threshold:
                value = np.round(tails[number], 8)  # a tie is a tie whatever the rounding of the fit
                if best < 0 or value < least:
                    best, least = number, value
        if best < 0:
            return float(unseen)
        tails[best] = 1.0
        if fit(model | 1 << best, pairs, counts, margins, cold, room)[0] == EXISTS:
            model |= 1 << best
            unseen = room.theta[0]
            pair_tails(model, pairs, margins, room, tails)


@compiled
def stepwise_each(tables: Floats, pairs: Ints, threshold: float, unseen: Floats) -> None:
    """Stepwise for every row of ``tables``, each of 2**lists cells."""
    room, tails = new_room(lists_of(tables.shape[1])), np.zeros(len(pairs))
    margins = np.zeros(tables.shape[1])
    for row in range(len(tables)):
        margins[:] = tables[row]
        add_supersets(margins)
        unseen[row] = stepwise(tables[row], margins, pairs, threshold, room, tails)


@compiled
def starts(counts: Floats, candidates: Ints, models: Ints) -> Floats:
    """The parameters of every model of a table, by mask; a row of zeros where there is no estimate."""
    room, margins, found = new_room(lists_of(len(counts))), counts.copy(), np.zeros((len(models), len(counts)))
    add_supersets(margins)
    for number in range(len(models)):
        if fit(models[number], candidates, counts, margins, found[0, :0], room)[0] == EXISTS:
            found[number] = room.theta
    return found


@compiled
def penalty(criterion: int, parameters: float, people: float) -> float:
    """What a criterion adds to minus twice the log-likelihood."""
    if criterion == BIC:
        return float(parameters * np.log(people))
    if criterion == AIC:
        return 2.0 * parameters
    room = people - parameters - 1
    return 2.0 * parameters + 2.0 * parameters * (parameters + 1) / room if room > 0 else np.inf


@compiled
def best_each(
    tables: Floats, candidates: Ints, models: Ints, warm: Floats, criterion: int, unseen: Floats
) -> None:  # fmt: skip
    """Log of the people not seen by the best of ``models`` for every row of ``tables``; NaN when none exists.

    ``warm`` are the parameters to start from, a row a model; a row of zeros is a cold start.
    """
    room, margins = new_room(lists_of(tables.shape[1])), np.zeros(tables.shape[1])
    for row in range(len(tables)):
        margins[:] = tables[row]
        add_supersets(margins)
        unseen[row], least = np.nan, np.inf
        if lists_in_use(margins) < 2:
            continue
        for number in range(len(models)):
            length = tables.shape[1] if warm[number, 0] != 0.0 else 0
            verdict, parameters, height = fit(
                models[number], candidates, tables[row], margins, warm[number, :length], room
            )
            value = penalty(criterion, float(parameters), margins[0]) - 2.0 * height
            if verdict == EXISTS and value < least:
                least, unseen[row] = value, room.theta[0]
