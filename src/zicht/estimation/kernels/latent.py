"""One chain of the Gibbs sampler for latent classes of people."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from zicht.estimation.kernels.compiling import compiled
from zicht.estimation.kernels.fitting import Floats, Ints

FEW = 12  # people on one pattern up to which each is drawn alone


class State(NamedTuple):
    """Where a chain is; all is changed in place.

    ``found``: chance of each class (row) on each list; ``share`` of each class; ``spread``: its one entry is the
    concentration of the shares; ``members`` and ``caught``: people of each class, in all and on each list.
    """

    found: Floats
    share: Floats
    spread: Floats
    members: Ints
    caught: Ints
    odds: Floats


@compiled
def deal(chance: np.random.Generator, people: int, state: State, lists_on: Ints) -> None:
    """Divide people of one pattern over the classes by ``odds``, which need not sum to 1."""
    odds, members, classes = state.odds, state.members, len(state.odds)
    left = odds.sum()
    if people <= FEW:
        for _ in range(people):
            at, place = chance.random() * left, 0
            while place < classes - 1 and at >= odds[place]:
                at -= odds[place]
                place += 1
            members[place] += 1
            for name in range(len(lists_on)):
                state.caught[place, name] += lists_on[name]
        return
    for place in range(classes):
        if people == 0:
            break
        some = people
        if place < classes - 1:
            some = chance.binomial(people, min(1.0, max(0.0, odds[place] / left))) if left > 0 else 0
        left -= odds[place]
        people -= some
        members[place] += some
        for name in range(len(lists_on)):
            state.caught[place, name] += some * lists_on[name]


@compiled
def weigh(state: State, lists_on: Ints) -> float:
    """Chance of a pattern in each class into ``odds``; their sum."""
    whole = 0.0
    for place in range(len(state.share)):
        value = state.share[place]
        for name in range(len(lists_on)):
            value *= state.found[place, name] if lists_on[name] else 1.0 - state.found[place, name]
        state.odds[place] = value
        whole += value
    return whole


@compiled
def swap(chance: np.random.Generator, state: State) -> None:
    """Two classes change places, or not: without it a chain waits long for the largest class to come first.

    Papaspiliopoulos & Roberts (2008), Biometrika 95, 169-186.
    """
    classes, members = len(state.share), state.members
    one, other = int(chance.random() * classes), int(chance.random() * classes)
    if one == other or state.share[one] <= 0 or state.share[other] <= 0:
        return
    better = (members[one] - members[other]) * (np.log(state.share[other]) - np.log(state.share[one]))
    if better >= 0 or chance.random() < np.exp(better):
        members[one], members[other] = members[other], members[one]
        for name in range(state.caught.shape[1]):
            kept = state.caught[one, name]
            state.caught[one, name] = state.caught[other, name]
            state.caught[other, name] = kept


@compiled
def renew(chance: np.random.Generator, state: State, prior_a: float, prior_b: float) -> None:
    """Draw chances, shares (stick-breaking) and their concentration, given who is in which class."""
    classes, lists = state.found.shape
    later = state.members.sum()
    stick, log_rest = 1.0, 0.0
    for place in range(classes):
        later -= state.members[place]
        for name in range(lists):
            on = state.caught[place, name]
            state.found[place, name] = chance.beta(1.0 + on, 1.0 + state.members[place] - on)
        part = 1.0
        if place < classes - 1:
            part = chance.beta(1.0 + state.members[place], state.spread[0] + later)
            log_rest += np.log(max(1.0 - part, 1e-300))
        state.share[place] = stick * part
        stick *= 1.0 - part
    state.spread[0] = chance.gamma(prior_a + classes - 1.0, 1.0 / (prior_b - log_rest))


@compiled
def run(
    chance: np.random.Generator, patterns: Ints, counts: Ints, state: State, prior: Floats, thin: int, unseen: Floats
) -> None:
    """``len(unseen) * thin`` sweeps; the people not seen after every ``thin`` of them into ``unseen``."""
    nobody, seen = np.zeros(patterns.shape[1], np.int64), counts.sum()
    for number in range(len(unseen)):
        missed = 0
        for _ in range(thin):
            state.members[:] = 0
            state.caught[:] = 0
            for row in range(len(counts)):
                weigh(state, patterns[row])
                deal(chance, counts[row], state, patterns[row])
            missing = weigh(state, nobody)
            rate = chance.gamma(float(seen), missing / max(1.0 - missing, 1e-12))
            missed = chance.poisson(min(rate, 1e12))
            deal(chance, missed, state, nobody)
            swap(chance, state)
            renew(chance, state, prior[0], prior[1])
        unseen[number] = missed
