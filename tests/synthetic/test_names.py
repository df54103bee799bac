"""Names that nobody has, and the errors people make in them."""

import re
from datetime import date
from itertools import product

from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from zicht.synthetic import Region
from zicht.synthetic.dice import dice
from zicht.synthetic.names import (
    address,
    first_name,
    last_name,
    particle_error,
    parts,
    typing_error,
    wrong_date,
)

# The commonest surnames in the Netherlands and some of other languages heard there, without particle.
REAL = set(
    re.findall(
        r"\w+",
        """jong jansen vries berg bakker dijk visser janssen smit meijer meyer boer mulder groot bos vos peters hendriks
    leeuwen dekker brouwer wit dijkstra smits graaf meer linden kok jacobs haan vermeulen heuvel veen broek bruijn
    bruin heijden schouten beek willems vliet hoekstra maas verhoeven koster dam wal prins blom huisman peeters jonge
    kuipers veenstra kuiper post gerritsen postma hermans timmermans groen molenaar martens evers wolters kramer
    scholten zwart sanders bosch mol doorn schipper hoekman wijk driessen boom veldman jonker bakkers huizinga
    sloot lammers kruis hofman verbeek ruiter horst gerrits bosman hoek zanden willemsen jonkers goossens
    nguyen yilmaz kaya demir ozturk singh mohamed ali ahmed hassan khan kowalski nowak popescu ivanov petrov garcia
    silva fernandes wang chen li zhang abdi osman benali bouzid amrani elmas celik aydin sahin arslan kumar""",
    )
)
REAL_FIRST = set(
    re.findall(
        r"\w+",
        """jan johannes maria anna emma julia mila sophie tess daan sem lucas finn levi noah liam milan bram thomas
    mohamed ahmed ali fatima aisha sara lotte eva noor nora zoe saar evi lieke anouk femke sanne kim lisa iris
    pieter piet kees klaas henk willem gerrit cornelis hendrik wim bert bart mark peter erik johan marieke ingrid
    wiebe wietse sjoerd tjalling bertus mieke""",
    )
)


def every_surname() -> set[str]:
    return {(start + end).lower() for start, end in product(parts()["surname_start"], parts()["surname_end"])}


def every_first_name() -> set[str]:
    return {(s + e).lower() for ends in parts()["first_end"].values() for s, e in product(parts()["first_start"], ends)}


def test_no_surname_that_can_be_made_is_a_common_real_one() -> None:
    assert len(every_surname()) == 1_600
    assert not every_surname() & REAL


def test_no_first_name_that_can_be_made_is_a_common_real_one() -> None:
    assert not every_first_name() & REAL_FIRST


def test_no_typing_error_turns_a_made_up_surname_into_a_common_real_one() -> None:
    closest = min(
        OSA.distance(name, real) for name in every_surname() for real in REAL if abs(len(name) - len(real)) < 3
    )
    assert closest > 2


def test_names_in_the_truth_and_of_users_are_only_made_up_ones(some_region: Region) -> None:
    people = [next(some_region.truth()), *some_region.users()]
    assert {particle_error(one.last_name).lower() for one in people} <= every_surname()
    assert {one.first_name.lower() for one in people} <= every_first_name()


@given(st.integers(0, 10_000), st.sampled_from(["female", "male", "other"]))
def test_a_name_is_made_of_the_parts(number: int, sex: str) -> None:
    roll = dice(1, "details", number)
    assert first_name(roll, sex).lower() in every_first_name()
    assert particle_error(last_name(roll)).lower() in every_surname()


@given(st.integers(0, 10_000))
def test_an_address_has_a_number_no_dutch_street_has(number: int) -> None:
    street, house = address(dice(1, "address", number)).rsplit(" ", 1)
    assert street in parts()["streets"]
    assert 9_000 <= int(house) < 9_900


@given(st.integers(0, 10_000), st.sampled_from(sorted(every_surname())))
def test_a_typing_error_stays_close_to_the_name(number: int, name: str) -> None:
    assert OSA.distance(name, typing_error(dice(1, "details", number), name)) <= 2


def test_typing_errors_are_of_several_kinds() -> None:
    lengths = {len(typing_error(dice(1, "details", n), "Kwispbroekstra")) - len("Kwispbroekstra") for n in range(60)}
    assert lengths == {-1, 0, 1}


def test_a_text_too_short_to_mistype_is_left_alone() -> None:
    assert typing_error(dice(1, "details", 1), "Op") == "Op"


@given(st.integers(0, 10_000), st.dates(date(1940, 1, 1), date(2015, 12, 31)))
def test_a_wrong_date_is_a_date_that_people_do_write_by_mistake(number: int, day: date) -> None:
    wrong = wrong_date(dice(1, "details", number), day)
    swapped = wrong.year == day.year and (wrong.month, wrong.day) == (day.day, day.month)
    assert swapped or (wrong.month, wrong.day) == (1, 1) or wrong.year == day.year - 1


def test_nationalities_are_codes_that_cannot_mean_a_country() -> None:
    # ISO 3166-1 leaves QM to QZ to its users.
    assert all(len(code) == 2 and code[0] == "Q" and "M" <= code[1] <= "Z" for code in parts()["nationalities"])
