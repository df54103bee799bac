"""A signal as its reader may see it: per field group what it holds, or that it was not granted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from zicht.knowledge import standard
from zicht.knowledge.indicators import indicator
from zicht.knowledge.sentences import Language
from zicht.server.signals.queries import FollowUpRow, SignalView
from zicht.server.web.parts.components import Cell, Column, Fact, Table
from zicht.server.web.parts.moments import day, moment

Part = tuple[tuple[Fact, ...], tuple[Table, ...]]


@dataclass(frozen=True, slots=True)
class GroupShown:
    """One field group of a signal: granted or not, and what it holds."""

    label: str
    granted: bool
    facts: tuple[Fact, ...] = ()
    tables: tuple[Table, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether it was granted, and nothing is filled in."""
        return self.granted and not self.facts and not any(table.rows for table in self.tables)


def answer(code_list: str, kept: str, language: Language) -> str:
    """A kept coded answer in words: unknown, not asked and no are three answers (principle 4)."""
    states = {
        "no": _("nee"),
        "unknown": _("onbekend"),
        "not_asked": _("niet gevraagd"),
        "refused": _("wil dit niet zeggen"),
    }
    return states.get(kept) or (standard.label(code_list, kept, language) if kept else "")


def _field(name: str, kept: str, language: Language) -> Fact:
    spec = standard.field(name)
    label = spec.nl if language == "nl" else spec.en
    return Fact(label, answer(spec.codes, kept, language) if spec.codes else kept)


def _core(signal: SignalView, language: Language) -> Part:
    core = signal.core
    if core is None:
        return (), ()
    when = day(core.when) if core.when else answer("yes", core.when_state, language)
    facts = tuple(
        Fact(_field("when", "", language).label, when)
        if name == "when"
        else _field(name, getattr(core, name), language)
        for name in ("where", "when", "who", "acute", "known_via", "capacity", "about_self")
    )
    return facts, (_persons(signal, language),) if signal.persons else ()


def _persons(signal: SignalView, language: Language) -> Table:
    columns = (Column(_("Nummer")), Column(_("Rol")), Column(_("Leeftijd")), Column(_("Geslacht")))
    rows = tuple(
        (
            Cell(str(person.number)),
            Cell(", ".join(standard.label("role", role, language) for role in person.roles)),
            Cell(answer("age_class", person.age_class, language)),
            Cell(answer("sex", person.sex, language)),
        )
        for person in signal.persons or ()
    )
    return Table(_("Betrokkenen"), columns, rows)


def _observations(signal: SignalView, language: Language) -> Part:
    suspected = ", ".join(answer("form", form, language) for form in signal.what or ())
    columns = (Column(_("Waarneming")), Column(_("Antwoord")), Column(_("Hoe bekend")), Column(_("Gezien op")))
    rows = tuple(
        (
            Cell(indicator(item.indicator).nl if language == "nl" else indicator(item.indicator).en),
            Cell(_("ja") if item.answer == "value" else answer("yes", item.answer, language)),
            Cell(standard.label("provenance", item.provenance, language)),
            Cell(day(item.seen_on) if item.seen_on else _("niet ingevuld")),
        )
        for item in signal.observations or ()
    )
    facts = (Fact(_("Vermoeden"), suspected),)
    return facts, (Table(_("Waarnemingen"), columns, rows),) if rows else ()


def _identity(signal: SignalView, language: Language) -> Part:
    return tuple(
        Fact(
            _("Betrokkene %s") % number,
            " ".join(part for part in (row["first_name"], row["last_name"], row["birth_date"]) if part),
        )
        for number, row in sorted((signal.identity or {}).items())
    ), ()


def _contact(signal: SignalView, language: Language) -> Part:
    held: Mapping[str, str] = signal.contact or {}
    names = {
        "contact": "contact", "details": "contact_details", "safe": "contact_safe", "how": "contact_how",
        "when": "contact_when",
    }  # fmt: skip
    return tuple(_field(field, held.get(name, ""), language) for name, field in names.items() if held), ()


def _narrative(signal: SignalView, language: Language) -> Part:
    return (Fact(_("Toelichting"), signal.narrative),) if signal.narrative else (), ()


def _location(signal: SignalView, language: Language) -> Part:
    return (Fact(_field("place", "", language).label, signal.location),) if signal.location else (), ()


def _status(signal: SignalView, language: Language) -> Part:
    return tuple(
        Fact(_("Betrokkene %s") % number, ", ".join(value for value in row.values() if value))
        for number, row in sorted((signal.status or {}).items())
    ), ()


def _nothing(signal: SignalView, language: Language) -> Part:
    return (), ()


def _done(row: FollowUpRow, language: Language) -> str:
    """What was done, in words: the code is a state or an outcome."""
    for code_list in ("state", "outcome"):
        for code in standard.codes(code_list):
            if code.id == row.code:
                return code.nl if language == "nl" else code.en
    return row.code


def follow_up_facts(rows: tuple[FollowUpRow, ...], language: Language) -> tuple[Fact, ...]:
    """Steps and follow-up, in order of time: when and who, what, and the note where there is one."""
    return tuple(
        Fact(moment(row.at), "\n".join(part for part in (_done(row, language), row.name, row.note) if part))
        for row in rows
    )


def _follow_up(signal: SignalView, language: Language) -> Part:
    return follow_up_facts(signal.follow_up or (), language), ()


PARTS: Mapping[str, Callable[[SignalView, Language], Part]] = {
    "core": _core,
    "observations": _observations,
    "identity": _identity,
    "contact": _contact,
    "narrative": _narrative,
    "location": _location,
    "status": _status,
    "possible_perpetrators": _nothing,
    "follow_up": _follow_up,
}


def by_group(signal: SignalView, language: Language) -> tuple[GroupShown, ...]:
    """The nine field groups of a signal, in the order of the standard."""
    return tuple(
        GroupShown(standard.group_label(group, language), group in signal.groups, *PARTS[group](signal, language))
        for group in standard.FIELD_GROUPS
    )
