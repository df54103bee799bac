"""The form's fields as they are shown: options in order, what was given still there, the problem at its field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from zicht.knowledge import standard
from zicht.knowledge.indicators import Indicator, categories, indicators
from zicht.knowledge.sentences import Language
from zicht.knowledge.signal import WIRE_STATES
from zicht.server.web.parts.components import Field, FieldKind, Option
from zicht.server.web.professional.given import (
    BIRTH_DATE,
    CERTAINTY,
    FIRST_NAME,
    HAPPENED,
    LAST_NAME,
    NAME_MAX,
    NAMES,
    NO,
    PROVENANCE,
    SEX,
    SIGN,
    YES,
    Given,
)

UNKNOWN, NOT_ASKED, REFUSED = "onbekend", "niet_gevraagd", "geweigerd"
RADIO_MOST = 4  # longer lists are a native list to choose from: short on a phone


@dataclass(frozen=True, slots=True)
class When:
    """The date and "I do not know" beside it: two controls, one name. A date that is none is shown as typed."""

    field: Field
    unknown: bool


@dataclass(frozen=True, slots=True)
class SignField:
    """One sign to answer, how that is known, and where it is known: when it happened and how sure that is."""

    answer: Field
    provenance: Field
    happened: Field
    certainty: Field
    newcomers: bool

    @property
    def every_field(self) -> tuple[Field, ...]:
        """Every control, in order."""
        return (self.answer, self.provenance, self.happened, self.certainty)


@dataclass(frozen=True, slots=True)
class SignGroup:
    """The signs of one category; open when something in it was answered or is wrong."""

    title: str
    signs: tuple[SignField, ...]
    opened: bool

    @property
    def every_field(self) -> tuple[Field, ...]:
        """Every control of the group, in order."""
        return tuple(field for sign in self.signs for field in sign.every_field)


class Shown:
    """Makes the fields of one form."""

    def __init__(self, form: Given, problems: Mapping[str, str], language: Language) -> None:
        self.form = form
        self.problems = problems
        self.language = language

    def _label(self, field: standard.Field) -> str:
        return field.nl if self.language == "nl" else field.en

    def codes(self, list_name: str) -> tuple[Option, ...]:
        """The codes of a list, to choose from."""
        named = [(code.wire, code.nl if self.language == "nl" else code.en) for code in standard.codes(list_name)]
        return tuple(Option(wire, label[:1].upper() + label[1:]) for wire, label in named)  # keeps other capitals

    def _states(self, list_name: str, required: bool) -> tuple[Option, ...]:
        no = (Option(NO, _("Nee")),) if list_name == "yes" else ()
        silent = () if required else (Option(NOT_ASKED, _("Niet gevraagd")),)
        return (
            *no,
            Option(UNKNOWN, _("Dat weet ik niet")),
            Option(REFUSED, _("Dat wil ik niet zeggen")),
            *silent,
        )

    def coded(self, field_id: str, hint: str = "") -> Field:
        """A coded field of the standard."""
        field = standard.field(field_id)
        options = (*self.codes(field.codes), *self._states(field.codes, field.required))
        return self.choice(NAMES[field_id], self._label(field), options, hint, field.kind == "codes", field.required)

    def choice(
        self, name: str, label: str, options: tuple[Option, ...], hint: str = "", many: bool = False, must: bool = True
    ) -> Field:
        """One choice, or several: radio buttons when few, else a list."""
        kind: FieldKind = "checkboxes" if many else "radio" if must and len(options) <= RADIO_MOST else "select"
        first = _("Kies een antwoord") if must else _("Niets gekozen")
        shown = (Option("", first), *options) if kind == "select" else options
        value = self.form.all(name) if many else self.form.one(name)
        return Field(name, name, label, kind, value, shown, hint, self.problems.get(name, ""), must)

    def text(self, field_id: str, hint: str = "", kind: FieldKind = "text") -> Field:
        """A text of the standard."""
        field = standard.field(field_id)
        return self.typed(NAMES[field_id], self._label(field), kind, hint, field.max_length)

    def typed(self, name: str, label: str, kind: FieldKind = "text", hint: str = "", most: int = 0) -> Field:
        """A field to type in; never filled in by the browser, for it is about someone else."""
        value, error = self.form.one(name), self.problems.get(name, "")
        if kind == "date" and error:
            kind = "text"  # a date control would show nothing of what was typed
        return Field(name, name, label, kind, value, hint=hint, error=error, max_length=most, autocomplete="off")

    def when(self) -> When:
        """The day it was seen or heard."""
        field, name = standard.field("when"), NAMES["when"]
        sent = self.form.all(name)
        typed = next((value for value in sent if value not in WIRE_STATES), "")
        error = self.problems.get(name, "")
        kind: FieldKind = "text" if error and typed else "date"
        shown = Field(name, name, self._label(field), kind, typed, error=error, required=True, autocomplete="off")
        return When(shown, UNKNOWN in sent)

    def required(self) -> tuple[Field, ...]:
        """The coded answers that are asked of everyone, in the order of the standard."""
        hints = {
            "what": _("Meer dan één mag."),
            "known_via": _("Bij elke waarneming kunt u dit straks nog veranderen."),
            "contact": _("Kiest u ja? Vul dan verderop in hoe, en of dat veilig is. Anders nemen wij geen contact op."),
        }
        return tuple(
            self.coded(field.id, hints.get(field.id, ""))
            for field in standard.fields()
            if field.required and field.kind != "date"
        )

    def contact(self) -> tuple[Field, ...]:
        """How the reporter may be reached."""
        return (
            self.text("contact_details"),
            self.coded("contact_safe", _("Weet u dit niet? Dan nemen wij geen contact op.")),
            self.coded("contact_how"),
            self.text("contact_when", _("Bijvoorbeeld: op werkdagen na 14 uur.")),
        )

    def person(self) -> tuple[Field, ...]:
        """The possible victim, as far as known."""
        options = (*self.codes("sex"), *self._states("sex", False))
        return (
            self.typed(FIRST_NAME, _("Voornaam"), most=NAME_MAX),
            self.typed(LAST_NAME, _("Achternaam"), most=NAME_MAX),
            self.typed(BIRTH_DATE, _("Geboortedatum"), "date"),
            self.choice(SEX, _("Geslacht"), options, must=False),
        )

    def on_behalf(self, name: str) -> Field:
        """Whether it is passed on for someone else, and how it came in."""
        wires = {code.id: code.wire for code in standard.codes("channel")}
        options = (
            Option("", _("Nee, het is mijn eigen signaal")),
            Option(wires["phone"], _("Ja, iemand vertelde het aan de telefoon")),
            Option(wires["desk"], _("Ja, iemand vertelde het aan de balie")),
            Option(wires["paper"], _("Ja, iemand schreef het op papier")),
        )
        hint = _("Geef dan de antwoorden van diegene. Contact is dan contact met diegene.")
        label = _("Geeft u dit door voor iemand anders?")
        return Field(name, name, label, "select", self.form.one(name), options, hint, self.problems.get(name, ""))

    def narrative(self) -> Field:
        """What the reporter tells in their own words."""
        hint = _("Schrijf op wat u zag of hoorde. Noem geen namen van mogelijke plegers.")
        return self.text("narrative", hint, "textarea")

    def _sign(self, sign: Indicator) -> SignField:
        label = sign.nl if self.language == "nl" else sign.en
        answers = (
            Option(YES, _("Ja")),
            Option(NO, _("Nee")),
            Option(UNKNOWN, _("Onbekend")),
            Option(NOT_ASKED, _("Niet gevraagd")),
        )
        answer = self.choice(SIGN + sign.id, label[:1].upper() + label[1:], answers)
        source = self.choice(PROVENANCE + sign.id, _("Hoe weet u dit?"), self.codes("provenance"))
        known_via = self.form.one(PROVENANCE + sign.id) or self.form.one(NAMES["known_via"])
        happened = self.typed(HAPPENED + sign.id, _("Wanneer gebeurde dit? (mag leeg blijven)"), "date")
        sure = self.choice(
            CERTAINTY + sign.id, _("Hoe zeker is dit? (mag leeg blijven)"), self.codes("certainty"), must=False
        )
        source = replace(source, value=known_via)
        return SignField(answer, source, happened, sure, sign.stands_in_for_origin)

    def signs(self) -> Iterator[SignGroup]:
        """The signs of the forms that were chosen, by category; of every form when none was."""
        chosen = {code.id for code in standard.codes("form") if code.wire in self.form.all(NAMES["what"])}
        every = {code.id for code in standard.codes("form")}
        offered = [sign for sign in indicators() if chosen & set(sign.forms) or every == set(sign.forms)]
        for category in categories():
            signs = tuple(self._sign(sign) for sign in offered if sign.category == category.id)
            if signs:
                touched = any(sign.answer.value or any(field.error for field in sign.every_field) for sign in signs)
                title = category.nl if self.language == "nl" else category.en
                yield SignGroup(title.capitalize(), signs, touched)
