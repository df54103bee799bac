"""A person-case as HTCDS has it: things grouped by prefix, and beside them what HTCDS has no place for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as with_default

from zicht.knowledge.answers import AnswerState

# One person, one context, one consent per case; of the others there may be any number.
SINGLE = frozenset({"prs", "vic", "con"})


@dataclass(frozen=True, slots=True)
class Thing:
    """One object of a prefix: values by field name. ``about`` is what it is in our standard, as ``phase#2``."""

    values: Mapping[str, tuple[str, ...]]
    about: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """One person-case. ``id`` names it within its file and nowhere else.

    ``extensions`` are the fields beside HTCDS that hold (``x_nl_CriminalExploitation``); ``also_other`` the fields in
    which ``Other`` says something besides them; ``states`` the answers that are no value, by our field; ``extras`` the
    age band, and when and by whom a status was asserted.
    """

    id: str
    things: Mapping[str, tuple[Thing, ...]]
    extensions: frozenset[str] = frozenset()
    also_other: frozenset[str] = frozenset()
    states: Mapping[str, AnswerState] = with_default(default_factory=dict)
    extras: Mapping[str, str] = with_default(default_factory=dict)

    def value(self, field: str) -> tuple[str, ...]:
        """The values of a field in the first thing of its prefix: never one event's place beside another's date."""
        things = self.things.get(field.partition("_")[0], ())
        return things[0].values.get(field, ()) if things else ()


@dataclass(frozen=True, slots=True)
class Quarantined:
    """A value that was not taken in, with its raw text, for a person to look at.

    Reasons: ``unknown_column``, ``unknown_code``, ``not_this_shape``, ``one_only``, ``retired`` (nothing of ours means
    it), ``no_meaning`` (ours has no such field or code), ``ambiguous`` (more than one of ours), ``profile``.
    """

    case: str
    column: str
    raw: str
    reason: str


AGE_BAND, STATUS_ON, STATUS_BY = "x_zicht_AgeBand", "x_zicht_TraffickingStatusOn", "x_zicht_TraffickingStatusBy"
EXTRAS = (AGE_BAND, STATUS_ON, STATUS_BY)
STATES, ALSO_OTHER, ABOUT = "x_zicht_AnswerStates", "x_zicht_AlsoOther", "x_zicht_About"
