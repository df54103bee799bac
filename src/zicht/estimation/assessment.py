"""Whether a table can carry an estimate, and if not, what would have to change.

Asked before any number is shown (principle 16). ``supported`` means that these checks found no objection: no
check of the data can see that some people are easier to find than others, or that a group reaches no list.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from zicht.estimation.intervals import STANDARD_ERRORS
from zicht.estimation.methods import MethodResult, disagreement, stepwise
from zicht.estimation.table import CaptureTable

Level = Literal["supported", "fragile", "refused"]
LEVELS: tuple[Level, ...] = ("supported", "fragile", "refused")


def least_overlap(ratio: float) -> int:
    """People needed on two lists for an interval of the unseen whose high is at most ``ratio`` times its low.

    With m people on two lists the log of the Lincoln-Petersen estimate has standard error about 1/sqrt(m), and
    no model does better than one without dependence: a bound from below, whatever the method.
    """
    return math.ceil((2 * STANDARD_ERRORS / math.log(ratio)) ** 2)


# With two lists nothing in the data can contradict their independence; from three on something can.
LISTS_REFUSED, LISTS_FRAGILE = 2, 3
# In simulated towns of 200 people (about 100 seen) no check told a town where people differ in how easily
# they are found from one where they do not (area under the curve 0.60 to 0.66); naive intervals missed most.
PEOPLE_REFUSED, PEOPLE_FRAGILE = 100, 250
# Even if every assumption holds: high at most twice low, or it is no answer; one and a half times, or it is weak.
OVERLAP_REFUSED, OVERLAP_FRAGILE = least_overlap(2.0), least_overlap(1.5)
# Five equal independent lists with more than this share on one list only have seen under a third of the group:
# the number then rests more on extrapolation than on counting.
SINGLE_SHARE_FRAGILE = 0.85
# The usual least count under which a cell's own chance error is as large as what it should tell.
SPARSE_PAIR = 5
# When more than half of the pairs are empty or sparse, dependence cannot be seen where most of it may be.
SPARSE_PAIRS_REFUSED = 0.5
# People on lists that share nobody with the rest tell nothing about the rest, nor the rest about them.
UNCONNECTED_REFUSED = 0.10
# Totals by different thresholds: a quarter apart is more than the intervals admit; five times apart is not
# even an order of size.
THRESHOLDS_FRAGILE, THRESHOLDS_REFUSED = 1.25, 5.0
# High over low of the widest interval, under its own model.
INTERVAL_FRAGILE, INTERVAL_REFUSED = 1.5, 3.0
# Totals with each list left out in turn: a population does not change size when a list is put away.
LEAVE_OUT_FRAGILE = 1.5

Params = Mapping[str, str | int | float]


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at. ``value`` is in the check's own unit (people, lists, a share or a ratio).

    Never a total that a model gave: a refused number must not come in by way of its reasons.
    Sentence under ``estimation.check.<code>``, filled with ``params`` and the value as ``ratio``.
    """

    code: str
    value: float
    level: Level
    params: Params


@dataclass(frozen=True, slots=True)
class Need:
    """One thing that would have to change. Sentence under ``estimation.needed.<code>``."""

    code: str
    params: Params


@dataclass(frozen=True, slots=True)
class Assessment:
    """The verdict on a table.

    ``reasons``: the checks that gave the level or weakened it, worst first; ``needed``: what would lift the
    table one level; ``checks``: all that was looked at.
    """

    level: Level
    reasons: tuple[Check, ...]
    needed: tuple[Need, ...]
    checks: tuple[Check, ...]


def _few(code: str, value: int, fragile: int, refused: int) -> Check:
    level: Level = "refused" if value < refused else "fragile" if value < fragile else "supported"
    return Check(code, value, level, {"value": value, "least": refused, "better": fragile})


def _high_is_bad(value: float, fragile: float, refused: float = math.inf) -> Level:
    return "refused" if value > refused else "fragile" if value > fragile else "supported"


