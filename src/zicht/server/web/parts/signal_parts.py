"""A signal for people: every granted field group in plain words, with provenance; unknown stays unknown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from zicht.knowledge import standard
from zicht.knowledge.indicators import ELEMENTS, indicator
from zicht.knowledge.sentences import Language, say
from zicht.knowledge.signal import Observation
from zicht.recognition import describe
from zicht.server.signals.queries import SEVERAL_FORMS, STATES, FollowUpRow, PersonRow, SignalView
from zicht.server.web.parts.answers_shown import further_facts, state_word
from zicht.server.web.parts.components import BadgeKind, Cell, Column, Fact, Table
from zicht.server.web.parts.law_shown import law_facts
from zicht.server.web.parts.moments import day, moment

# Off until a controller switches it on: not something that an agreement could have granted here.
OFF = frozenset({"possible_perpetrators"})


@dataclass(frozen=True, slots=True)
class Section:
    """One field group of a signal: facts, a table, a text, further answers; with none of these it is empty."""

    group: str
    title: str
    facts: tuple[Fact, ...] = ()
    table: Table | None = None
    text: str = ""
    further: tuple[Fact, ...] = ()

    @property
    def filled(self) -> bool:
        """Whether there is anything in this group."""
        return bool(self.facts or self.table or self.text or self.further)


@dataclass(frozen=True, slots=True)
class ElementShown:
    """One element of trafficking: what it is about, its state in words, the observations it rests on."""

    name: str
    about: str
    state: str
    badge: BadgeKind
    supported_by: tuple[str, ...]
    contradicted_by: tuple[str, ...]
    not_alone: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CoverageShown:
    """What a signal covers, in sentences."""

    elements: tuple[ElementShown, ...]
    questions: tuple[str, ...]
    other: tuple[str, ...]
    reading: str
    not_alone: str
    unconfirmed: str


def answer_word(list_name: str, kept: str, language: Language) -> str:
    """A kept coded answer in words; unknown, refused and not asked keep their own words."""
    if kept in STATES:
        return state_word(kept)
    return standard.label(list_name, kept, language) if kept else ""


def form_word(form: str, language: Language) -> str:
    """The form of a line in a list, "" where it is not granted."""
    return _("meer dan één vorm") if form == SEVERAL_FORMS else answer_word("form", form, language)


def provenance_word(code: str) -> str:
    """Where a statement comes from, as read by someone else than who gave it."""
    words = {
        "seen": _("zelf gezien of gehoord"),
        "told_by_person": _("verteld door de persoon zelf"),
        "told_by_other": _("verteld door iemand anders"),
        "document": _("uit een document of bericht"),
        "inferred": _("afgeleid"),
    }
    return words.get(code) or state_word(code)


def _core(view: SignalView, language: Language) -> tuple[Fact, ...]:
    core = view.core
    if core is None:
        return ()
    acute: BadgeKind = "acute" if core.acute == "yes" else ""
    return (
        Fact(_("Gemeente"), answer_word("municipality", core.where, language)),
        Fact(_("Wanneer gezien of gehoord"), day(core.when) or state_word(core.when_state)),
        Fact(_("Om wie het gaat"), answer_word("age_class", core.who, language)),
        Fact(_("Direct gevaar"), answer_word("yes", core.acute, language), acute),
        Fact(_("Hoe dit bekend is"), provenance_word(core.known_via)),
        Fact(_("Wie dit doorgaf"), answer_word("capacity", core.capacity, language)),
        Fact(_("Gaat over de melder zelf"), answer_word("yes", core.about_self, language)),
        Fact(_("Binnengekomen via"), standard.label("channel", core.channel, language)),
    )


def _person(row: PersonRow, language: Language) -> tuple[Cell, ...]:
    roles = ", ".join(standard.label("role", role, language) for role in row.roles)
    age = answer_word("age_class", row.age_class, language)
    return (Cell(str(row.number)), Cell(roles), Cell(age), Cell(answer_word("sex", row.sex, language)))


def _persons(view: SignalView, language: Language) -> Table | None:
    if not view.persons:
        return None
    columns = (Column(_("Persoon")), Column(_("Rol")), Column(_("Leeftijd")), Column(_("Geslacht")))
    return Table(_("Personen"), columns, tuple(_person(row, language) for row in view.persons))


def sign_word(item: str, language: Language) -> str:
    """The sentence of one sign of the catalogue."""
    found = indicator(item)
    text = found.nl if language == "nl" else found.en
    return text[:1].upper() + text[1:]


def _observation(item: Observation, language: Language) -> tuple[Cell, ...]:
    seen = item.answer == "value"
    return (
        Cell(sign_word(item.indicator, language)),
        Cell(_("gezien") if seen else state_word(item.answer), badge="info" if seen else ""),
        Cell(_known(item, language)),
        Cell(_days(item) or "–"),
    )


def _known(item: Observation, language: Language) -> str:
    """Where a statement comes from, and how sure whoever gave it was."""
    source = provenance_word(item.provenance)
    return f"{source} ({standard.label('certainty', item.certainty, language)})" if item.certainty else source


def _days(item: Observation) -> str:
    """When it was seen or heard, and when it happened: two days, never one for the other."""
    happened = _("gebeurd op %(day)s") % {"day": day(item.happened_on)} if item.happened_on else ""
    return ", ".join(text for text in (day(item.seen_on), happened) if text)


def _observations(view: SignalView, language: Language) -> Table | None:
    if not view.observations:
        return None
    columns = (Column(_("Waarneming")), Column(_("Antwoord")), Column(_("Hoe bekend")), Column(_("Wanneer")))
    rows = tuple(_observation(item, language) for item in view.observations)
    return Table(_("Wat is gezien en gevraagd"), columns, rows)


def _contact(found: Mapping[str, str], language: Language) -> tuple[Fact, ...]:
    safe = found.get("safe", "")
    welcome = found.get("contact") == safe == "yes"
    advice = _("Dat mag.") if welcome else _("Doe dit niet: niet bekend of het mag en veilig is.")
    return (
        Fact(_("Contact opnemen"), advice),
        Fact(_("Contact gewenst"), answer_word("yes", found.get("contact", ""), language)),
        Fact(_("Contact veilig"), answer_word("yes", safe, language)),
        Fact(_("Gegevens"), found.get("details", "")),
        Fact(_("Hoe"), answer_word("contact_how", found.get("how", ""), language)),
        Fact(_("Wanneer veilig"), found.get("when", "")),
    )


def _readable(name: str, value: str) -> str:
    return day(date.fromisoformat(value)) if name == "birth_date" else value


def _of_persons(found: Mapping[str, Mapping[str, str]], labels: Mapping[str, str]) -> tuple[Fact, ...]:
    return tuple(
        Fact(f"{label} ({_('persoon')} {number})", _readable(name, values[name]))
        for number, values in sorted(found.items())
        for name, label in labels.items()
        if values.get(name)
    )


def _first(view: SignalView, language: Language) -> Iterator[Section]:
    """What the first answers told, by granted field group."""
    title = {group: standard.group_label(group, language).capitalize() for group in standard.FIELD_GROUPS}
    if view.core is not None:
        yield Section("core", title["core"], _core(view, language), _persons(view, language))
    if view.what is not None:
        forms = ", ".join(answer_word("form", form, language) for form in view.what)
        facts = (Fact(_("Vermoeden"), forms), *law_facts(view, language))
        yield Section("observations", title["observations"], facts, _observations(view, language))
    if view.narrative is not None:
        yield Section("narrative", title["narrative"], text=view.narrative)
    if view.identity is not None:
        names = {"first_name": _("Voornaam"), "last_name": _("Achternaam"), "birth_date": _("Geboortedatum")}
        yield Section("identity", title["identity"], _of_persons(view.identity, names))
    if view.contact is not None:
        yield Section("contact", _("Contact met de melder"), _contact(view.contact, language) if view.contact else ())
    if view.location is not None:
        yield Section("location", title["location"], text=view.location)
    if view.status is not None:
        names = {
            "nationality": _("Nationaliteit"),
            "residence_status": _("Verblijf"),
            "birthplace": _("Geboorteplaats"),
        }
        yield Section("status", title["status"], _of_persons(view.status, names))


def _perpetrators(view: SignalView, language: Language) -> tuple[Fact, ...]:
    """Who may be a perpetrator, by the number of the person: the roles, and what is known of them."""
    labels = {
        "first_name": _("Voornaam"),
        "last_name": _("Achternaam"),
        "birth_date": _("Geboortedatum"),
        "nationality": _("Nationaliteit"),
        "residence_status": _("Verblijf"),
        "birthplace": _("Geboorteplaats"),
    }
    facts: list[Fact] = []
    for number, told in sorted((view.perpetrators or {}).items(), key=lambda item: int(item[0])):
        roles = ", ".join(standard.label("role", role, language) for role in told["roles"].split())
        facts.append(Fact(f"{_('Rol')} ({_('persoon')} {number})", roles))
        coded = {"age_class": _("Leeftijd"), "sex": _("Geslacht")}
        facts += [
            Fact(f"{label} ({_('persoon')} {number})", answer_word(name, told[name], language))
            for name, label in coded.items()
            if name in told
        ]
        facts += _of_persons({number: told}, labels)
    return tuple(facts)


def _only_further(language: Language) -> dict[str, str]:
    """The groups that no first answer is kept in, with their heading: there only when something further was told."""
    off = standard.group_label("possible_perpetrators", language).capitalize()
    return {"follow_up": _("Hulp en meldingen"), "possible_perpetrators": off}


def sections(view: SignalView, language: Language) -> Iterator[Section]:
    """The granted field groups with content to read, further answers with them; what was done is apart."""
    told = further_facts(view.details, language)
    for section in _first(view, language):
        yield replace(section, further=told.get(section.group, ()))
    facts = {"possible_perpetrators": _perpetrators(view, language)}
    for group, title in _only_further(language).items():
        if group in told or facts.get(group):
            yield Section(group, title, facts.get(group, ()), further=told.get(group, ()))


def not_granted(view: SignalView, language: Language) -> str:
    """The field groups that are kept from this reader, as one line; "" when there are none."""
    hidden = [group for group in standard.FIELD_GROUPS if group not in view.groups and group not in OFF]
    return ", ".join(standard.group_label(group, language) for group in hidden)


def _seen(items: list[dict[str, str]], language: Language) -> tuple[str, ...]:
    return tuple(f"{sign_word(item['indicator'], language)} ({provenance_word(item['provenance'])})" for item in items)


def _element(name: str, told: dict[str, Any], state: str, language: Language) -> ElementShown:
    titles = {"act": _("Handeling"), "means": _("Middel"), "purpose": _("Doel")}
    return ElementShown(
        titles[name],
        told["about"][language],
        told[language],
        "info" if state == "supported" else "",
        *(_seen(told[kind], language) for kind in ("supported_by", "contradicted_by", "not_alone")),
    )


def coverage_shown(view: SignalView, language: Language) -> CoverageShown | None:
    """What the observations cover, in sentences; None where core or observations are not granted."""
    if view.coverage is None:
        return None
    told = describe(view.coverage)
    return CoverageShown(
        tuple(_element(name, told["elements"][name], told[name], language) for name in ELEMENTS),
        tuple(question[language] for question in told["open_questions"]),
        tuple(other[language] for other in told["other_explanations"]),
        told["reading"][language],
        say("coverage.not_alone", language),
        told["unconfirmed"][language] if view.coverage.unconfirmed else "",
    )


@dataclass(frozen=True, slots=True)
class FollowUpShown:
    """One line of follow-up."""

    what: str
    who: str
    at: str
    note: str


def follow_up_shown(rows: tuple[FollowUpRow, ...] | None, language: Language) -> tuple[FollowUpShown, ...]:
    """What was done with a signal, oldest first; nothing where follow-up is not granted."""
    return tuple(FollowUpShown(follow_up_line(row, language), row.name, moment(row.at), row.note) for row in rows or ())


def follow_up_line(row: FollowUpRow, language: Language) -> str:
    """What was done, in words."""
    if row.kind == "outcome":
        return f"{_('Uitkomst')}: {standard.label('outcome', row.code, language)}"
    return f"{_('Gewogen')}: {standard.label('state', row.code, language)}"
