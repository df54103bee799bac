"""Who is noted down when: nobody is forgotten, nobody twice, and always in order."""

from collections import Counter
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zicht.synthetic.people import Population, population
from zicht.synthetic.schedule import DAY, NOBODY, STRETCH, Entry, entries
from zicht.synthetic.world import CREW, world

FIRST = date(2022, 11, 23)
seeds = st.integers(0, 2**62 - 1)


def day_of(people: Population, number: int, delay: int) -> float:
    """The day on which this person's registers note the person down after this delay, straight from the rule."""
    pace = world().pace[number // CREW % len(world().pace)]
    return people.in_sight(number) + world().delays[delay] * pace


def planned(people: Population) -> Counter[tuple[int, int, int]]:
    """Slow and obvious: look at everybody, keep what falls in the period. (day, register, person) -> times."""
    found: Counter[tuple[int, int, int]] = Counter()
    for number in range(people.size):
        for register, delay in people.registrations(number):
            day = day_of(people, number, delay)
            if 0 <= day < people.days:
                found[int(day), register, number] += 1
    return found


@given(seeds, st.integers(600, 2_500), st.integers(365, 1_500))
@settings(max_examples=6, deadline=None)
def test_exactly_those_who_fall_in_the_period_are_noted_down(seed: int, signals: int, days: int) -> None:
    people = population(signals, seed, FIRST, days)
    wanted = planned(people)
    # more signals than the plan can fill, so that nothing is cut off at the end
    found = Counter(
        (entry.second // DAY, entry.register, entry.person)
        for entry in entries(people, signals * 3)
        if entry.person != NOBODY
    )
    assert found == wanted


@given(seeds, st.integers(1, 1_500), st.integers(365, 2_000))
@settings(max_examples=6, deadline=None)
def test_there_are_as_many_entries_as_asked_in_order_and_in_the_period(seed: int, signals: int, days: int) -> None:
    found = list(entries(population(signals, seed, FIRST, days), signals))
    assert len(found) == signals
    assert found == sorted(found)
    assert all(0 <= entry.second < days * DAY for entry in found)


@given(seeds, st.integers(1, 1_200))
@settings(max_examples=5, deadline=None)
def test_the_same_population_gives_the_same_entries(seed: int, signals: int) -> None:
    people = population(signals, seed, FIRST, 1461)
    assert list(entries(people, signals)) == list(entries(people, signals))


def test_how_time_is_cut_into_stretches_decides_nothing_about_people(monkeypatch: pytest.MonkeyPatch) -> None:
    people = population(3_000, 9, FIRST, 1461)

    def known() -> list[Entry]:
        return [entry for entry in entries(people, 9_000) if entry.person != NOBODY]

    usual = known()
    monkeypatch.setattr("zicht.synthetic.schedule.STRETCH", STRETCH // 5)
    assert known() == usual


def test_a_population_without_people_still_fills_the_region() -> None:
    found = list(entries(Population(1, FIRST, 1461, 0), 40))
    assert len(found) == 40
    assert {entry.person for entry in found} == {NOBODY}


def test_loose_signals_come_from_every_register_by_its_share() -> None:
    found = Counter(entry.register for entry in entries(Population(1, FIRST, 1461, 0), 8_000))
    for position, register in enumerate(world().registers):
        assert found[position] / 8_000 == pytest.approx(register.loose, abs=0.015)


def test_the_share_with_a_known_person_is_as_planned() -> None:
    people = population(6_000, 2, FIRST, 1461)
    known = sum(entry.person != NOBODY for entry in entries(people, 6_000))
    assert known / 6_000 == pytest.approx(world().with_person, abs=0.03)


def test_a_repeated_note_in_one_register_is_on_a_later_day() -> None:
    people = population(4_000, 4, FIRST, 1461)
    seen: dict[tuple[int, int], list[int]] = {}
    for entry in entries(people, 4_000):
        if entry.person != NOBODY:
            seen.setdefault((entry.person, entry.register), []).append(entry.second // DAY)
    repeated = [days for days in seen.values() if len(days) > 1]
    assert repeated
    assert all(len(set(days)) == len(days) for days in repeated)