def _size_checks(table: CaptureTable, used: tuple[str, ...]) -> list[Check]:
    seen, several = table.observed, table.on_several_lists
    single = 1 - several / seen if seen else 1.0
    empty = table.empty_lists
    return [
        Check("lists.empty", len(empty), "supported", {"lists": ", ".join(empty) or "-"}),
        _few("lists.few", len(used), LISTS_FRAGILE, LISTS_REFUSED),
        _few("people.few", seen, PEOPLE_FRAGILE, PEOPLE_REFUSED),
        _few("overlap.sparse", several, OVERLAP_FRAGILE, OVERLAP_REFUSED),
        Check(
            "overlap.single",
            single,
            _high_is_bad(single, SINGLE_SHARE_FRAGILE),
            {"percent": round(100 * single), "most": round(100 * SINGLE_SHARE_FRAGILE)},
        ),
    ]


def _connected(used: tuple[str, ...], overlaps: Mapping[tuple[str, str], int]) -> list[set[str]]:
    """Groups of lists that share people, directly or through other lists."""
    groups = [{name} for name in used]
    for (one, other), people in overlaps.items():
        if people:
            joined = [group for group in groups if one in group or other in group]
            groups = [group for group in groups if group not in joined] + [set().union(*joined)]
    return groups


def _pair_checks(used: CaptureTable) -> list[Check]:
    overlaps = used.pair_overlaps()
    empty = [f"{a}:{b}" for (a, b), people in overlaps.items() if not people]
    sparse = [f"{a}:{b}" for (a, b), people in overlaps.items() if 0 < people < SPARSE_PAIR]
    thin = (len(empty) + len(sparse)) / len(overlaps)
    return [
        _apart_check(used, overlaps),
        _pairs_check("pairs.empty", empty, len(overlaps)),
        _pairs_check("pairs.sparse", sparse, len(overlaps)),
        Check(
            "pairs.most",
            thin,
            _high_is_bad(thin, SPARSE_PAIRS_REFUSED, SPARSE_PAIRS_REFUSED),
            {"pairs": len(empty) + len(sparse), "of": len(overlaps), "least": SPARSE_PAIR},
        ),
    ]


def _apart_check(used: CaptureTable, overlaps: Mapping[tuple[str, str], int]) -> Check:
    groups = [used.only(group) for group in _connected(used.lists, overlaps)]
    largest = min(groups, key=lambda group: (-group.observed, -len(group.lists), sorted(group.lists)))
    apart = sorted(set(used.lists) - set(largest.lists))
    share = 1 - largest.observed / used.observed
    params: Params = {"lists": ", ".join(apart) or "-", "percent": round(100 * share)}
    return Check("lists.apart", share, _high_is_bad(share, 0.0, UNCONNECTED_REFUSED), params)


def _pairs_check(code: str, pairs: list[str], of: int) -> Check:
    params: Params = {"pairs": ", ".join(pairs) or "-", "of": of, "least": SPARSE_PAIR}
    return Check(code, len(pairs), _high_is_bad(len(pairs), 0), params)


def _spread(totals: Iterable[float]) -> float:
    found = list(totals)
    return max(found) / min(found)


def _model_checks(used: CaptureTable) -> list[Check]:
    results = disagreement(used)
    if not results:
        return [Check("model.none", 0, "refused", {})]
    between = _spread(result.total for result in results)
    width = max(result.interval.high / result.interval.low for result in results)
    return [
        Check("thresholds.spread", between, _high_is_bad(between, THRESHOLDS_FRAGILE, THRESHOLDS_REFUSED), {}),
        Check("interval.wide", width, _high_is_bad(width, INTERVAL_FRAGILE, INTERVAL_REFUSED), {}),
        *_leave_out_checks(used),
    ]


def _leave_out_checks(used: CaptureTable) -> list[Check]:
    """Stepwise at its default threshold with each list put away in turn; needs three lists."""
    if len(used.lists) < 3:
        return []
    tried = {name: stepwise(used.without(name)) for name in used.lists}
    without = {name: found.total for name, found in tried.items() if isinstance(found, MethodResult)}
    lost = [name for name in used.lists if name not in without]
    lean = Check("leave_out.none", len(lost), _high_is_bad(len(lost), 0), {"lists": ", ".join(lost) or "-"})
    if not without:
        return [lean]
    spread = _spread(without.values())
    return [lean, Check("leave_out.spread", spread, _high_is_bad(spread, LEAVE_OUT_FRAGILE), {})]


