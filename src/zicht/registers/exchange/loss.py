"""The loss report: every answer that an export could not write as it was meant, with the reason. It holds no free text.

Reasons: ``no_field``, ``no_code`` (nothing means this there), ``broader`` (written as something wider;
with nothing ``written``, the answer that it is a kind of says it), ``state``
(no, unknown, not asked, refused: the file has only values), ``one_only`` (several values, room for one),
``not_this_shape`` (a text where a code or country belongs), ``no_column`` (this file lacks the column), ``profile``
(left out of a pseudonymous export), ``off`` (possible perpetrators), ``no_person`` (a signal without a possible
victim).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from zicht.knowledge.answers import AnswerState

Reason = Literal[
    "no_field",
    "no_code",
    "broader",
    "state",
    "one_only",
    "not_this_shape",
    "no_column",
    "profile",
    "off",
    "no_person",
]


@dataclass(frozen=True, slots=True)
class Loss:
    """One loss in one case. ``field`` is ours with its number (``phase_kind#2``), ``list`` and ``code`` when coded.

    ``state`` is the answer's; ``written`` what stands in the file instead, ``extension`` the field beside it.
    """

    case: str
    reason: Reason
    field: str = ""
    list: str = ""
    code: str = ""
    state: AnswerState = "value"
    written: str = ""
    extension: str = ""


def _shown(loss: Loss) -> dict[str, str]:
    words = {name: getattr(loss, name) for name in ("case", "reason", "field", "code", "written", "extension")}
    if loss.state != "value":
        words["state"] = loss.state
    return {name: value for name, value in words.items() if value}


def _summed(losses: Iterable[Loss]) -> list[dict[str, Any]]:
    counted = Counter((one.reason, one.field.partition("#")[0], one.code, one.state) for one in losses)
    return [
        {"reason": reason, "field": field, "code": code, "state": state, "count": count}
        for (reason, field, code, state), count in sorted(counted.items())
    ]


def report(losses: Iterable[Loss], about: Mapping[str, Any]) -> dict[str, Any]:
    """``loss.json``: what the export is (``about``), counts by reason, field, code and state, every loss by case."""
    listed = tuple(losses)
    return {**about, "summary": _summed(listed), "losses": [_shown(one) for one in listed]}


def codes_lost(losses: Iterable[Loss]) -> frozenset[tuple[str, str]]:
    """The codes of our standard, as (field, code), that the file says nothing of or can only call ``Other``."""
    told = (one for one in losses if one.reason in ("no_code", "no_field") and one.code)
    return frozenset((one.field.partition("#")[0], one.code) for one in told)
