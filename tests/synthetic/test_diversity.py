"""The measure of how different notes are, and the notes measured by it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz import fuzz

from zicht.synthetic import Draw, SyntheticSignal, diversity
from zicht.synthetic.diversity import ALIKE, SAMPLE


def test_of_a_thousand_notes_less_than_two_in_a_hundred_are_nearly_the_same(
    signals: tuple[SyntheticSignal, ...],
) -> None:
    draw = Draw(1)
    for signal in signals:
        draw.offer(signal.draft.narrative)
    found = diversity(draw.notes)
    assert found.notes == SAMPLE
    assert found.near_duplicate_share < 0.02
    assert found.distinct_5grams_per_1000_notes > 15_000


def test_nearly_the_same_is_counted_on_both_sides() -> None:
    notes = ("Er staan tien bedden in de kelder.", "Er staan twee bedden in de kelder.", "Heel iets anders.")
    assert fuzz.ratio(notes[0], notes[1]) >= ALIKE
    found = diversity(notes)
    assert (found.notes, found.near_duplicates) == (3, 2)
    assert found.near_duplicate_share == pytest.approx(2 / 3)


def test_a_note_is_not_its_own_duplicate_but_a_copy_is() -> None:
    assert diversity(("Een enkele toelichting.",)).near_duplicates == 0
    assert diversity(("Twee keer hetzelfde.",) * 2).near_duplicates == 2


def test_runs_of_five_words_are_counted_once() -> None:
    assert diversity(("een twee drie vier vijf zes", "Een twee drie vier vijf")).distinct_5grams == 2


def test_without_notes_nothing_is_measured() -> None:
    found = diversity(())
    assert (found.near_duplicate_share, found.distinct_5grams_per_1000_notes) == (0.0, 0.0)


@given(st.lists(st.text(max_size=3), max_size=60), st.integers(1, 20))
def test_a_draw_keeps_no_more_than_asked_and_only_what_was_offered(notes: list[str], count: int) -> None:
    draw = Draw(1, count)
    for note in notes:
        draw.offer(note)
    offered = [note for note in notes if note]
    assert len(draw.notes) == min(count, len(offered))
    assert set(draw.notes) <= set(offered)


def test_a_draw_takes_early_and_late_notes_alike() -> None:
    late = 0
    for seed in range(300):
        draw = Draw(seed, 10)
        for number in range(100):
            draw.offer(str(number))
        late += sum(int(note) >= 50 for note in draw.notes)
    assert 0.45 < late / 3_000 < 0.55
