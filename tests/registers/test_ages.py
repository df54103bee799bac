"""Only which side of 18 is taken from an age; what lies on both sides is told, never guessed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zicht.knowledge.signal import Answer
from zicht.registers.ages import ADULT_FROM, MARGIN, OLDEST, age, whole_years
from zicht.registers.values import Fault, Told


def side(years):
    return Answer.of("adult" if years >= ADULT_FROM else "minor")


@given(
    st.integers(0, OLDEST), st.sampled_from(["{}", "{} jaar", "{} jr.", "{}j", "{} jaar oud", "{},0", " {}".strip()])
)
def test_one_number_of_years_is_that_side_of_eighteen(years, form):
    assert age(form.format(years)) == side(years)


@given(st.integers(0, OLDEST - MARGIN), st.sampled_from(["ca. {}", "circa {}", "± {} jr", "ongeveer {} jaar", "{}?"]))
def test_about_an_age_is_told_or_refused_within_the_margin(years, form):
    found = age(form.format(years))
    if side(max(0, years - MARGIN)) != side(years + MARGIN):
        assert isinstance(found, Fault)
        assert found.rule == "import.age_straddles"
    else:
        assert found == Told(side(years), "import.age_about")


@given(
    st.integers(0, 60), st.integers(1, 40), st.sampled_from(["{}-{}", "{} - {} jaar", "{}/{}", "{} tot {}", "{}--{}"])
)
def test_a_range_is_a_side_only_when_both_ends_are(low, width, form):
    found = age(form.format(low, low + width))
    if side(low) == side(low + width):
        assert found == side(low)
    else:
        assert found.rule == "import.age_straddles"


@pytest.mark.parametrize(
    ("text", "answer"),
    [("18+", "adult"), (">18", "adult"), ("vanaf 21", "adult"), ("onder 18", "minor"), ("<12", "minor")],
)
def test_a_limit_on_one_side_counts_when_eighteen_is_not_beyond_it(text, answer):
    assert age(text) == Answer.of(answer)


@pytest.mark.parametrize("text", ["16+", "onder 30", "17-18"])
def test_a_limit_that_leaves_both_sides_open_is_refused(text):
    assert age(text).rule == "import.age_straddles"


@pytest.mark.parametrize("text", ["oud", "", "25-20", "-3", "1980", "twintig", "20-25-30"])
def test_what_is_no_age_is_not_read(text):
    assert age(text).rule == "import.age_unread"


def test_an_age_nobody_reaches_is_refused():
    assert age("121").rule == "import.age_nonsense"
    assert age("20-130").rule == "import.age_nonsense"


@given(st.text(max_size=12))
def test_any_text_gives_an_answer_or_a_reason(text):
    assert isinstance(age(text), Answer | Told | Fault)


@pytest.mark.parametrize(
    ("text", "years"), [("16", "16"), ("16 jaar", "16"), ("ca. 16", None), ("14-16", None), ("16?", None)]
)
def test_whole_years_are_one_sure_number(text, years):
    assert whole_years(text) == years
