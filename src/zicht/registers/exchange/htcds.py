"""A signal as HTCDS person-cases: one per possible victim, every answer written or in the loss report.

Only what was weighed and became a case is exported so: a signal is not a case, which the caller sees to.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from zicht.knowledge.answers import AnswerState
from zicht.registers.exchange.case import AGE_BAND, SINGLE, STATUS_BY, STATUS_ON, Case, Thing
from zicht.registers.exchange.loss import Loss, Reason
from zicht.registers.exchange.meaning import OTHER, STATUS_FIELD, VICTIM, Target, is_exact, target
from zicht.registers.exchange.profiles import PSEUDONYMOUS, Profile
from zicht.registers.exchange.said import Said, Source, said
from zicht.registers.exchange.status import Assertion
from zicht.registers.exchange.tables import age_band, htcds_field, prefixes
from zicht.registers.exchange.values import canonical

DECIDED_BY = "vic_TraffickingStatusDecisionMakingOrg"


@dataclass(frozen=True, slots=True)
class _Placed:
    """One value on its way into a thing of the case."""

    one: Said
    code: str
    to: Target


@dataclass(slots=True)
class _Builder:
    """One case under way."""

    id: str
    source: Source
    profile: Profile
    number: int
    losses: list[Loss] = field(default_factory=list)
    placed: list[_Placed] = field(default_factory=list)
    states: dict[str, AnswerState] = field(default_factory=dict)
    extras: dict[str, str] = field(default_factory=dict)

    def lose(self, one: Said, reason: Reason, code: str = "", to: Target | None = None) -> None:
        """Note a loss: of the answer, or of one code of it. A text is never repeated."""
        coded = code if one.spec.codes else ""
        written, beside = (to.value, to.extension) if to else ("", "")
        self.losses.append(Loss(self.id, reason, one.key, one.spec.codes, coded, one.answer.state, written, beside))

    def take(self, one: Said) -> None:
        """Place one answer, or tell why not."""
        if self.profile.is_off(one):
            self.lose(one, "off")
        elif self.profile.leaves_out(one):
            self._leave_out(one)
        elif one.answer.state != "value":
            self._state(one)
        else:
            for value in one.answer.values:
                self._value(one, value)

    def _leave_out(self, one: Said) -> None:
        band = AGE_BAND if one.field == "birth_date" and one.answer.value else ""
        if band:
            self.extras[band] = age_band(years_at(date.fromisoformat(one.answer.value), self.source.received_on))
        self.losses.append(Loss(self.id, "profile", one.key, extension=band))

    def _state(self, one: Said) -> None:
        # the case is about one person: what somebody else did not answer is in the report only
        if one.spec.htcds and not _is_someone_else(one, (self.number,)):
            self.states[one.key] = one.answer.state
        self.lose(one, "state" if one.spec.htcds else "no_field")

    def _value(self, one: Said, value: str) -> None:
        to = target(one.field, value) if one.spec.codes else _plain_target(one, value)
        if to.reason:
            self.lose(one, to.reason, value, to)
        elif one.spec.codes and not is_exact(one.field, value):
            # the wider word belongs to another answer: only that answer says it (an au pair: servitude, by the form)
            own = to.field == one.spec.htcds
            to = to if own else Target()
            self.lose(one, "broader", value, to)
        if to.field:
            self.placed.append(_Placed(one, value, to))


def years_at(born: date, day: date) -> int:
    """The age in whole years on a day, from 0."""
    return max(0, day.year - born.year - ((day.month, day.day) < (born.month, born.day)))


def _plain_target(one: Said, value: str) -> Target:
    if not one.spec.htcds:
        return Target(reason="no_field")
    held = canonical(htcds_field(one.spec.htcds), value)
    return Target(one.spec.htcds, held) if held else Target(reason="not_this_shape")


def _about(placed: _Placed) -> str:
    """What thing a value belongs to: one per case for the person and their situation, else one per thing of ours."""
    if htcds_field(placed.to.field).prefix in SINGLE:
        return ""
    return f"{placed.one.spec.entity}#{placed.one.number}"


Slot = tuple[str, str, str]


def _slots(placed: Iterable[_Placed]) -> Mapping[Slot, list[_Placed]]:
    """Values by (prefix, thing, field)."""
    found: defaultdict[Slot, list[_Placed]] = defaultdict(list)
    for one in placed:
        found[htcds_field(one.to.field).prefix, _about(one), one.to.field].append(one)
    return found


def _fitting(builder: _Builder) -> Iterator[tuple[Slot, tuple[str, ...]]]:
    """What fits: in a field for one value nothing is chosen from several, because nobody said which."""
    for slot, found in _slots(builder.placed).items():
        values = tuple(dict.fromkeys(one.to.value for one in found))
        if len(values) > 1 and not htcds_field(slot[2]).several:
            for one in found:
                builder.lose(one.one, "one_only", one.code)
        else:
            yield slot, values


def _things(builder: _Builder) -> Mapping[str, tuple[Thing, ...]]:
    by_thing: defaultdict[tuple[str, str], dict[str, tuple[str, ...]]] = defaultdict(dict)
    for (prefix, about, name), values in _fitting(builder):
        by_thing[prefix, about][name] = values
    found: dict[str, tuple[Thing, ...]] = {}
    for prefix in prefixes():
        things = tuple(Thing(values, about) for (of, about), values in by_thing.items() if of == prefix)
        if things:
            found[prefix] = things
    return found


def _with_status(things: Mapping[str, tuple[Thing, ...]], status: Assertion | None) -> Mapping[str, tuple[Thing, ...]]:
    if status is None:
        return things
    values = dict(things["vic"][0].values) | {STATUS_FIELD: (status.status,), DECIDED_BY: (status.decided_by,)}
    return {**things, "vic": (Thing(values),)}


def _also_other(placed: Iterable[_Placed]) -> frozenset[str]:
    listed = [one for one in placed if one.to.value == OTHER]
    standing_in = {one.to.field for one in listed if one.to.extension}
    return frozenset(one.to.field for one in listed if not one.to.extension and one.to.field in standing_in)


def _case(builder: _Builder, number: int) -> Case:
    status = builder.source.assertions.get(number)
    if status:
        builder.extras |= {STATUS_ON: status.on.isoformat(), STATUS_BY: status.name}
    return Case(
        builder.id,
        _with_status(_things(builder), status),
        frozenset(one.to.extension for one in builder.placed if one.to.extension),
        _also_other(builder.placed),
        builder.states,
        builder.extras,
    )


def _of_person(one: Said, number: int) -> bool:
    return one.spec.entity == "person" and one.number == number


def _is_someone_else(one: Said, victims: Iterable[int]) -> bool:
    return one.spec.entity == "person" and one.number not in victims


def _built(source: Source, profile: Profile, answers: tuple[Said, ...], victims: list[int]) -> Iterator[_Builder]:
    for place, number in enumerate(victims):
        builder = _Builder(f"{source.id}-{number}", source, profile, number)
        for one in answers:
            # what is said of others in the signal is told once, with the first possible victim
            of_others = _is_someone_else(one, victims) and place == 0
            if one.spec.entity != "person" or _of_person(one, number):
                builder.take(one)
            elif of_others:
                _other_person(builder, one)
        for code in source.outcomes:
            builder.losses.append(Loss(builder.id, "no_field", "outcome", "outcome", code))
        yield builder


def _other_person(builder: _Builder, one: Said) -> None:
    """HTCDS has the victim, and a role in the process of whoever else is involved; nothing more of others."""
    if one.field == "possible_role" or builder.profile.is_off(one) or one.field == "roles":
        builder.take(one)
        return
    for code in one.answer.values or ("",):
        builder.lose(one, "no_field", code)


def cases(source: Source, profile: Profile = PSEUDONYMOUS) -> tuple[tuple[Case, ...], tuple[Loss, ...]]:
    """The person-cases of a signal, and what they could not hold. A signal without a possible victim has none."""
    answers = said(source.draft, source.groups)
    victims = [one.number for one in answers if one.field == "roles" and VICTIM in one.answer.values]
    if not victims:
        return (), (Loss(source.id, "no_person"),)
    found, losses = [], []
    for builder, number in zip(_built(source, profile, answers, victims), victims, strict=True):
        found.append(_case(builder, number))
        losses += builder.losses
    return tuple(found), tuple(losses)
