"""What a user says about a file: which column holds which field of the standard, and what its codes mean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as with_default
from datetime import date
from functools import cache

from zicht.knowledge import standard
from zicht.knowledge.signal import EARLIEST, NOT_ASKED, Answer

_NAME_LENGTH = 200


@dataclass(frozen=True, slots=True)
class Target:
    """A field that a column can fill: a field of the standard, of the person spoken of, or the date received.

    ``detail``: a further field, kept as an answer beside the signal. ``full_name`` is a name in one column.
    """

    id: str
    wire: str
    kind: standard.Kind
    codes: str = ""
    max_length: int = 0
    required: bool = False
    of_person: bool = False
    earliest: date = EARLIEST
    detail: bool = False


_OWN_TARGETS = (
    Target("received", "ontvangen", "date"),
    Target("role", "rol", "code", "role", of_person=True),
    Target("age_class", "leeftijdsgroep", "code", "age_class", of_person=True),
    Target("sex", "geslacht", "code", "sex", of_person=True),
    Target("first_name", "voornaam", "text", max_length=_NAME_LENGTH, of_person=True),
    Target("last_name", "achternaam", "text", max_length=_NAME_LENGTH, of_person=True),
    Target("full_name", "naam", "text", max_length=2 * _NAME_LENGTH, of_person=True),
    Target("birth_date", "geboortedatum", "date", of_person=True, earliest=date(1900, 1, 1)),
    Target("nationality", "nationaliteit", "text", max_length=_NAME_LENGTH, of_person=True),
    Target("residence_status", "verblijfsstatus", "text", max_length=_NAME_LENGTH, of_person=True),
    Target("birthplace", "geboorteplaats", "text", max_length=_NAME_LENGTH, of_person=True),
)


@cache
def targets() -> Mapping[str, Target]:
    """Every field that a column can fill, by id: the standard's fields first, the further ones last."""
    of_standard = (Target(f.id, f.wire, f.kind, f.codes, f.max_length, f.required) for f in standard.fields())
    further = (Target(f.id, f.wire, f.kind, f.codes, f.max_length, detail=True) for f in standard.detail_fields())
    return {target.id: target for target in (*of_standard, *_OWN_TARGETS, *further)}


@dataclass(frozen=True, slots=True)
class FieldRule:
    """How one field is filled: from a column, or always with ``constant``.

    ``answers`` gives, for a coded field, the answer per folded cell text; for a date or a text only the words
    that are a state ("onbekend"). ``empty`` is what an empty cell means: unless the user says so, not asked.
    """

    field: str
    column: str = ""
    constant: Answer | str | None = None
    answers: Mapping[str, Answer] = with_default(default_factory=dict)
    empty: Answer = NOT_ASKED
    separator: str = ""
    as_age: bool = False
    date_formats: tuple[str, ...] = ()
    target: Target = with_default(init=False, repr=False, compare=False)
    """The field that this rule fills."""
    longest_word: int = with_default(init=False, repr=False, compare=False)
    """The length of the longest text in ``answers``."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "target", targets()[self.field])
        object.__setattr__(self, "longest_word", max(map(len, self.answers), default=0))


@dataclass(frozen=True, slots=True)
class Layout:
    """How the file is laid out, where the user says so; what is left empty is found in the file itself."""

    encoding: str = ""
    delimiter: str = ""
    header_row: int = 0
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class SourceMapping:
    """The mapping of one source: its name, its id column ("" when it has none), and a rule per field.

    ``header`` are the folded column names of the file that it was made for, in order of the alphabet; () when unknown.
    ``rows_are_persons``: several rows with one number are one signal with several persons.
    """

    source: str
    rules: tuple[FieldRule, ...]
    id_column: str = ""
    layout: Layout = Layout()
    header: tuple[str, ...] = ()
    rows_are_persons: bool = False

    def columns(self) -> tuple[str, ...]:
        """The columns that must be in the file, as the user wrote them, each once."""
        named = [self.id_column, *(rule.column for rule in self.rules)]
        return tuple(dict.fromkeys(name for name in named if name))

    def rule(self, field: str) -> FieldRule | None:
        """The rule of a field, or None when the source does not have that field."""
        return next((rule for rule in self.rules if rule.field == field), None)
