"""The further fields as they are shown: per thing that they are about, and only what the answers make relevant."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from zicht.knowledge import standard
from zicht.knowledge.details import OWN_MARK, offered, relevant
from zicht.knowledge.signal import SignalDraft, known_answers
from zicht.server.web.parts.components import Field, FieldKind, Option
from zicht.server.web.professional.fields import REFUSED, UNKNOWN, Shown
from zicht.server.web.professional.further import COUNT, FURTHER, STATE, detail_name, most, shown_numbers
from zicht.server.web.professional.given import NAME_MAX, NO
from zicht.server.web.professional.perpetrator import AGE, BORN, FIRST, GENDER, LAST, ROLE, is_offender

# Where several may hold, none may hold; and of these a no says something that leaving open does not.
NO_SAYS = frozenset({"notified_to", "other_explanation", "phase_until"})
MORE_OF = "nog:"
OFF = "possible_perpetrators"


@dataclass(frozen=True, slots=True)
class FurtherField:
    """One question; ``instead`` holds the answers that are no value, where the first control cannot."""

    answer: Field
    instead: Field | None = None


@dataclass(frozen=True, slots=True)
class FurtherGroup:
    """The questions about one entity; ``more`` is the step that shows one more of it, "" when there is none."""

    entity: str
    title: str
    hint: str
    fields: tuple[FurtherField, ...]
    opened: bool
    more: str
    more_label: str

    @property
    def every_field(self) -> tuple[Field, ...]:
        """Every control of the group, in order."""
        return tuple(one for field in self.fields for one in (field.answer, field.instead) if one)


def _answer_options(spec: standard.Field) -> tuple[Option, ...]:
    several = spec.kind == "codes"
    no = (Option(NO, _("Nee, niets hiervan") if several else _("Nee")),) if several or spec.id in NO_SAYS else ()
    return (*no, *_unsaid())


def _unsaid() -> tuple[Option, ...]:
    return Option(UNKNOWN, _("Dat weet ik niet")), Option(REFUSED, _("Dat wil ik niet zeggen"))


def _options(shown: Shown, spec: standard.Field, perpetrators_on: bool) -> tuple[Option, ...]:
    codes = shown.codes(spec.codes)
    if spec.codes == "owner" and not perpetrators_on:
        own = {code.wire for code in standard.codes("owner") if code.id == OWN_MARK}
        return tuple(option for option in codes if option.value in own)  # the rest is off (principle 24)
    return (*codes, *_answer_options(spec))


def _coded(shown: Shown, spec: standard.Field, name: str, label: str, hint: str, perpetrators_on: bool) -> FurtherField:
    options = _options(shown, spec, perpetrators_on)
    field = shown.choice(name, label, options, hint, spec.kind == "codes", must=False)
    first, *rest = field.options
    empty = Option("", _("Leeg: niet gevraagd")) if field.kind == "select" else first
    return FurtherField(replace(field, options=(empty, *rest)))


def _typed(shown: Shown, spec: standard.Field, name: str, label: str, hint: str) -> FurtherField:
    kind: FieldKind = "date" if spec.kind == "date" else "textarea" if spec.max_length > 300 else "text"
    answer = shown.typed(name, label, kind, hint, spec.max_length)
    options = (Option("", _("Leeg: niet gevraagd")), *_answer_options(spec))
    asked = _("Geen antwoord op ‘%(question)s’?") % {"question": label}
    instead = Field(name + STATE, name + STATE, asked, "select", shown.form.one(name + STATE), options)
    return FurtherField(answer, instead)


class Further:
    """Makes the groups of one form. ``perpetrators_on``: the organisation takes what is not the victim's own too.

    ``offender``: a possible perpetrator is asked for as a person as well, with what that person does.
    """

    def __init__(
        self, shown: Shown, draft: SignalDraft, *, perpetrators_on: bool = False, offender: bool = False
    ) -> None:
        self.shown = shown
        self.offender = offender
        self.perpetrators_on = perpetrators_on
        self.known = known_answers(draft)
        self.answered = {(detail.field, detail.number) for detail in draft.details}

    def _asked(self, spec: standard.Field, number: int) -> bool:
        """Relevant to what was answered; what was answered or is wrong stays to be seen, also when no longer so."""
        name = detail_name(spec, number)
        there = (spec.id, number) in self.answered or name in self.shown.problems or bool(self.shown.form.all(name))
        return there or relevant(spec, self.known)

    def _field(self, spec: standard.Field, number: int, several: str) -> FurtherField:
        name, dutch = detail_name(spec, number), self.shown.language == "nl"
        label = spec.nl if dutch else spec.en
        label = f"{label} ({several} {number})" if several else label
        hint = spec.meaning_nl if dutch else spec.meaning_en
        if spec.kind in ("date", "text"):
            return _typed(self.shown, spec, name, label, hint)
        return self._fitting(spec, _coded(self.shown, spec, name, label, hint, self.perpetrators_on))

    def _fitting(self, spec: standard.Field, field: FurtherField) -> FurtherField:
        """Without the kinds that belong to another form than was suspected."""
        fit = {code.wire for code in offered(spec, self.known)}
        other = {code.wire for code in standard.codes(spec.codes)} - fit
        options = tuple(option for option in field.answer.options if option.value not in other)
        return replace(field, answer=replace(field.answer, options=options))

    def _fields(self, entity: standard.Entity, numbers: int) -> Iterator[FurtherField]:
        name = entity.nl if self.shown.language == "nl" else entity.en
        for number in range(1, numbers + 1):
            for spec in standard.detail_fields():
                # what a possible perpetrator does is asked with that person
                elsewhere = self.offender and spec.id == ROLE
                if spec.entity == entity.id and not elsewhere and self._asked(spec, number):
                    yield self._field(spec, number, name if numbers > 1 else "")

    def _group(self, entity: standard.Entity) -> FurtherGroup:
        numbers = shown_numbers(self.shown.form, entity.id)
        fields = tuple(self._fields(entity, numbers))
        name = entity.nl if self.shown.language == "nl" else entity.en
        own = any(spec.group == OFF for spec in standard.detail_fields() if spec.entity == entity.id)
        more = f"{MORE_OF}{entity.id}" if numbers < most(entity.id) else ""
        return FurtherGroup(
            entity.id,
            name[:1].upper() + name[1:],
            self._own_hint() if own and entity.id != "person" else "",
            fields,
            numbers > 1 or any(_filled(field) for field in fields),
            more,
            _("Nog een: %(thing)s") % {"thing": name},
        )

    def _own_hint(self) -> str:
        if self.perpetrators_on:
            return _(
                "Is dit van het mogelijke slachtoffer zelf? Kies dat dan. Anders geldt het als gegeven over een "
                "mogelijke pleger: dat ziet alleen wie dit doorgaf, en het eigen meldpunt."
            )
        return _(
            "Vul dit alleen in als het van het mogelijke slachtoffer zelf is, en kies dat dan ook. Gegevens over "
            "mogelijke plegers neemt dit formulier niet aan."
        )

    def groups(self) -> tuple[FurtherGroup, ...]:
        """Every entity with something to ask, in the order of the standard."""
        found = [self._group(entity) for entity in standard.entities()]
        found += [self._offender()] if self.offender else []
        return tuple(group for group in found if group.fields)

    def _offender(self) -> FurtherGroup:
        """A possible perpetrator as a person: what little is known, each answer of which may stay empty."""
        shown, role = self.shown, next(spec for spec in standard.detail_fields() if spec.id == ROLE)
        coded = (
            (AGE, _("Leeftijd van de mogelijke pleger"), (*shown.codes("age_class"), *_unsaid())),
            (GENDER, _("Geslacht van de mogelijke pleger"), (*shown.codes("sex"), *_unsaid())),
        )
        typed = (
            shown.typed(FIRST, _("Voornaam van de mogelijke pleger"), most=NAME_MAX),
            shown.typed(LAST, _("Achternaam van de mogelijke pleger"), most=NAME_MAX),
            shown.typed(BORN, _("Geboortedatum van de mogelijke pleger"), "date"),
        )
        chosen = tuple(shown.choice(name, label, options, must=False) for name, label, options in coded)
        fields = (self._field(role, 1, ""), *(FurtherField(field) for field in (*typed, *chosen)))
        hint = _(
            "Vul alleen in wat nodig is. Dit ziet alleen wie het doorgaf, en het eigen meldpunt. Is deze persoon ook "
            "een mogelijk slachtoffer? Vertel dan over het slachtoffer, niet hier."
        )
        opened = any(_filled(field) for field in fields)
        return FurtherGroup("offender", _("Mogelijke pleger"), hint, fields, opened, "", "")

    def counts(self) -> tuple[tuple[str, str], ...]:
        """How many of each entity the page shows, to be sent along."""
        form = self.shown.form
        return tuple((COUNT + e.id, str(n)) for e in standard.entities() if (n := shown_numbers(form, e.id)) > 1)


def _filled(field: FurtherField) -> bool:
    return bool(field.answer.value or field.answer.error or (field.instead and field.instead.value))


def one_more(values: Mapping[str, tuple[str, ...]], entity: str, now: int) -> dict[str, tuple[str, ...]]:
    """The values of a form that shows one more of an entity."""
    return {**values, COUNT + entity: (str(now + 1),)}


def is_further(name: str) -> bool:
    """Whether a name of the form belongs to the further answers."""
    return name.startswith(FURTHER) or is_offender(name)
