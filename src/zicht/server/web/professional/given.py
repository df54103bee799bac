"""What the form of a signal sent, read name by name, every problem at its field. No database, no request."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from zicht.knowledge import standard
from zicht.knowledge.indicators import unknown_ids
from zicht.knowledge.sentences import Language, say
from zicht.knowledge.signal import NOT_ASKED, WIRE_STATES, Answer, AnswerState, Observation, Person, date_problem
from zicht.server.web.parts.posted import fit

SIGN, PROVENANCE, HAPPENED, CERTAINTY = "waarneming_", "herkomst_", "gebeurd_", "zekerheid_"
FIRST_NAME, LAST_NAME, BIRTH_DATE, SEX = "voornaam", "achternaam", "geboortedatum", "geslacht"
NAME_MAX = 100
FIRST_BIRTH = date(1900, 1, 1)
DATE_SHAPES = ("%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y")
YES, NO = "ja", "nee"
SIGN_ANSWERS: dict[str, AnswerState] = {YES: "value", **WIRE_STATES}


def form_name(field: standard.Field) -> str:
    """The name of a field in the form: the wire name with underscores ("bekendVia" -> "bekend_via")."""
    return re.sub(r"[A-Z]", lambda found: f"_{found[0].lower()}", field.wire)


NAMES: dict[str, str] = {field.id: form_name(field) for field in standard.fields()}


@dataclass(frozen=True, slots=True)
class Given:
    """What was typed and chosen, by the form's names; line ends are the same from every browser."""

    values: Mapping[str, tuple[str, ...]]

    def all(self, name: str) -> tuple[str, ...]:
        """Every non-empty value under a name."""
        return tuple(value for value in self.values.get(name, ()) if value)

    def one(self, name: str) -> str:
        """The first non-empty value under a name, or ""."""
        return next(iter(self.all(name)), "")


def given(sent: Mapping[str, list[str]]) -> Given:
    """The form's values from a request's lists."""
    return Given({name: tuple(fit(value) for value in values) for name, values in sent.items()})


def codes_by_wire(list_name: str) -> dict[str, str]:
    """Wire value -> code id of one list."""
    return {code.wire: code.id for code in standard.codes(list_name)}


class Reader:
    """Reads one form, collecting problems as it goes."""

    def __init__(self, form: Given, language: Language) -> None:
        self.form = form
        self.language = language
        self.problems: dict[str, str] = {}

    def wrong(self, name: str, key: str, **params: str | int | float) -> None:
        """Note a problem; the first one at a field is the one shown."""
        self.problems.setdefault(name, say(key, self.language, **params))

    def coded(self, name: str, list_name: str) -> Answer:
        """One coded answer: value(s), a state, or silence (not asked)."""
        sent = self.form.all(name)
        states = [value for value in sent if value in WIRE_STATES]
        if not sent:
            return NOT_ASKED
        if states and len(set(sent)) > 1:
            self.wrong(name, "professional.value_and_unknown")
        if states:
            return Answer(WIRE_STATES[states[0]])
        known = codes_by_wire(list_name)
        for value in sent:
            if value not in known:
                self.wrong(name, "code.unknown", value=value[:40])
        values = [known[value] for value in sent if value in known]
        return Answer.of(*values) if values else NOT_ASKED

    def day(self, name: str) -> tuple[date | None, AnswerState]:
        """A date, or the state that stands in its place."""
        sent = self.form.all(name)
        dates = [value for value in sent if value not in WIRE_STATES]
        states = [WIRE_STATES[value] for value in sent if value in WIRE_STATES]
        if dates and states:
            self.wrong(name, "professional.value_and_unknown")
        if dates:
            return self.read_date(name, dates[0]), "value"
        return None, states[0] if states else "not_asked"

    def read_date(self, name: str, text: str) -> date | None:
        """A date in one of the shapes people write; else a problem at its name."""
        for shape in DATE_SHAPES:
            try:
                return datetime.strptime(text, shape).date()  # a calendar day has no time zone
            except ValueError:
                continue
        self.wrong(name, "professional.not_a_date")
        return None

    def text(self, name: str, most: int = 0) -> str:
        """A text; too long is a problem at its field (the standard's own fields are checked with the draft)."""
        value = self.form.one(name)
        if most and len(value) > most:
            self.wrong(name, "text.long", length=len(value), most=most)
        return value

    def observations(self, known_via: Answer, seen_on: date | None) -> Iterator[Observation]:
        """The signs that were answered. A sign left alone is no statement at all."""
        provenances = codes_by_wire("provenance")
        for name in self.form.values:
            sign, answer = name.removeprefix(SIGN), self.form.one(name)
            if not name.startswith(SIGN) or not answer:
                continue
            if unknown_ids([sign]) or answer not in SIGN_ANSWERS:
                self.wrong(name, "professional.unknown_sign")
                continue
            sent = self.form.one(PROVENANCE + sign)
            source = provenances.get(sent, "") if sent else known_via.value
            if source:
                happened, sure = self._happened(sign), self._certainty(sign)
                yield Observation(sign, SIGN_ANSWERS[answer], source, seen_on, happened, sure)
            else:
                self.wrong(PROVENANCE + sign, "professional.no_provenance")

    def _happened(self, sign: str) -> date | None:
        sent = self.form.one(HAPPENED + sign)
        return self.read_date(HAPPENED + sign, sent) if sent else None

    def _certainty(self, sign: str) -> str:
        sent = self.form.one(CERTAINTY + sign)
        known = codes_by_wire("certainty").get(sent, "")
        if sent and not known:
            self.wrong(CERTAINTY + sign, "code.unknown", value=sent[:40])
        return known

    def persons(self, who: Answer, today: date) -> tuple[Person, ...]:
        """The possible victim, when anything is known about them; never a possible perpetrator."""
        born, _ = self.day(BIRTH_DATE)
        problem = date_problem(born, BIRTH_DATE, today, FIRST_BIRTH)
        if problem:
            self.wrong(BIRTH_DATE, problem.rule, **problem.params)
        first, last = self.text(FIRST_NAME, NAME_MAX), self.text(LAST_NAME, NAME_MAX)
        sex = self.coded(SEX, "sex")
        if not (first or last or born or sex != NOT_ASKED):
            return ()
        return (Person(("presumed_victim",), who, sex, first, last, born),)
