"""Every hierarchical log-linear model of a number of lists: an interaction comes with all of its parts.

There are 2,097,152 of seven lists with pairs and 7,785,061 of six lists with any interaction; a model is a set of at
most 57 interactions in one whole number. Seven lists with threes have more than 10**11.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from zicht.errors import WrongUse

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class ModelSpace:
    """The hierarchical models of ``lists`` lists with interactions of at most ``order`` lists.

    All have the main effects. ``terms`` are the interactions as bit masks of lists, by order and then as in
    (1,2), (1,3), ...; ``models`` are sets of terms: bit i of a model is ``terms[i]``.
    """

    lists: int
    order: int
    terms: tuple[int, ...]
    models: Ints

    def terms_of(self, model: int) -> tuple[int, ...]:
        """The interactions of a model, as bit masks of lists."""
        return tuple(term for number, term in enumerate(self.terms) if model >> number & 1)


def _of_order(lists: int, order: int) -> list[int]:
    return [sum(1 << place for place in chosen) for chosen in combinations(range(lists), order)]


def interactions(lists: int, order: int) -> tuple[int, ...]:
    """Bit masks of the interactions of 2 to ``order`` lists."""
    return tuple(term for size in range(2, order + 1) for term in _of_order(lists, size))


def listable(lists: int, order: int) -> bool:
    """Whether the models can all be written out: pairs up to seven lists, higher orders up to six."""
    return order < 2 or (lists <= 7 if order == 2 else lists <= 6)


def check_order(lists: int, order: int) -> None:
    """Raise ``WrongUse`` when the order does not fit the lists.

    An interaction of all lists can never be told from the people not seen, so ``order`` is below ``lists``.
    """
    if not 1 <= order <= max(1, lists - 1):
        raise WrongUse("estimation.wrong_order", order=order, most=max(1, lists - 1))


@lru_cache(maxsize=8)
def every_model(lists: int, order: int) -> ModelSpace:
    """All hierarchical models up to this order.

    Raises ``WrongUse`` for an order that does not fit, or more models than can be listed.
    """
    from zicht.estimation.kernels.searching import extend

    check_order(lists, order)
    if not listable(lists, order):
        raise WrongUse("estimation.models_many", lists=lists, order=order)
    terms = interactions(lists, order)
    bits = {term: 1 << number for number, term in enumerate(terms)}
    models = np.zeros(1, dtype=np.int64)
    for size in range(2, order + 1):
        of_size = _of_order(lists, size)
        parts = [[term & ~(1 << place) for place in range(lists) if term >> place & 1] for term in of_size]
        needed = np.array([sum(bits.get(part, 0) for part in some) for some in parts], dtype=np.int64)
        models = extend(models, needed, terms.index(of_size[0]))
    models.setflags(write=False)
    return ModelSpace(lists, order, terms, models)
