"""A form left as it is changes nothing, whatever the signal; what is touched changes, and nothing beside it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from server.signals.test_round_trip import drafts
from worlds import FURTHER, draft

from zicht.knowledge import standard
from zicht.knowledge.signal import NO, NOT_ASKED, REFUSED, UNKNOWN, Answer, Detail, Observation, Person
from zicht.knowledge.standard import FIELD_GROUPS
from zicht.server.web.professional.correction_fields import NOTE, WHY, untouched
from zicht.server.web.professional.filling import AWAY, person_name
from zicht.server.web.professional.given import PROVENANCE, SIGN, Given
from zicht.server.web.professional.merging import SHOWN, merged

TODAY = date(2026, 1, 31)
ALL = frozenset(FIELD_GROUPS) - {"possible_perpetrators"}
DESK = ALL - {"status"}
MANY = settings(max_examples=60, deadline=None)


def sent(kept, groups=ALL, **changes):
    """What a browser sends of the page of a signal, with some names changed (underscores stand for themselves)."""
    before = dict(untouched(kept, groups, "nl"))
    names = " ".join(before)
    assert set(changes) <= {*before, WHY, NOTE}, "only what is on the page can be touched"
    values = {**before, SHOWN: (names,), WHY: ("vergissing",)}
    return Given(values | {name: (value,) if isinstance(value, str) else value for name, value in changes.items()})


def corrected(kept, groups=ALL, **changes):
    found = merged(sent(kept, groups, **changes), kept, groups, TODAY, "nl")
    return found.draft, found.problems


@MANY
@given(kept=drafts(), groups=st.sampled_from([ALL, DESK, DESK - {"contact", "narrative"}]))
def test_a_page_sent_back_untouched_changes_nothing_of_any_signal(kept, groups):
    """Also what a form cannot hold: a day that was refused, a sign said twice, spaces at the end of a text."""
    draft_again, problems = corrected(kept, groups)
    assert (draft_again, dict(problems)) == (kept, {})


def test_every_further_answer_survives_a_page_sent_back():
    states = [UNKNOWN, NO, REFUSED, NOT_ASKED]
    for turn, spec in enumerate(standard.detail_fields()):
        if spec.group == "possible_perpetrators":
            continue
        kept = draft(details=(Detail(spec.id, 1, states[turn % 4]), *(d for d in FURTHER if d.field != spec.id)))
        assert corrected(kept) == (kept, {}), spec.id


@MANY
@given(kept=drafts(), code=st.sampled_from(standard.codes("municipality")))
def test_one_answer_touched_is_one_answer_changed(kept, code):
    draft_now, problems = corrected(kept, waar=code.wire)
    assert problems == {}
    assert draft_now == replace(kept, where=Answer.of(code.id))


SILENCES = {"nee": NO, "onbekend": UNKNOWN, "geweigerd": REFUSED}


@pytest.mark.parametrize("wire", SILENCES)
@pytest.mark.parametrize(
    ("name", "field"), [("acuut", "acute"), ("contact", "contact"), ("over_mijzelf", "about_self")]
)
def test_a_silence_is_kept_as_the_one_that_was_chosen(wire, name, field):
    kept = draft(acute=Answer.of("yes"), about_self=Answer.of("yes"))
    draft_now, problems = corrected(kept, **{name: wire})
    assert (getattr(draft_now, field), problems) == (SILENCES[wire], {})
    assert replace(draft_now, **{field: getattr(kept, field)}) == kept


def test_an_observation_is_added_changed_and_taken_back_each_alone():
    kept = draft(observations=(Observation("C01", "value", "seen", date(2026, 1, 10), None, "stated"),))
    changed, problems = corrected(kept, **{SIGN + "C01": "onbekend"})
    assert problems == {}
    assert changed.observations == (Observation("C01", "unknown", "seen", date(2026, 1, 10), None, "stated"),)
    source, _ = corrected(kept, **{PROVENANCE + "C01": "document"})
    assert source.observations == (replace(kept.observations[0], provenance="document"),)
    back, _ = corrected(kept, **{SIGN + "C01": ()})
    assert back.observations == ()
    more, _ = corrected(kept, **{SIGN + "C16": "nee", PROVENANCE + "C16": "gezien"})
    assert more.observations == (*kept.observations, Observation("C16", "no", "seen", kept.when))


def test_an_observation_without_a_source_is_asked_for_it():
    kept = draft(observations=())
    _, problems = corrected(kept, **{SIGN + "C01": "ja"})
    assert list(problems) == [PROVENANCE + "C01"]


def test_a_sign_that_was_said_twice_is_not_on_the_page_and_both_stay():
    twice = (Observation("C01", "value", "seen"), Observation("C01", "no", "told_by_person"))
    kept = draft(observations=twice)
    assert SIGN + "C01" not in untouched(kept, ALL, "nl")
    assert corrected(kept, waar="oudermeer")[0].observations == twice


def test_a_person_is_changed_added_and_taken_away():
    kept = draft(details=())
    renamed, problems = corrected(kept, **{person_name(1, "last_name"): "Andersnaam"})
    assert (renamed.persons, problems) == ((replace(kept.persons[0], last_name="Andersnaam"),), {})
    added, problems = corrected(kept, **{person_name(2, "roles"): ("getuige",), person_name(2, "sex"): "vrouw"})
    assert problems == {}
    assert added.persons == (*kept.persons, Person(("witness",), NOT_ASKED, Answer.of("female")))
    assert corrected(kept, **{person_name(1, AWAY): ("ja",)})[0].persons == ()


def test_a_person_needs_a_role_and_a_day_that_is_one():
    _, problems = corrected(draft(), **{person_name(1, "roles"): (), person_name(1, "birth_date"): "gisteren"})
    assert set(problems) == {person_name(1, "roles"), person_name(1, "birth_date")}
    _, problems = corrected(draft(), **{person_name(2, "last_name"): "Zonderrol"})
    assert set(problems) == {person_name(2, "roles")}


def test_what_is_said_of_a_person_goes_with_that_person_and_no_other():
    two = (Person(("presumed_victim",), last_name="Een"), Person(("presumed_victim",), last_name="Twee"))
    own = (Detail("age_at_start", 1, Answer.of("15")), Detail("age_at_start", 2, Answer.of("17")))
    left, _ = corrected(draft(persons=two, details=own), **{person_name(1, AWAY): ("ja",)})
    assert (left.persons, left.details) == (two[1:], (Detail("age_at_start", 1, Answer.of("17")),))


def test_the_page_offers_nothing_that_its_reader_does_not_see():
    names = set(untouched(draft(), DESK, "nl"))
    assert not {name for name in names if name.endswith(("_nationaliteit", "_verblijf", "_geboorteplaats", f"_{AWAY}"))}
    assert "meer_verblijfsrecht_1" not in names
    assert "toelichting" not in untouched(draft(), DESK - {"narrative"}, "nl")
    assert "contact" not in untouched(draft(), DESK - {"contact"}, "nl")


@MANY
@given(kept=drafts(), typed=st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=40))
def test_a_text_is_replaced_by_what_is_typed(kept, typed):
    assume(typed.strip() and typed.strip() == typed)
    draft_now, problems = corrected(kept, toelichting=typed)
    assert (draft_now.narrative, problems) == (typed, {})


def test_a_possible_perpetrator_cannot_be_chosen():
    page = untouched(draft(), ALL, "nl")
    assert person_name(1, "roles") in page
    _, problems = corrected(draft(), **{person_name(1, "roles"): ("mogelijke_pleger",)})
    assert problems


def test_a_reason_is_demanded():
    kept = draft()
    found = merged(Given({**sent(kept).values, WHY: ("",)}), kept, ALL, TODAY, "nl")
    assert set(found.problems) == {WHY}
