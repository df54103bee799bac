"""The fields of a correction: all of a signal that its corrector sees, on one page, with what stands there now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from zicht.knowledge import standard
from zicht.knowledge.indicators import Indicator, categories, indicators
from zicht.knowledge.sentences import Language
from zicht.knowledge.signal import PERPETRATOR, SignalDraft, known_answers
from zicht.server.signals.actions.correct import NOTE_MOST
from zicht.server.web.parts.components import Field, Option
from zicht.server.web.professional.fields import Shown, When
from zicht.server.web.professional.filling import AWAY, filled, person_name
from zicht.server.web.professional.further_fields import Further, FurtherGroup
from zicht.server.web.professional.given import (
    CERTAINTY,
    HAPPENED,
    NAME_MAX,
    NAMES,
    NO,
    PROVENANCE,
    SIGN,
    YES,
    Given,
)

WHY, NOTE = "reden", "reden_toelichting"
PERPETRATORS = "possible_perpetrators"
OWN_WORDS = {"narrative": "narrative", "place": "location"}


@dataclass(frozen=True, slots=True)
class Block:
    """Fields under one heading; open when something in it is wrong."""

    title: str
    fields: tuple[Field, ...]

    @property
    def opened(self) -> bool:
        """Whether there is something in it to look at."""
        return any(field.error for field in self.fields)


class SeenFurther(Further):
    """The further questions, of the groups that the corrector sees. What was relevant before stays on the page."""

    def __init__(self, shown: Shown, kept: SignalDraft, draft: SignalDraft, groups: frozenset[str]) -> None:
        super().__init__(shown, draft, perpetrators_on=PERPETRATORS in groups)
        before = known_answers(kept)
        self.known = {name: (*before.get(name, ()), *self.known.get(name, ())) for name in {*before, *self.known}}
        self.groups_seen = groups

    def _asked(self, spec: standard.Field, number: int) -> bool:
        own = spec.group == PERPETRATORS and "identity" in self.groups_seen
        return (own or spec.group in self.groups_seen) and super()._asked(spec, number)


class Correction:
    """Makes the fields of one page. ``draft`` is what the form says now, ``groups`` what its corrector sees."""

    def __init__(
        self, form: Given, kept: SignalDraft, draft: SignalDraft, groups: frozenset[str], language: Language,
        problems: Mapping[str, str] | None = None,
    ) -> None:  # fmt: skip
        self.shown = Shown(form, problems or {}, language)
        self.kept, self.draft, self.groups = kept, draft, groups

    def when(self) -> When:
        """The day."""
        return self.shown.when()

    def first(self) -> tuple[Field, ...]:
        """The answers that were asked of everyone."""
        held = {"contact": "contact"}
        answers = [f for f in self.shown.required() if held.get(f.name, "core") in self.groups]
        words = [
            self.shown.text(name, kind="textarea" if name == "narrative" else "text")
            for name, group in OWN_WORDS.items()
            if group in self.groups
        ]
        return (*answers, *words, self.shown.coded("about_self"))

    def _person(self, number: int) -> Iterator[Field]:
        shown = self.shown
        roles = tuple(
            Option(code.wire, (code.nl if shown.language == "nl" else code.en).capitalize())
            for code in standard.codes("role")
            if code.id != PERPETRATOR or PERPETRATORS in self.groups
        )
        states = [option for option in shown.coded("about_self").options if option.value not in ("", YES, NO)]
        yield shown.choice(person_name(number, "roles"), _("Rol"), roles, many=True)
        for field, label in (("age_class", _("Leeftijd")), ("sex", _("Geslacht"))):
            options = (*shown.codes(field), *states)
            yield shown.choice(person_name(number, field), label, options, must=False)
        if "identity" in self.groups:
            yield shown.typed(person_name(number, "first_name"), _("Voornaam"), most=NAME_MAX)
            yield shown.typed(person_name(number, "last_name"), _("Achternaam"), most=NAME_MAX)
            yield shown.typed(person_name(number, "birth_date"), _("Geboortedatum"), "date")
        if "status" in self.groups:
            yield shown.typed(person_name(number, "nationality"), _("Nationaliteit"), most=NAME_MAX)
            yield shown.typed(person_name(number, "residence_status"), _("Verblijf"), most=NAME_MAX)
            yield shown.typed(person_name(number, "birthplace"), _("Geboorteplaats"), most=NAME_MAX)
        if number <= len(self.kept.persons) and {"core", "identity", "status"} <= self.groups:
            away = (Option(YES, _("Haal deze persoon weg uit het signaal")),)
            yield shown.choice(person_name(number, AWAY), _("Weghalen"), away, many=True, must=False)

    def persons(self) -> tuple[Block, ...]:
        """Everyone involved, and room for one more."""
        numbers = range(1, len(self.kept.persons) + 2)
        titles = (_("Persoon %(number)s") % {"number": n} for n in numbers[:-1])
        return tuple(
            Block(title, tuple(self._person(number)))
            for number, title in zip(numbers, (*titles, _("Nog een persoon")), strict=True)
        )

    def contact(self) -> tuple[Block, ...]:
        """How the reporter may be reached, where that is granted."""
        return (Block(_("Contact met de melder"), self.shown.contact()),) if "contact" in self.groups else ()

    def _sign(self, sign: Indicator) -> tuple[Field, ...]:
        shown = self.shown
        label = sign.nl if shown.language == "nl" else sign.en
        answers = (
            Option(YES, _("Ja")),
            Option(NO, _("Nee")),
            Option("onbekend", _("Onbekend")),
            Option("niet_gevraagd", _("Niet gevraagd")),
            Option("geweigerd", _("Dat wil ik niet zeggen")),
        )
        answer = shown.choice(SIGN + sign.id, label[:1].upper() + label[1:], answers, must=False)
        first, *rest = answer.options
        source = shown.choice(PROVENANCE + sign.id, _("Hoe weet u dit?"), shown.codes("provenance"), must=False)
        happened = shown.typed(HAPPENED + sign.id, _("Wanneer gebeurde dit? (mag leeg blijven)"), "date")
        sure = shown.choice(
            CERTAINTY + sign.id, _("Hoe zeker is dit? (mag leeg blijven)"), shown.codes("certainty"), must=False
        )
        none = replace(first, label=_("Geen waarneming hierover"))
        return replace(answer, options=(none, *rest)), source, happened, sure

    def signs(self) -> Iterator[Block]:
        """The signs that fit the suspected forms, and those answered already; one that is said twice stays out."""
        said = [item.indicator for item in self.kept.observations]
        forms = set(self.draft.what.values)
        fits = {sign.id for sign in indicators() if not forms or forms & set(sign.forms)}
        for category in categories():
            offered = [s for s in indicators() if s.category == category.id and (s.id in fits or s.id in said)]
            fields = tuple(f for sign in offered if said.count(sign.id) < 2 for f in self._sign(sign))
            if fields:
                title = category.nl if self.shown.language == "nl" else category.en
                yield Block(title[:1].upper() + title[1:], fields)

    def further(self) -> tuple[FurtherGroup, ...]:
        """The further questions."""
        return SeenFurther(self.shown, self.kept, self.draft, self.groups).groups()

    def counts(self) -> tuple[tuple[str, str], ...]:
        """How many of each entity the page shows."""
        return SeenFurther(self.shown, self.kept, self.draft, self.groups).counts()

    def why(self) -> tuple[Field, ...]:
        """The reason, and room to explain it where the narrative is granted."""
        label, hint = _("Waarom verbetert u dit?"), _("De reden blijft bij de oude waarde staan.")
        codes = self.shown.codes("correction")
        reason = self.shown.choice(WHY, label, codes, hint, must=True)
        note_hint = _("Wie de toelichting van het signaal mag lezen, leest ook dit.")
        note = self.shown.typed(NOTE, _("Uitleg bij de verbetering"), "textarea", note_hint, NOTE_MOST)
        return (reason, note) if "narrative" in self.groups else (reason,)

    def every_field(self) -> tuple[Field, ...]:
        """Every control of the page that stands for something of the signal, but the day."""
        blocks = (*self.persons(), *self.contact(), *self.signs())
        further = (field for group in self.further() for field in group.every_field)
        return (*self.first(), *(field for block in blocks for field in block.fields), *further)


def sent_unchanged(field: Field) -> tuple[str, ...]:
    """What a browser sends of a field that nobody touched."""
    values = field.value if isinstance(field.value, tuple) else (field.value,)
    if field.options:
        values = tuple(value for value in values if value in {option.value for option in field.options})
    return tuple(value for value in values if value)


def untouched(kept: SignalDraft, groups: frozenset[str], language: Language) -> Mapping[str, tuple[str, ...]]:
    """What the page would send of a signal that is left as it is, by name."""
    page = Correction(filled(kept), kept, kept, groups, language)
    day = page.when()
    sent = tuple(value for value in (str(day.field.value), "onbekend" if day.unknown else "") if value)
    return {field.name: sent_unchanged(field) for field in page.every_field()} | {NAMES["when"]: sent}
