"""Every hierarchical log-linear model of a table, each with its verdict, ranked by AIC, AICc or BIC.

Sources: Silverman, Chan & Vincent (2024), Statistics in Medicine (all models, parameters at minus infinity counted);
Fienberg & Rinaldo (2012), Annals of Statistics (whether an estimate exists); Hurvich & Tsai (1989), Biometrika 76
(AICc). A model whose estimate does not exist or is not unique takes no part: ranking those gives totals of 10**9.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import lgamma
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from zicht.errors import WrongUse
from zicht.estimation.loglinear import Fit, Floats, Term, fit
from zicht.estimation.parallel import Progress, in_parts, silent
from zicht.estimation.space import Ints, ModelSpace, every_model
from zicht.estimation.table import CaptureTable

Criterion = Literal["aic", "aicc", "bic"]
CRITERIA: tuple[Criterion, ...] = get_args(Criterion)
Verdict = Literal["exists", "no_interior", "rank", "no_rest"]
# places as the compiled loop numbers them; it leaves the last open, and then the linear programme says
VERDICTS: tuple[Verdict, ...] = ("exists", "no_interior", "rank", "no_rest")
PART = 20_000  # models between two looks at the clock and the keyboard


@dataclass(frozen=True, slots=True)
class Ranked:
    """A model in the order of a criterion.

    ``terms``: its interactions as places of lists; ``total`` in people; ``value`` of the criterion, ``behind`` the
    best one's by that much.
    """

    terms: tuple[Term, ...]
    total: float
    parameters: int
    value: float
    behind: float


@dataclass(frozen=True, slots=True, eq=False)
class Search:
    """What became of every model of ``space``; the arrays are in its order, ``table`` has no empty lists.

    ``verdicts`` are places in ``VERDICTS``; ``parameters`` counts those at minus infinity too; ``log_likelihoods``
    are over the kept cells with the log y! term; ``unseen`` is people, NaN where no estimate exists. ``tried`` is
    fewer than all models when the search was interrupted: the others then take no part.
    """

    table: CaptureTable
    space: ModelSpace
    tried: int
    verdicts: Ints
    parameters: Ints
    log_likelihoods: Floats
    unseen: Floats

    @property
    def existing(self) -> int:
        """How many models have an estimate."""
        return int(np.isfinite(self.unseen).sum())

    def count(self, verdict: Verdict) -> int:
        """How many of the models tried got this verdict."""
        return self.existing if verdict == "exists" else int((self.verdicts == VERDICTS.index(verdict)).sum())

    def values(self, criterion: Criterion) -> Floats:
        """The criterion of every model; infinite where no estimate exists. n is the people seen."""
        people, many = self.table.observed, self.parameters.astype(float)
        value = 2 * many - 2 * self.log_likelihoods
        if criterion == "bic":
            value = np.log(people) * many - 2 * self.log_likelihoods
        elif criterion == "aicc":
            room = people - many - 1
            with np.errstate(divide="ignore"):
                value = value + np.where(room > 0, 2 * many * (many + 1) / np.maximum(room, 0), np.inf)
        return np.where(np.isfinite(self.unseen), value, np.inf)

    def order(self, criterion: Criterion, most: int) -> NDArray[np.intp]:
        """Places of the best models that have an estimate, best first; equal ones in the order of the space."""
        values = self.values(criterion)
        first = np.argsort(values, kind="stable")[:most]
        found: NDArray[np.intp] = first[np.isfinite(values[first])]
        return found

    def best(self, criterion: Criterion, most: int = 1) -> tuple[Ranked, ...]:
        """The best models by a criterion, at most this many; none when no model has an estimate."""
        values, seen = self.values(criterion), self.table.observed
        places = self.order(criterion, most)
        return tuple(
            Ranked(
                terms=self.terms(place),
                total=seen + float(self.unseen[place]),
                parameters=int(self.parameters[place]),
                value=float(values[place]),
                behind=float(values[place] - values[places[0]]),
            )
            for place in places.tolist()
        )

    def terms(self, place: int) -> tuple[Term, ...]:
        """The interactions of a model of the space, as places of lists."""
        return tuple(lists_in(mask) for mask in self.space.terms_of(int(self.space.models[place])))


def lists_in(mask: int) -> Term:
    """The places of the lists in a bit mask."""
    return tuple(place for place in range(mask.bit_length()) if mask >> place & 1)


def without_empty(table: CaptureTable) -> CaptureTable:
    """The table without the lists on which nobody stands: those are never fitted."""
    return table.without(*table.empty_lists) if table.observed and table.empty_lists else table


def with_unseen_cell(counts: NDArray[np.int64]) -> Floats:
    """Counts by bit mask from 0 on, as the compiled loops want them: nobody was seen on no list."""
    return np.concatenate([[0], counts]).astype(float)


def every_fit(
    table: CaptureTable, max_order: int = 2, *, threads: int = 0, progress: Progress = silent, part: int = PART
) -> Search:
    """Fit every hierarchical model with interactions of at most ``max_order`` lists.

    Empty lists are dropped (``Search.table`` is without them). Ctrl-C keeps the models done. Raises ``WrongUse``
    for an order that does not fit the lists, or more models than can be listed.
    """
    from zicht.estimation.kernels.searching import score

    used = without_empty(table)
    if not used.observed:
        raise WrongUse("estimation.nobody_seen")
    space = every_model(len(used.lists), max_order)
    counts, terms, many = with_unseen_cell(used.counts), np.array(space.terms, dtype=np.int64), len(space.models)
    verdicts, parameters = np.full(many, -1, dtype=np.int64), np.zeros(many, dtype=np.int64)
    heights, unseen = np.full(many, np.nan), np.full(many, np.nan)

    def work(start: int, stop: int) -> None:
        rows = slice(start, stop)
        score(counts, terms, space.models[rows], verdicts[rows], parameters[rows], heights[rows], unseen[rows])

    in_parts(work, many, part, threads, progress)
    found = Search(used, space, int((verdicts >= 0).sum()), verdicts, parameters, heights, unseen)
    _decide(found)
    heights -= sum(lgamma(count + 1) for count in counts)
    np.exp(unseen, out=unseen)
    for array in (verdicts, parameters, heights, unseen):
        array.setflags(write=False)
    return found


def _decide(search: Search) -> None:
    """The verdict of models for which the loop found neither proof, by the linear programme."""
    constant = sum(lgamma(count + 1) for count in search.table.counts)
    for place in np.flatnonzero(search.verdicts == VERDICTS.index("no_rest")).tolist():
        found = fit(search.table.counts, len(search.table.lists), search.terms(place))
        if isinstance(found, Fit):
            search.unseen[place], search.verdicts[place] = found.intercept, 0
            search.log_likelihoods[place] = found.log_likelihood + constant
        else:
            search.verdicts[place] = VERDICTS.index(found.code)
