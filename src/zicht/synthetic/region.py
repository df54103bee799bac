"""The fictional region itself: cheap to make, the same for the same seed, as large as asked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from random import Random

from zicht.errors import WrongUse
from zicht.knowledge.signal import SignalDraft
from zicht.knowledge.standard import organisations
from zicht.synthetic import people, users
from zicht.synthetic.dice import choose, dice, weighted
from zicht.synthetic.drafts import Sighting, draft
from zicht.synthetic.people import Population, TruePerson
from zicht.synthetic.schedule import NOBODY, Entry, entries
from zicht.synthetic.users import User
from zicht.synthetic.world import Register, world

MOST_SIGNALS = 1_000_000
MOST_YEARS = 20
MOST_SEED = 2**62
FIRST_YEAR, LAST_YEAR = 2000, 2100


@dataclass(frozen=True, slots=True)
class SyntheticSignal:
    """One signal of the region.

    ``number`` counts from 1 in order of time; ``username`` is "" for a public report; ``received_at`` is in UTC;
    ``truth_persons`` are numbers of the truth, in the order of ``draft.persons``; empty when nobody known is in it.
    """

    number: int
    organisation: str
    username: str
    received_at: datetime
    draft: SignalDraft
    truth_persons: tuple[int, ...]
    public: bool


@dataclass(frozen=True)
class Region:
    """A region of ``size`` signals. Everything in it follows from these four values and the version of Zicht."""

    size: int
    seed: int
    until: date
    years: int

    @cached_property
    def first(self) -> date:
        """The first day of the period. The period ends at the start (UTC) of the day ``until``."""
        day = 28 if (self.until.month, self.until.day) == (2, 29) else self.until.day
        return self.until.replace(year=self.until.year - self.years, day=day)

    @cached_property
    def people(self) -> Population:
        """Everybody who is exploited in the period, by number; ``people.size`` is the true number."""
        return people.population(self.size, self.seed, self.first, (self.until - self.first).days)

    @property
    def population(self) -> int:
        """The true number of people who are exploited at some moment in the period."""
        return self.people.size

    def users(self) -> tuple[User, ...]:
        """The sixty people who work with Zicht here."""
        return users.users(self.seed)

    def truth(self) -> Iterator[TruePerson]:
        """Everybody who is exploited in the period, known to a register or not, in the order of coming in sight."""
        return (self.people.person(number) for number in range(self.people.size))

    def signals(self) -> Iterator[SyntheticSignal]:
        """Every signal, in order of time, made as it is asked for."""
        staff = _staff(self.users())
        for number, entry in enumerate(entries(self.people, self.size), 1):
            yield self._signal(number, entry, staff)

    def _signal(self, number: int, entry: Entry, staff: dict[str, tuple[str, ...]]) -> SyntheticSignal:
        roll = dice(self.seed, "signal", number)
        register = world().registers[entry.register]
        received = datetime.combine(self.first, time(), UTC) + timedelta(seconds=entry.second)
        known = self._about(roll, entry)
        sighting = Sighting(register, _capacity(roll, register), received.date(), known)
        return SyntheticSignal(
            number=number,
            organisation=register.id,
            username="" if register.public else choose(roll, staff[register.id]),
            received_at=received,
            draft=draft(roll, sighting),
            truth_persons=tuple(person.number for person in known),
            public=register.public,
        )

    def _about(self, roll: Random, entry: Entry) -> tuple[TruePerson, ...]:
        """The person noted down, and sometimes those exploited together with them."""
        if entry.person == NOBODY:
            return ()
        crew: tuple[int, ...] = (entry.person,)
        if roll.random() < 0.35:
            others = (number for number in self.people.crew(entry.person) if number != entry.person)
            crew = (entry.person, *(number for number in others if self._in_sight(number, entry)))
        return tuple(self.people.person(number) for number in crew)

    def _in_sight(self, number: int, entry: Entry) -> bool:
        return self.people.in_sight(number) * 86_400 <= entry.second


def _staff(everybody: tuple[User, ...]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for user in everybody:
        if user.role in users.REGISTERING:
            found[user.organisation] = (*found.get(user.organisation, ()), user.username)
    return found


def _capacity(roll: Random, register: Register) -> str:
    if register.public:
        return world().reporters[weighted(roll, world().reporter_steps)]
    return next(item.capacity for item in organisations() if item.id == register.id)


def region(signals: int, seed: int, until: date, years: int = 4) -> Region:
    """The region of ``signals`` signals (1 to 1,000,000) received in the ``years`` (1 to 20) before ``until``.

    Cheap: nothing is made yet. Raises ``WrongUse`` for a size, seed (0 to 2**62) or length that it does not have.
    """
    if not 1 <= signals <= MOST_SIGNALS:
        raise WrongUse("synth.size", signals=signals, most=MOST_SIGNALS)
    if not 0 <= seed < MOST_SEED:
        raise WrongUse("synth.seed", seed=seed)
    if not 1 <= years <= MOST_YEARS or until.year - years < FIRST_YEAR or until.year > LAST_YEAR:
        raise WrongUse(
            "synth.years", years=years, most=MOST_YEARS, until=until.isoformat(), first=FIRST_YEAR, last=LAST_YEAR
        )
    return Region(signals, seed, until, years)
