"""The signals of the region: the same for the same seed, in order, of every kind, valid, and not the truth."""

import gc
import tracemalloc
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time
from itertools import combinations, islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chi2_contingency

from zicht.errors import WrongUse
from zicht.knowledge.signal import ANSWER_STATES, Answer, check
from zicht.knowledge.standard import codes, fields, organisations
from zicht.synthetic import MOST_SIGNALS, Region, SyntheticSignal, TruePerson, region
from zicht.synthetic.people import chances, form_shares
from zicht.synthetic.world import world

UNTIL = date(2026, 11, 23)
Signals = tuple[SyntheticSignal, ...]


def test_the_same_seed_gives_the_same_region(some_region: Region, signals: Signals) -> None:
    assert tuple(islice(region(1_600, 7, UNTIL).signals(), 400)) == signals[:400]


def test_another_seed_gives_another_region(signals: Signals) -> None:
    assert tuple(islice(region(1_600, 8, UNTIL).signals(), 50)) != signals[:50]


@given(st.integers(1, 700), st.integers(0, 2**62 - 1), st.dates(date(2006, 1, 1), date(2099, 12, 31)))
@settings(max_examples=8, deadline=None)
def test_a_region_of_any_size_seed_and_end_keeps_its_promises(size: int, seed: int, until: date) -> None:
    made = region(size, seed, until)
    found = tuple(made.signals())
    assert [signal.number for signal in found] == list(range(1, size + 1))
    assert [signal.received_at for signal in found] == sorted(signal.received_at for signal in found)
    for signal in found:
        assert check(signal.draft, signal.received_at.date()) == ()
        assert made.first <= signal.received_at.date() < until
        assert signal.received_at.tzinfo is UTC
        assert all(0 <= person < made.population for person in signal.truth_persons)


def test_a_region_that_ends_on_a_leap_day_starts_on_the_28th() -> None:
    assert region(1, 1, date(2024, 2, 29), years=3).first == date(2021, 2, 28)


@pytest.mark.parametrize("years", [1, 4, 20])
def test_the_period_is_as_long_as_asked(years: int) -> None:
    made = region(60, 1, UNTIL, years)
    assert made.first.year == 2026 - years
    assert min(signal.received_at for signal in made.signals()) < datetime.combine(
        made.first.replace(year=made.first.year + 1), time(), UTC
    )


@pytest.mark.parametrize(
    ("size", "seed", "until", "years", "code"),
    [
        (0, 1, UNTIL, 4, "synth.size"),
        (MOST_SIGNALS + 1, 1, UNTIL, 4, "synth.size"),
        (10, -1, UNTIL, 4, "synth.seed"),
        (10, 2**62, UNTIL, 4, "synth.seed"),
        (10, 1, UNTIL, 0, "synth.years"),
        (10, 1, UNTIL, 21, "synth.years"),
        (10, 1, date(2003, 1, 1), 4, "synth.years"),
        (10, 1, date(9999, 12, 31), 4, "synth.years"),
    ],
)
def test_what_a_region_cannot_be_is_wrong_use(size: int, seed: int, until: date, years: int, code: str) -> None:
    with pytest.raises(WrongUse) as refused:
        region(size, seed, until, years)
    assert refused.value.code == code


def test_the_largest_region_is_made_at_once_and_starts_at_once() -> None:
    made = region(MOST_SIGNALS, 1, UNTIL)
    assert made.population > MOST_SIGNALS / 2
    assert next(made.signals()).number == 1


def kept(stream: Iterator[SyntheticSignal], count: int) -> int:
    """Bytes in use after taking so many signals and letting go of them."""
    for _ in islice(stream, count):
        pass
    gc.collect()
    return tracemalloc.get_traced_memory()[0]


@pytest.mark.parametrize("size", [2_000, MOST_SIGNALS])
def test_memory_is_as_flat_in_the_largest_region_as_in_a_small_one(size: int) -> None:
    stream = region(size, 5, UNTIL).signals()
    tracemalloc.start()
    early, late = kept(stream, 150), kept(stream, 300)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    # a signal takes several kB: had they been kept, three hundred more would show at once
    assert late - early < 150_000
    assert peak < 2_000_000