def _needs(table: CaptureTable, checks: Iterable[Check], level: Level) -> tuple[Need, ...]:
    """What would lift the table one level: computed from each check that holds it down at ``level``."""
    at_level = {check.code: check for check in checks if check.level == level}
    refused = level == "refused"
    needs = _more_counting(table, at_level, refused)
    if "overlap.single" in at_level:
        # counting longer leaves this share as it is, so it is a need of its own
        have, share = table.on_several_lists, math.ceil((1 - SINGLE_SHARE_FRAGILE) * table.observed)
        needs.append(Need("share", {"more": share - have, "have": have, "least": share, "seen": table.observed}))
    if {"pairs.empty", "pairs.sparse", "pairs.most"} & set(at_level):
        needs.append(_pairs_needed(table, allowed=SPARSE_PAIRS_REFUSED if refused else 0.0))
    if "lists.apart" in at_level:
        needs.append(Need("linked", {"lists": at_level["lists.apart"].params["lists"]}))
    if {"thresholds.spread", "leave_out.spread", "leave_out.none"} & set(at_level):
        needs.append(Need("dependence", {}))
    return tuple(needs)


def _more_counting(table: CaptureTable, at_level: Mapping[str, Check], refused: bool) -> list[Need]:
    """More lists, people and overlap, and how many times as much counting that is."""
    lists = round(at_level["lists.few"].value) if "lists.few" in at_level else LISTS_FRAGILE
    wanted = {
        "lists": (lists, LISTS_REFUSED if refused else LISTS_FRAGILE),
        "people": (table.observed, (PEOPLE_REFUSED if refused else PEOPLE_FRAGILE) if "people.few" in at_level else 0),
        "overlap": (table.on_several_lists, _overlap_needed(table, at_level, refused)),
    }
    short = {code: (have, least) for code, (have, least) in wanted.items() if have < least}
    needs = [Need(code, {"more": least - have, "have": have, "least": least}) for code, (have, least) in short.items()]
    factors = [least / have for code, (have, least) in short.items() if code != "lists" and have]
    if factors and table.on_several_lists:  # from no overlap at all nothing can be extrapolated
        needs.append(Need("scale", {"factor": math.ceil(10 * max(factors)) / 10}))
    return needs


def _pairs_needed(table: CaptureTable, allowed: float) -> Need:
    """The pairs nearest to enough people, as many as must get there for the share ``allowed`` of thin pairs."""
    overlaps = table.pair_overlaps().values()
    short = sorted(SPARSE_PAIR - people for people in overlaps if people < SPARSE_PAIR)
    first = short[: len(short) - math.floor(allowed * len(overlaps))]
    return Need("pairs", {"pairs": len(first), "more": sum(first), "least": SPARSE_PAIR})


def _overlap_needed(table: CaptureTable, at_level: Mapping[str, Check], refused: bool) -> int:
    """People on two lists or more at which the checks on overlap and width would pass, other things equal."""
    wanted = 0
    if "overlap.sparse" in at_level:
        wanted = OVERLAP_REFUSED if refused else OVERLAP_FRAGILE
    if "interval.wide" in at_level:
        allowed = INTERVAL_REFUSED if refused else INTERVAL_FRAGILE
        tighter = math.log(at_level["interval.wide"].value) / math.log(allowed)
        wanted = max(wanted, math.ceil(tighter**2 * table.on_several_lists))
    return wanted


def assess(table: CaptureTable) -> Assessment:
    """Look at a table before estimating: how far it can carry a number, why, and what would be needed.

    Lists on which nobody stands are left out (and said so in ``checks``). Nothing is raised: a table that
    cannot carry an estimate has level ``refused``.
    """
    used = tuple(name for name in table.lists if name not in table.empty_lists)
    checks = _size_checks(table, used)
    if len(used) >= LISTS_REFUSED:
        kept = table.only(used)
        checks += _pair_checks(kept) + _model_checks(kept)
    level = max((check.level for check in checks), key=LEVELS.index)
    against = [check for check in checks if check.level != "supported"]
    reasons = sorted(against, key=lambda check: -LEVELS.index(check.level))
    needed = _needs(table.only(used) if used else table, checks, level)
    return Assessment(level, tuple(reasons), needed if level != "supported" else (), tuple(checks))
