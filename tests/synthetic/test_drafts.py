"""From a sighting to the signal as it was given."""

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zicht.knowledge.indicators import indicator
from zicht.knowledge.signal import SignalDraft, check
from zicht.knowledge.standard import codes
from zicht.synthetic.dice import dice
from zicht.synthetic.drafts import Sighting, draft, fitting
from zicht.synthetic.people import TruePerson
from zicht.synthetic.world import Register, world

DAY = date(2026, 3, 15)
FORMS = [code.id for code in codes("form")]
PUBLIC = next(register for register in world().registers if register.public)
POLICE = next(register for register in world().registers if register.id == "politie")
ANYBODY = TruePerson(
    number=5,
    form="labour",
    age=30,
    sex="male",
    municipality="lindeveen",
    start=date(2025, 6, 1),
    in_sight=date(2025, 12, 1),
    end=None,
    first_name="Snorbertus",
    last_name="van der Plofdeksels",
    birth_date=date(1995, 4, 20),
    crew=5,
    address="Wafelwal 9001",
)
numbers = st.integers(0, 5_000)


def sighting(*people: TruePerson, register: Register = POLICE, capacity: str = "police", day: date = DAY) -> Sighting:
    return Sighting(register, capacity, day, people)


def drafts(about: Sighting, count: int = 400) -> list[SignalDraft]:
    return [draft(dice(1, "signal", number), about) for number in range(count)]


def share(found: list[bool]) -> float:
    return sum(found) / len(found)


@given(
    numbers,
    st.sampled_from(FORMS),
    st.integers(0, 1),
    st.sampled_from(world().registers),
    st.sampled_from([code.id for code in codes("capacity")]),
)
def test_any_sighting_becomes_a_signal_that_holds_to_the_standard(
    number: int, form: str, young: int, register: Register, capacity: str
) -> None:
    person = replace(ANYBODY, form=form, birth_date=date(2011, 1, 1) if young else ANYBODY.birth_date)
    made = draft(dice(3, "signal", number), sighting(person, register=register, capacity=capacity))
    assert check(made, DAY) == ()
    assert made == draft(dice(3, "signal", number), sighting(person, register=register, capacity=capacity))


@given(numbers)
def test_a_sighting_of_nobody_known_becomes_a_signal_too(number: int) -> None:
    made = draft(dice(3, "signal", number), sighting())
    assert check(made, DAY) == ()
    assert len(made.persons) <= 1


def test_the_form_is_mostly_right_sometimes_more_and_sometimes_not_known() -> None:
    found = Counter(made.what.values if made.what.values else made.what.state for made in drafts(sighting(ANYBODY)))
    assert 0.75 < found[("labour",)] / 400 < 0.95
    assert found["unknown"] > 15 and found["refused"] > 0
    assert any(len(values) == 2 and "labour" in values for values in found if isinstance(values, tuple))


def test_the_first_answer_is_about_the_first_person() -> None:
    child = replace(ANYBODY, birth_date=date(2012, 1, 1))
    for made in drafts(sighting(child, ANYBODY), 50):
        assert made.who == made.persons[0].age_class
        assert len(made.persons) == 2
        assert made.persons[0].age_class.value in ("minor", "")
        assert made.persons[1].age_class.value in ("adult", "")


@pytest.mark.parametrize(
    ("birth", "age_class"),
    [(date(2008, 3, 15), "adult"), (date(2008, 3, 16), "minor"), (date(2008, 2, 29), "adult")],
)
def test_somebody_is_grown_up_from_the_eighteenth_birthday(birth: date, age_class: str) -> None:
    made = drafts(sighting(replace(ANYBODY, birth_date=birth)), 60)
    assert {one.persons[0].age_class.value for one in made} == {age_class, ""}


def test_names_are_written_down_as_often_as_the_register_does() -> None:
    often = drafts(sighting(ANYBODY, register=replace(POLICE, named=0.9)))
    seldom = drafts(sighting(ANYBODY, register=replace(POLICE, named=0.1)))
    assert share([bool(made.persons[0].last_name) for made in often]) == pytest.approx(0.9, abs=0.06)
    assert share([bool(made.persons[0].last_name) for made in seldom]) == pytest.approx(0.1, abs=0.06)


def test_a_birth_date_comes_only_with_a_name() -> None:
    people = [made.persons[0] for made in drafts(sighting(ANYBODY))]
    assert all(person.last_name for person in people if person.birth_date)
    assert any(person.last_name and not person.birth_date for person in people)


def test_names_are_right_mistyped_without_particle_or_swapped() -> None:
    found = Counter(made.persons[0].last_name for made in drafts(sighting(ANYBODY), 1_500))
    assert found["van der Plofdeksels"] > 500
    assert found["Plofdeksels"] > 20
    assert found["Snorbertus"] > 5
    assert len(found) > 40


