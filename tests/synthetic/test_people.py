"""The truth: how many people there are, who they are, and who comes to know them."""

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zicht.synthetic import Region, TruePerson, region
from zicht.synthetic.people import (
    LIKELIEST,
    Population,
    chances,
    form_shares,
    population,
    registrations_per_person,
)
from zicht.synthetic.world import CREW, world

UNTIL = date(2026, 11, 23)
FIRST = date(2022, 11, 23)


@pytest.fixture(scope="module")
def truth(some_region: Region) -> tuple[TruePerson, ...]:
    return tuple(some_region.truth())


@pytest.fixture(scope="module")
def many() -> Population:
    return population(20_000, 3, FIRST, 1461)


def test_the_true_number_is_the_number_of_people(some_region: Region, truth: tuple[TruePerson, ...]) -> None:
    assert some_region.population == len(truth)
    assert [person.number for person in truth] == list(range(len(truth)))


def test_everybody_is_exploited_at_some_moment_in_the_period(truth: tuple[TruePerson, ...]) -> None:
    for person in truth:
        assert person.start < UNTIL
        assert person.end is None or FIRST <= person.end < UNTIL
        assert person.end is None or person.start <= person.in_sight <= max(person.end, person.in_sight)


def test_people_come_in_sight_in_the_order_of_their_number(truth: tuple[TruePerson, ...]) -> None:
    moments = [person.in_sight for person in truth]
    assert moments == sorted(moments)
    assert moments[0] >= FIRST - timedelta(days=world().longest_delay + 1)


def test_every_form_age_class_sex_and_municipality_occurs(truth: tuple[TruePerson, ...]) -> None:
    assert {person.form for person in truth} == {form.id for form in world().forms}
    assert {person.minor for person in truth} == {True, False}
    assert {person.sex for person in truth} == {"female", "male", "other"}
    assert {person.municipality for person in truth} == set(world().towns)


def test_age_and_birth_date_agree(truth: tuple[TruePerson, ...]) -> None:
    for person in truth:
        days = (person.in_sight - person.birth_date).days
        assert person.age <= days / 365.2 and days < (person.age + 1) * 365.26
        assert person.minor == (days / 365.25 < 18)


def test_a_crew_shares_form_municipality_and_address(truth: tuple[TruePerson, ...]) -> None:
    crews: dict[int, list[TruePerson]] = {}
    for person in truth:
        crews.setdefault(person.crew, []).append(person)
    sizes = Counter(len(crew) for crew in crews.values())
    assert set(sizes) == set(range(1, CREW + 1))
    for crew in crews.values():
        assert len({(one.form, one.municipality, one.address) for one in crew}) == 1


def test_organs_are_never_taken_from_a_crew(truth: tuple[TruePerson, ...]) -> None:
    alone = Counter(person.crew for person in truth if person.form == "organ_removal")
    assert alone and set(alone.values()) == {1}


@given(st.integers(0, 2**62 - 1), st.integers(0, 1_000))
@settings(max_examples=60)
def test_everybody_in_a_crew_names_the_same_crew(seed: int, number: int) -> None:
    people = Population(seed, FIRST, 1461, 1_001)
    crew = people.crew(number)
    assert number in crew
    assert {people.crew(other) for other in crew} == {crew}


@given(st.integers(0, 2**62 - 1), st.integers(0, 1_000))
@settings(max_examples=60)
def test_a_person_is_the_same_whoever_was_looked_at_before(seed: int, number: int) -> None:
    people = Population(seed, FIRST, 1461, 1_001)
    before = people.person(number), tuple(people.registrations(number))
    people.person((number + 3) % 1_001)
    assert (people.person(number), tuple(people.registrations(number))) == before


def test_forms_are_as_common_as_expected(many: Population) -> None:
    counts = Counter(many.sketch(number)[0].form for number in range(many.size))
    for form, share in enumerate(form_shares(world())):
        assert counts[form] / many.size == pytest.approx(share, abs=0.012)
    assert sum(form_shares(world())) == pytest.approx(1.0)


def test_people_are_noted_down_as_often_as_expected(many: Population) -> None:
    found = sum(len(tuple(many.registrations(number))) for number in range(0, many.size, 2))
    assert found / (many.size / 2) == pytest.approx(registrations_per_person(world()), rel=0.05)


@pytest.mark.parametrize("form", range(8))
@pytest.mark.parametrize("minor", [True, False])
def test_a_chance_is_a_chance_and_no_register_is_certain(form: int, minor: bool) -> None:
    for visibility in world().visibility:
        for outside in (True, False):
            assert all(0 <= likely <= LIKELIEST for likely in chances(form, outside, minor, visibility))


def test_who_is_in_sight_is_known_to_more_registers() -> None:
    hidden, middle, visible = (sum(chances(0, False, False, factor)) for factor in world().visibility)
    assert hidden < middle < visible


def test_a_municipal_desk_hardly_knows_people_outside_its_town() -> None:
    at = [register.source for register in world().registers].index("burgerzaken")
    assert chances(1, True, False, 1.0)[at] < 0.2 * chances(1, False, False, 1.0)[at]


@given(st.integers(1, 1_000_000), st.integers(365, 3_650))
@settings(max_examples=40)
def test_a_larger_region_has_more_people(signals: int, days: int) -> None:
    assert population(signals, 1, FIRST, days).size <= population(signals * 2, 1, FIRST, days).size


def test_another_seed_is_another_truth() -> None:
    first, second = (next(region(50, seed, UNTIL).truth()) for seed in (1, 2))
    assert (first.first_name, first.last_name, first.birth_date) != (
        second.first_name,
        second.last_name,
        second.birth_date,
    )
