"""A mapping proposed from a file's column names and contents. A proposal is for a person: every doubt is marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from zicht.registers.columns import NameGuess, guess_name
from zicht.registers.contents import Contents, code_share, contents
from zicht.registers.mapping import Target, targets
from zicht.registers.opening import Column, Table

Why = Literal[
    "name_and_contents", "name_near", "name_against_contents", "contents_only", "citizen", "other", "nothing",
    "empty", "known_none",
]  # fmt: skip
FITS = 0.6
"""The share of the filled cells that must look like a field before its name is believed without a doubt."""


@dataclass(frozen=True, slots=True)
class Proposed:
    """What one column is proposed for: a field of ``targets()``, "id" or "none". ``sure``: no doubt is marked."""

    column: str
    field: str
    sure: bool
    why: Why
    score: float
    contents: Contents


# how much of a column has to look like what, per field: kinds of ``contents``; a field not named here holds any text
_KINDS: dict[str, tuple[str, ...]] = {
    "postcode": ("postcode",),
    "plate": ("plate",),
    "phone_number": ("phone",),
    "contact_details": ("phone", "mail"),
    "profile_name": ("profile", "words"),
    "business_number": ("eight_digits",),
    "age_at_start": ("age",),
    "phase_country": ("code_of_two",),
    "full_name": ("full_name", "words"),
    "first_name": ("words",),
    "last_name": ("words",),
    "nationality": ("country", "words"),
}


def fit(field: str, found: Contents) -> float:
    """How well contents fit a field, from 0 to 1. Free text fits what holds no dates or plain numbers."""
    if field == "none":
        return 1.0
    if field == "id":
        return 1.0 if found.distinct == found.filled else found.distinct / max(1, found.filled)
    target = targets()[field]
    if target.kind == "date":
        return found.share("day")
    if target.codes:
        return max(_codes(target, found), found.share("age") if target.codes == "age_class" else 0.0)
    if kinds := _KINDS.get(field):
        return max(found.share(kind) for kind in kinds)
    return 1.0 - max(found.share("day"), found.share("number"))


def _codes(target: Target, found: Contents) -> float:
    signs = (";", "+", ",", "/", " ") if target.kind == "codes" else ("",)
    return max(code_share(target, found, sign) for sign in signs)


def propose_columns(table: Table) -> tuple[Proposed, ...]:
    """A field for each column, no field twice: first by names, then by contents for what is left."""
    looks = [contents(column.cells) for column in table.columns]
    named = [guess_name(column.name, column.own) for column in table.columns]
    found: dict[int, Proposed] = {}
    order = sorted(range(len(looks)), key=lambda at: _rank(named[at], looks[at]))
    for at in order:
        proposed = _by_name(table.columns[at], looks[at], named[at], {p.field for p in found.values()})
        if proposed is not None:
            found[at] = proposed
    taken = {proposed.field for proposed in found.values()}
    left = [at for at in range(len(looks)) if at not in found and table.columns[at].name]
    by_contents = guess_contents(looks, left, taken)
    for at in range(len(looks)):
        if at in found:
            continue
        found[at] = _by_contents(table.columns[at], looks[at], by_contents.get(at, ("none", 0.0)))
    return tuple(found[at] for at in range(len(looks)))


def _rank(guess: NameGuess | None, found: Contents) -> tuple[int, float]:
    """Exact names first, and of two columns for one field the one that fits best."""
    if guess is None:
        return 2, 0.0
    return (0 if guess.how == "exact" else 1), -fit(guess.field, found)


def _by_name(column: Column, found: Contents, guess: NameGuess | None, taken: set[str]) -> Proposed | None:
    if found.share("citizen") >= 0.8 and found.filled:
        return Proposed(column.name, "none", guess is not None and guess.field == "none", "citizen", 1.0, found)
    if guess is None:
        return None
    if guess.field == "none":
        sure = guess.how == "exact"
        return Proposed(column.name, "none", sure, "known_none" if sure else "other", 1.0, found)
    if excluded(guess.field, taken):
        return None
    fits = fit(guess.field, found)
    if not found.filled:
        return Proposed(column.name, guess.field, False, "empty", 0.5, found)
    if guess.how == "near":
        return Proposed(column.name, guess.field, False, "name_near", fits, found) if fits >= FITS else None
    if fits < FITS:
        return _against(column, found, guess.field, fits)
    numbered = "[" in column.name  # the name stands there twice: which of the two is meant is not certain
    return Proposed(column.name, guess.field, not numbered, "name_and_contents", fits, found)


def _against(column: Column, found: Contents, field: str, fits: float) -> Proposed | None:
    """A name that its contents speak against: kept with a doubt, unless nothing of it fits and something else does."""
    target = targets().get(field)
    if target and fits == 0.0 and (target.kind == "date" or _is_coded_as_another(found)):
        return None
    return Proposed(column.name, field, False, "name_against_contents", fits, found)


def _is_coded_as_another(found: Contents) -> bool:
    return any(_codes(targets()[field], found) >= FITS for field in _CODED)


def excluded(field: str, taken: set[str]) -> bool:
    """Whether a field cannot be given out any more: it is taken, or a name in one column stands beside its parts."""
    parts = {"first_name", "last_name"}
    return field in taken or (field == "full_name" and bool(taken & parts)) or (field in parts and "full_name" in taken)


def _by_contents(column: Column, found: Contents, guess: tuple[str, float]) -> Proposed:
    field, score = guess
    why: Why = "empty" if not found.filled else "nothing" if field == "none" else "contents_only"
    return Proposed(column.name, field, not found.filled and not column.name, why, score, found)


# -- contents only --------------------------------------------------------------------------------------------------

# kind of contents -> the fields that it may be, in the order in which they are given out, and how telling it is
_TELLING: tuple[tuple[str, float, tuple[str, ...]], ...] = (
    ("postcode", 1.0, ("postcode",)),
    ("plate", 1.0, ("plate",)),
    ("phone", 1.0, ("phone_number", "contact_details")),
    ("mail", 1.0, ("contact_details",)),
    ("profile", 1.0, ("profile_name",)),
    ("company", 0.95, ("business_name",)),
    ("eight_digits", 0.9, ("business_number",)),
    ("full_name", 0.95, ("full_name",)),
    ("story", 0.9, ("narrative", "other_explanation")),
    ("country", 0.85, ("nationality", "phase_country", "birthplace")),
    ("language", 0.4, ("language",)),
    ("address", 0.8, ("address", "place")),
    ("age", 0.6, ("who", "age_at_start")),
    ("words", 0.3, ("first_name", "last_name", "birthplace")),
)
_CODED = (
    "what", "where", "sex", "means", "sub_form", "sector", "capacity", "known_via", "recruitment", "platform",
    "dossier", "notified_to", "notified_answer", "notified_ground", "relation", "help_wanted", "vulnerability",
    "lasted", "who", "role", "place_kind", "phase_kind", "residence_permit", "acute",
)  # fmt: skip


def guess_contents(looks: Sequence[Contents], left: Sequence[int], taken: set[str]) -> dict[int, tuple[str, float]]:
    """A field and a score per column that its name does not tell, each field once, the most telling first."""
    found: dict[int, tuple[str, float]] = {}
    used = set(taken)
    days = [at for at in left if looks[at].share("day") >= FITS and looks[at].share("age") < FITS]
    for at, field in _days(looks, days, used).items():
        found[at] = (field, looks[at].share("day"))
        used.add(field)
    for score, at, field in sorted(_candidates(looks, left, found), key=lambda one: (-one[0], one[1])):
        if at not in found and not excluded(field, used):
            found[at] = (field, score)
            used.add(field)
    return found


def _candidates(
    looks: Sequence[Contents], left: Sequence[int], done: dict[int, tuple[str, float]]
) -> list[tuple[float, int, str]]:
    found: list[tuple[float, int, str]] = []
    names = sum(looks[at].share("words") >= FITS > looks[at].share("country") for at in left if at not in done)
    for at in left:
        look = looks[at]
        if at in done or not look.filled:
            continue
        for rank, field in enumerate(_CODED):
            share = _codes(targets()[field], look)
            found += [(share - 0.001 * rank, at, field)] if share >= 0.5 else []
        for kind, weight, fields in _TELLING:
            share = look.share(kind)
            fields = fields if kind != "words" or names > 1 else ("last_name", "birthplace")
            found += [(share * weight - 0.01 * n, at, f) for n, f in enumerate(fields)] if share >= FITS else []
        if _may_be_id(look, at):
            found.append((0.86 - 0.01 * at, at, "id"))
        if look.share("reference") >= FITS and look.distinct == look.filled and at:
            found.append((0.5, at, "notified_reference"))
    return found


def _may_be_id(found: Contents, at: int) -> bool:
    """Numbers or references that all differ, in one of the first columns."""
    if at > 1 or found.distinct < found.filled or found.length > 20:
        return False
    return found.share("reference") >= FITS or found.share("number") == 1.0


def _days(looks: Sequence[Contents], columns: Sequence[int], used: set[str]) -> dict[int, str]:
    """Which days are which: birth dates lie far apart and long ago; a signal is received after what it tells of."""
    found: dict[int, str] = {}
    middles = {at: _middle(looks[at]) for at in columns}
    latest = max((middle for middle in middles.values() if middle), default=None)
    births = [at for at in columns if _are_births(looks[at], middles[at], latest)]
    if births and "birth_date" not in used:
        found[births[0]] = "birth_date"
    others = [at for at in columns if at not in found]
    for at, field in zip(others, _order(looks, others, used), strict=False):
        found[at] = field
    return found


def _middle(look: Contents) -> date | None:
    days = sorted(day for day in look.days if day)
    return days[len(days) // 2] if days else None


def _are_births(look: Contents, middle: date | None, latest: date | None) -> bool:
    days = [day for day in look.days if day]
    if len(days) < 2 or middle is None or latest is None:
        return False
    years = max(days).year - min(days).year
    return years >= 8 or latest.year - middle.year >= 12


def _order(looks: Sequence[Contents], columns: Sequence[int], used: set[str]) -> list[str]:
    """Fields for days that are no births, in the order of the columns."""
    if len(columns) >= 2 and _after(looks[columns[0]], looks[columns[1]]):
        wished = ["received", "when", "phase_from", "notified_on"]
    else:
        wished = ["received", "notified_on", "phase_until", "when"]
    return [field for field in wished if field not in used]


def _after(one: Contents, other: Contents) -> bool:
    """Whether a column's days are on or after those of the other in most rows."""
    pairs = [(a, b) for a, b in zip(one.days, other.days, strict=False) if a and b]
    return bool(pairs) and sum(a >= b for a, b in pairs) * 2 > len(pairs)