def test_residence_is_recorded_rarely_and_together() -> None:
    people = [made.persons[0] for made in drafts(sighting(ANYBODY), 1_000)]
    with_status = [person for person in people if person.nationality]
    assert 10 < len(with_status) < 90
    assert all(person.residence_status and person.birthplace for person in with_status)
    assert not any(person.residence_status or person.birthplace for person in people if not person.nationality)


def test_status_does_not_depend_on_the_form() -> None:
    def of(form: str) -> list[str]:
        return [made.persons[0].nationality for made in drafts(sighting(replace(ANYBODY, form=form)), 300)]

    # the same dice, another form: nationality follows chance only (principle 6)
    spread = [Counter(filter(None, of(form))) for form in ("sexual", "labour", "criminal")]
    assert all(4 <= counts.total() <= 25 for counts in spread)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("minor", [True, False])
def test_the_signs_that_fit_a_form_belong_to_it(form: str, minor: bool) -> None:
    own, every = fitting(form, minor)
    assert len(every) >= 8
    assert all(form in item.forms for item in (*own, *every))
    assert all(len(item.forms) == len(FORMS) for item in every)
    if not minor:
        assert not [item for item in (*own, *every) if item.category == "minors"]


def test_signs_follow_the_form_of_the_person() -> None:
    for made in drafts(sighting(replace(ANYBODY, form="organ_removal")), 60):
        assert all("organ_removal" in indicator(item.indicator).forms for item in made.observations)


def test_signs_of_school_are_only_seen_in_those_known_to_be_minors() -> None:
    child = replace(ANYBODY, form="criminal", birth_date=date(2010, 1, 1))
    for made in drafts(sighting(child), 200):
        schools = [o for o in made.observations if indicator(o.indicator).category == "minors"]
        assert not schools or made.who.value == "minor"


def test_no_date_lies_after_the_day_of_registration_and_none_is_absurd() -> None:
    for made in drafts(sighting(ANYBODY)):
        days = [made.when, *(o.seen_on for o in made.observations), *(o.happened_on for o in made.observations)]
        assert all(date(2023, 1, 1) < day <= DAY for day in days if day)


def test_when_has_a_date_or_says_why_not() -> None:
    states = Counter(made.when_state for made in drafts(sighting(ANYBODY)))
    assert set(states) == {"value", "unknown", "refused"}
    assert all((made.when is None) == (made.when_state != "value") for made in drafts(sighting(ANYBODY)))


def test_professionals_can_be_called_back_and_the_public_mostly_not() -> None:
    police = drafts(sighting(ANYBODY))
    public = drafts(sighting(ANYBODY, register=PUBLIC, capacity="neighbour"))
    assert share([made.contact.value == "yes" for made in police]) > 0.85
    assert share([made.contact.value == "yes" for made in public]) < 0.5


def test_details_are_left_only_by_who_may_be_contacted_and_reach_nobody() -> None:
    made = drafts(sighting(ANYBODY, register=PUBLIC, capacity="family"), 600)
    details = [one.contact_details for one in made if one.contact_details]
    assert all(one.contact.value == "yes" for one in made if one.contact_details)
    phones = [text for text in details if text.startswith("+")]
    mails = [text for text in details if "@" in text]
    assert phones and mails and len(phones) + len(mails) == len(details)
    # Ofcom keeps +44 7700 900000 to 900999 free for drama; RFC 2606 reserves .example
    assert all(phone.replace(" ", "")[:9] == "+44770090" and len(phone.replace(" ", "")) == 13 for phone in phones)
    assert all(mail.endswith(".example") for mail in mails)


def test_whether_contact_is_safe_is_asked_only_where_there_may_be_contact() -> None:
    for made in drafts(sighting(ANYBODY, register=PUBLIC, capacity="victim")):
        if made.contact.value != "yes":
            assert (made.contact_safe.state, made.contact_how.state) == ("not_asked", "not_asked")


def test_a_place_is_where_the_crew_is_in_the_persons_own_town() -> None:
    places = Counter(made.place for made in drafts(sighting(ANYBODY)))
    assert set(places) == {"", "Wafelwal 9001, Lindeveen"}
    assert 0.25 < places["Wafelwal 9001, Lindeveen"] / 400 < 0.45


def test_a_staff_member_always_says_who_they_are_and_the_public_not_always() -> None:
    assert {made.capacity.value for made in drafts(sighting(ANYBODY))} == {"police"}
    public = drafts(sighting(ANYBODY, register=PUBLIC, capacity="client"))
    assert {made.capacity.state for made in public} == {"value", "unknown", "refused"}


def test_who_tells_about_themselves_saw_it_themselves() -> None:
    made = drafts(sighting(ANYBODY, register=PUBLIC, capacity="victim"), 60)
    assert {o.provenance for one in made for o in one.observations} == {"seen"}


def test_nobody_is_a_possible_perpetrator() -> None:
    roles = {role for made in drafts(sighting(ANYBODY)) for person in made.persons for role in person.roles}
    assert roles == {"presumed_victim"}
