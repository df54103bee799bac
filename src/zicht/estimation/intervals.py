"""Intervals of a total, and what is said of a limit that the method did not reach."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist
from typing import Literal

Kind = Literal["wald", "profile", "bootstrap", "bca", "posterior", "average"]
KINDS: tuple[Kind, ...] = ("wald", "profile", "bootstrap", "bca")  # those that a model can be asked for
End = Literal["low", "high"]
LEVEL = 0.95
STANDARD_ERRORS = NormalDist().inv_cdf((1 + LEVEL) / 2)  # either side of the estimate


@dataclass(frozen=True, slots=True)
class Interval:
    """An interval of a total, in people; ``wald`` is log-normal on the people not seen, never below the seen.

    ``wald`` and ``profile`` hold under the model alone: they do not cover the choice of the model. ``bootstrap`` and
    ``bca`` choose anew in every replicate; ``posterior`` and ``average`` are over all models at once. None covers what
    no list can show. ``not_reached`` names the ends that the method could not place: ``high`` is then infinite,
    ``low`` the people seen.
    """

    low: float
    high: float
    kind: Kind = "wald"
    level: float = LEVEL
    not_reached: tuple[End, ...] = ()


def log_normal(seen: float, unseen: float, error: float, level: float = LEVEL) -> Interval:
    """The interval of a total whose unseen part has a log with this standard error."""
    reach = NormalDist().inv_cdf((1 + level) / 2) * error
    log = math.log(unseen) if unseen > 0 else -math.inf
    low, high = (seen + math.exp(min(log + way * reach, 700.0)) for way in (-1, 1))
    return Interval(low, high, level=level)