def test_signals_are_spread_evenly_over_the_years(signals: Signals) -> None:
    first = datetime.combine(date(2022, 11, 23), time(), UTC)
    by_year = Counter((signal.received_at - first).days // 365 for signal in signals)
    assert all(360 < by_year[year] < 440 for year in range(4))


def test_professionals_write_in_the_daytime_and_the_public_at_any_hour(signals: Signals) -> None:
    hours = {public: {s.received_at.hour for s in signals if s.public is public} for public in (True, False)}
    assert hours[False] == set(range(7, 17))
    assert hours[True] == set(range(24))


# Every kind of thing occurs.


def test_every_organisation_registers(signals: Signals) -> None:
    assert {s.organisation for s in signals if not s.public} == {item.id for item in organisations()}


def test_public_reports_go_to_the_reporting_point_and_name_nobody_who_sent_them(signals: Signals) -> None:
    public = [signal for signal in signals if signal.public]
    assert public and all(s.organisation == "meldpunt" and s.username == "" for s in public)
    assert all(signal.username for signal in signals if not signal.public)


def test_public_reporters_are_often_anonymous_and_then_leave_nothing(signals: Signals) -> None:
    public = [signal.draft for signal in signals if signal.public]
    silent = [draft for draft in public if draft.contact.state != "value"]
    assert 0.4 < len(silent) / len(public) < 0.8
    assert all(draft.contact_details == draft.contact_when == "" for draft in silent)


@pytest.mark.parametrize("list_name", ["form", "capacity", "municipality", "age_class", "provenance", "contact_how"])
def test_every_code_of_the_standard_occurs(signals: Signals, list_name: str) -> None:
    named = [spec.id for spec in fields() if spec.codes == list_name]
    found = {value for s in signals for name in named for value in getattr(s.draft, name).values}
    assert found == {code.id for code in codes(list_name)}


# `no` is no answer to what, where, who, how known or who are you; a required answer is never silent.
STATES = {
    "what": {"value", "unknown", "refused"},
    "where": {"value", "unknown", "refused"},
    "when": {"value", "unknown", "refused"},
    "who": {"value", "unknown", "refused"},
    "acute": {"value", "no", "unknown", "refused"},
    "known_via": {"value", "unknown", "refused"},
    "capacity": {"value", "unknown", "refused"},
    "contact": {"value", "no", "unknown", "refused"},
    "about_self": {"value", "no", "not_asked", "refused"},
    "contact_safe": {"value", "no", "unknown", "not_asked", "refused"},
    "contact_how": {"value", "unknown", "not_asked"},
}


@pytest.mark.parametrize("name", sorted(STATES))
def test_every_way_to_answer_occurs_and_is_kept_apart(signals: Signals, name: str) -> None:
    found = {s.draft.when_state if name == "when" else getattr(s.draft, name).state for s in signals}
    assert found == STATES[name]


def test_every_coded_answer_is_looked_at() -> None:
    answers = {spec.id for spec in fields() if spec.kind in ("code", "codes", "date")}
    assert answers == set(STATES)


def test_every_way_to_answer_an_observation_occurs(signals: Signals) -> None:
    assert {item.answer for s in signals for item in s.draft.observations} == set(ANSWER_STATES)


def test_a_signal_has_two_to_eight_different_observations_of_which_one_was_noticed(signals: Signals) -> None:
    for signal in signals:
        named = [item.indicator for item in signal.draft.observations]
        assert 2 <= len(named) <= 8 and len(set(named)) == len(named)
        assert signal.draft.observations[0].answer == "value"


def test_what_was_not_asked_was_not_seen_on_a_day(signals: Signals) -> None:
    for signal in signals:
        for item in signal.draft.observations:
            if item.answer in ("not_asked", "unknown", "refused"):
                assert (item.seen_on, item.happened_on, item.certainty) == (None, None, "")
            assert item.seen_on is None or item.happened_on is None or item.happened_on <= item.seen_on


def test_who_writes_about_themselves_says_so(signals: Signals) -> None:
    own = [s.draft for s in signals if s.draft.capacity.value == "victim"]
    assert own and all(draft.about_self == Answer.of("yes") for draft in own)


# People in signals.


def test_people_are_presumed_victims_and_nothing_else(signals: Signals) -> None:
    assert {person.roles for s in signals for person in s.draft.persons} == {("presumed_victim",)}


def test_some_signals_are_about_nobody_known(signals: Signals) -> None:
    nobody = [signal for signal in signals if not signal.truth_persons]
    assert 0.12 < len(nobody) / len(signals) < 0.35
    assert {len(signal.draft.persons) for signal in nobody} == {0, 1}


def test_some_signals_are_about_several_people(signals: Signals) -> None:
    assert {len(s.truth_persons) for s in signals} == {0, 1, 2, 3, 4}
    assert all(len(s.draft.persons) == len(s.truth_persons) for s in signals if s.truth_persons)


def test_about_half_of_the_people_have_a_name_and_few_a_nationality(signals: Signals) -> None:
    people = [person for s in signals for person in s.draft.persons]
    assert 0.4 < sum(bool(person.last_name) for person in people) / len(people) < 0.7
    assert 0.3 < sum(person.birth_date is not None for person in people) / len(people) < 0.6
    assert 0.01 < sum(bool(person.nationality) for person in people) / len(people) < 0.08


@pytest.fixture(scope="module")
def truth(some_region: Region) -> tuple[TruePerson, ...]:
    return tuple(some_region.truth())


def test_names_and_birth_dates_are_mostly_right_and_sometimes_mistyped(
    signals: Signals, truth: tuple[TruePerson, ...]
) -> None:
    names, births = Counter[bool](), Counter[bool]()
    for signal in signals:
        for person, number in zip(signal.draft.persons, signal.truth_persons, strict=False):
            if person.last_name:
                names[person.last_name == truth[number].last_name] += 1
            if person.birth_date:
                births[person.birth_date == truth[number].birth_date] += 1
    assert 0.15 < names[False] / names.total() < 0.35
    assert 0.03 < births[False] / births.total() < 0.15


def test_nobody_is_noted_down_before_coming_in_sight(signals: Signals, truth: tuple[TruePerson, ...]) -> None:
    assert all(truth[n].in_sight <= s.received_at.date() for s in signals for n in s.truth_persons)


# The registers against the truth.


@pytest.fixture(scope="module")
def lists(signals: Signals) -> dict[str, set[int]]:
    found: dict[str, set[int]] = defaultdict(set)
    for signal in signals:
        found[signal.organisation].update(signal.truth_persons)
    return found


def mix(people: set[int], truth: tuple[TruePerson, ...]) -> list[int]:
    counts = Counter(truth[number].form for number in people)
    return [counts[code.id] for code in codes("form")]


def test_registers_differ_in_mix(lists: dict[str, set[int]], truth: tuple[TruePerson, ...]) -> None:
    table = [mix(people, truth) for people in lists.values()]
    assert chi2_contingency(table).pvalue < 1e-20


def test_no_register_is_the_truth() -> None:
    many = region(14_000, 5, UNTIL).people
    known = [Counter[tuple[int, bool]]() for _ in world().registers]
    everybody = Counter[tuple[int, bool]]()
    for number in range(many.size):
        sketch = many.sketch(number)[0]
        everybody[sketch.form, sketch.minor] += 1
        for position in {position for position, _ in many.registrations(number)}:
            known[position][sketch.form, sketch.minor] += 1
    for register, seen in zip(world().registers, known, strict=True):
        assert 0 < seen.total() < many.size / 3
        # form and age together: whom a register knows differs from whom it does not know
        table = [[seen[kind], count - seen[kind]] for kind, count in everybody.items()]
        assert chi2_contingency(table).pvalue < 1e-6, register.source


def expected_mix(position: int) -> list[float]:
    """The mix of forms that a register would have if there were no chance: shares, in the order of forms."""
    shares = [share * sight(position, form) for form, share in enumerate(form_shares(world()))]
    return [share / sum(shares) for share in shares]


def sight(position: int, form: int) -> float:
    young = world().forms[form].minor
    return young * chances(form, False, True, 1.0)[position] + (1 - young) * chances(form, False, False, 1.0)[position]


def distance(one: Sequence[float], other: Sequence[float]) -> float:
    """Half the sum of the differences: 0 is the same mix, 1 is nothing in common."""
    return sum(abs(a - b) for a, b in zip(one, other, strict=True)) / 2


def test_no_two_registers_have_the_same_mix_and_none_has_that_of_the_truth_whatever_the_chance() -> None:
    mixes = [expected_mix(position) for position in range(len(world().registers))]
    assert min(distance(one, other) for one, other in combinations([*mixes, form_shares(world())], 2)) > 0.06


def test_registers_differ_in_age(lists: dict[str, set[int]], truth: tuple[TruePerson, ...]) -> None:
    young = {name: sum(truth[n].minor for n in people) / len(people) for name, people in lists.items()}
    assert max(young.values()) > 3 * min(young.values())


def test_people_are_known_to_several_organisations_and_many_to_none(
    lists: dict[str, set[int]], truth: tuple[TruePerson, ...]
) -> None:
    known = Counter(number for people in lists.values() for number in people)
    by_count = Counter(known.values())
    assert by_count[1] > by_count[2] > by_count[3] > 0
    assert 0.3 < 1 - len(known) / len(truth) < 0.8


def test_the_same_person_stands_several_times_in_one_register(signals: Signals) -> None:
    times = Counter((s.organisation, number) for s in signals if not s.public for number in s.truth_persons)
    assert max(times.values()) >= 3
