"""The truth: the people who are being exploited, and when which register comes to know them.

A person is a number. Everything about a person follows from the seed and that number, so nobody is kept.
People come in sight one after the other, evenly spread; a register notes a person down after one of a few
delays. That makes it possible to ask "whom does a register note down in this week?" without looking at
everybody (see ``schedule``).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache
from random import Random

from zicht.synthetic import names
from zicht.synthetic.dice import dice, span, weighted
from zicht.synthetic.world import CREW, Form, Register, World, world

LIKELIEST = 0.95
"""No register is ever certain to note somebody down."""


@dataclass(frozen=True, slots=True)
class TruePerson:
    """One person of the truth. ``end`` is None when the exploitation lasts beyond the region's last day.

    ``age`` is in years on ``in_sight``, the day from which registers may come to know the person;
    ``crew`` is the lowest number among those exploited together (the person's own when alone).
    """

    number: int
    form: str
    age: int
    sex: str
    municipality: str
    start: date
    in_sight: date
    end: date | None
    first_name: str
    last_name: str
    birth_date: date
    crew: int
    address: str

    @property
    def minor(self) -> bool:
        """Under 18 on the day of coming in sight."""
        return self.age < 18


@dataclass(frozen=True, slots=True)
class Sketch:
    """What decides who comes to know a person: positions in the lists of ``World``."""

    form: int
    town: int
    minor: bool
    visibility: float
    crew: int


@dataclass(frozen=True, slots=True)
class Population:
    """Everybody who is exploited at some moment in the period: ``size`` people, the true number.

    ``days`` is the length of the period; ``gap`` the days between two people coming in sight.
    """

    seed: int
    first: date
    days: int
    size: int

    @property
    def gap(self) -> float:
        """Days between one person coming in sight and the next."""
        return (self.days + world().longest_delay) / max(self.size, 1)

    def in_sight(self, number: int) -> float:
        """The moment from which registers may know this person, in days after the first day (below 0: before)."""
        return (number + 0.5) * self.gap - world().longest_delay

    def sketch(self, number: int) -> tuple[Sketch, Random]:
        """Form, town, age class and visibility of a person, and the dice to go on with."""
        roll, form, town, _ = _alone(self.seed, number)
        crew = number
        behind = number % CREW
        if behind:
            leaders_form, leaders_town, size = _leader(self.seed, number - behind)
            if behind < size:
                form, town, crew = leaders_form, leaders_town, number - behind
        minor = roll.random() < world().forms[form].minor
        seen = world().visibility[weighted(roll, world().visibility_steps)]
        return Sketch(form, town, minor, seen, crew), roll

    def registrations(self, number: int) -> Iterator[tuple[int, int]]:
        """Each time a register notes this person down: (position of the register, position of the delay)."""
        sketch, roll = self.sketch(number)
        numbers = world()
        for position, likely in enumerate(chances(sketch.form, bool(sketch.town), sketch.minor, sketch.visibility)):
            if roll.random() < likely:
                delay = weighted(roll, numbers.delay_steps)
                yield position, delay
                while delay + 1 < len(numbers.delays) and roll.random() < numbers.again:
                    delay += 1
                    yield position, delay

    def crew(self, number: int) -> tuple[int, ...]:
        """The people exploited together with this one, this one included."""
        mine = self.sketch(number)[0].crew
        others = range(mine, min(mine + CREW, self.size))
        return tuple(other for other in others if other == number or self.sketch(other)[0].crew == mine)

    def person(self, number: int) -> TruePerson:
        """Everything that is true of one person."""
        sketch, _ = self.sketch(number)
        form = world().forms[sketch.form]
        roll = dice(self.seed, "details", number)
        sex = _sex(roll, form)
        age = _age(roll, form, sketch.minor)
        moment = self.in_sight(number)
        in_sight = self.first + timedelta(days=int(moment // 1))
        # Who came in sight before the period is in it because the exploitation still lasts on its first day;
        # what remains of an exponential length is as long as a new one, so nothing else changes.
        lasts_until = self.first + timedelta(days=max(int(moment), 0) + span(roll, form.mean_days))
        return TruePerson(
            number=number,
            form=form.id,
            age=age,
            sex=sex,
            municipality=world().towns[sketch.town],
            start=in_sight - timedelta(days=span(roll, 60)),
            in_sight=in_sight,
            end=lasts_until if lasts_until < self.first + timedelta(days=self.days) else None,
            first_name=names.first_name(roll, sex),
            last_name=names.last_name(roll),
            birth_date=in_sight - timedelta(days=int(age * 365.25) + 1 + int(roll.random() * 363)),
            crew=sketch.crew,
            address=names.address(dice(self.seed, "address", sketch.crew)),
        )


def _alone(seed: int, number: int) -> tuple[Random, int, int, int]:
    """The dice of a person, the form and town when nobody else decides them, and the size of a crew to lead."""
    numbers = world()
    roll = dice(seed, "person", number)
    form = weighted(roll, numbers.form_steps)
    town = weighted(roll, numbers.town_steps)
    together, size = roll.random(), 2 + int(roll.random() * (CREW - 1))
    return roll, form, town, size if together < numbers.forms[form].together else 1


@lru_cache(maxsize=8)
def _leader(seed: int, number: int) -> tuple[int, int, int]:
    """Form, town and crew size of the first of a crew, remembered while its crew is looked at."""
    return _alone(seed, number)[1:]


def _sex(roll: Random, form: Form) -> str:
    where = roll.random()
    return "other" if where > 0.985 else "female" if where < form.female else "male"


def _age(roll: Random, form: Form, minor: bool) -> int:
    if minor:
        youngest = 6 if form.id == "begging" else 12
        return youngest + int(roll.random() * (18 - youngest))
    return 18 + int(42 * roll.random() ** 2)


@cache
def chances(form: int, outside: bool, minor: bool, visibility: float) -> tuple[float, ...]:
    """The chance, for each register, that it ever notes down such a person."""

    def likely(register: Register) -> float:
        by_age = register.minor if minor else 1.0
        by_town = register.outside if outside else 1.0
        return min(register.capture[form] * visibility * by_age * by_town, LIKELIEST)

    return tuple(likely(register) for register in world().registers)


def form_shares(numbers: World) -> tuple[float, ...]:
    """How common each form is among people; crews make some forms commoner than ``share`` says."""
    shares = [form.share for form in numbers.forms]
    total = list(shares)
    for behind in range(1, CREW):
        follow = [form.share * form.together * (CREW - behind) / (CREW - 1) for form in numbers.forms]
        total = [sum_ + with_ + (1 - sum(follow)) * own for sum_, with_, own in zip(total, follow, shares, strict=True)]
    return tuple(share / CREW for share in total)


def registrations_per_person(numbers: World) -> float:
    """The expected number of times that a person is noted down, over all registers."""
    left = [len(numbers.delays) - 1 - position for position in range(len(numbers.delays))]
    times = sum(
        s * sum(numbers.again**k for k in range(n + 1)) for s, n in zip(numbers.delay_shares, left, strict=True)
    )
    main = numbers.town_steps[0]
    total = 0.0
    for form, share in enumerate(form_shares(numbers)):
        young = numbers.forms[form].minor
        for minor, of_age in ((True, young), (False, 1 - young)):
            for town, of_town in ((False, main), (True, 1 - main)):
                for seen, of_seen in zip(numbers.visibility, numbers.visibility_shares, strict=True):
                    total += share * of_age * of_town * of_seen * sum(chances(form, town, minor, seen))
    return total * times


def population(signals: int, seed: int, first: date, days: int) -> Population:
    """A population so large that its registrations make up the planned share of this many signals."""
    per_day = world().with_person * signals / days / registrations_per_person(world())
    return Population(seed, first, days, max(1, round(per_day * (days + world().longest_delay))))
