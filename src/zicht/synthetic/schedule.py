"""Who is noted down when, in order of time, without keeping more than one stretch of days in memory."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil

from zicht.synthetic.dice import dice, weighted
from zicht.synthetic.people import Population
from zicht.synthetic.world import CREW, world

STRETCH = 512
"""About so many signals are put in order at once."""
NOBODY = -1
DAY = 86_400


@dataclass(frozen=True, slots=True, order=True)
class Entry:
    """A register notes something down: ``second`` after the start of the first day (UTC); ``person`` or nobody."""

    second: int
    register: int
    person: int


def entries(population: Population, signals: int) -> Iterator[Entry]:
    """Exactly ``signals`` entries in order of time.

    Signals without a known person fill up what the plan leaves open. The period ends at the start of the
    day after its last, so that nothing is received in the future of a region that ends today.
    """
    given = 0
    width = max(1, ceil(STRETCH * population.days / signals))
    for start in range(0, population.days, width):
        end = min(start + width, population.days)
        due = round(signals * end / population.days) - given
        stretch = sorted(_known(population, start, end))
        stretch.extend(_loose(population, start, end, due - len(stretch)))
        stretch = sorted(stretch)[: signals - given]
        yield from stretch
        given += len(stretch)


def _known(population: Population, start: int, end: int) -> Iterator[Entry]:
    for delay, days in enumerate(world().delays):
        for group, pace in enumerate(world().pace):
            lowest = _first_in_sight(population, start - days * pace)
            beyond = _first_in_sight(population, end - days * pace)
            for person in _of_pace(group, lowest, beyond):
                day = min(max(int(population.in_sight(person) + days * pace), start), end - 1)
                for register, when in population.registrations(person):
                    if when == delay:
                        yield Entry(day * DAY + _second(population.seed, person, register, delay), register, person)


def _first_in_sight(population: Population, day: float) -> int:
    """The lowest number of a person who comes in sight on or after this day."""
    number = ceil((day + world().longest_delay) / population.gap - 0.5)
    return min(max(number, 0), population.size)


def _of_pace(pace: int, lowest: int, beyond: int) -> Iterator[int]:
    """The people from ``lowest`` up to ``beyond`` whose registers have this pace: every eighth crew."""
    round_ = CREW * len(world().pace)
    for crew in range(lowest - lowest % round_ + pace * CREW, beyond, round_):
        yield from range(max(crew, lowest), min(crew + CREW, beyond))


def _second(seed: int, person: int, register: int, delay: int) -> int:
    """The time of day: professionals between 7 and 17 hours UTC, the public at any hour."""
    mixed = ((seed % DAY) + person * 48_271 + register * 7_919 + delay * 104_729) * 2_654_435_761 % 2**32
    return mixed % DAY if world().registers[register].public else 7 * 3600 + mixed % (10 * 3600)


def _loose(population: Population, start: int, end: int, count: int) -> list[Entry]:
    roll = dice(population.seed, "loose", start)
    found = []
    for _ in range(max(count, 0)):
        register = weighted(roll, world().loose_steps)
        day = start + int(roll.random() * (end - start))
        at = int(roll.random() * DAY) if world().registers[register].public else int((7 + roll.random() * 10) * 3600)
        found.append(Entry(day * DAY + at, register, NOBODY))
    return found
