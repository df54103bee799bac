"""The article in force on a signal's day is shown with when and where it was read; what nobody read says that."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from zicht.knowledge import standard
from zicht.knowledge.articles import Article, articles, articles_of
from zicht.knowledge.sentences import LANGUAGES
from zicht.server.signals.queries import STATES, SignalView
from zicht.server.web.parts.law_shown import checked, law_facts

BARE = SignalView(
    uuid.UUID(int=1), "received", datetime(2026, 3, 1, 11, 30, tzinfo=UTC), False,
    datetime(2026, 3, 6, tzinfo=UTC), frozenset({"observations"}), frozenset(),
)  # fmt: skip
FORMS = [code.id for code in standard.codes("form")]
DAYS = {"valid_from": date(2020, 1, 1), "valid_to": None, "checked_on": date(2026, 2, 3)}
READ = Article("x", "form", "artikel 1", ("labour",), "tekst", "text", **DAYS, checked_at="elders", confirmed_by="")


@pytest.fixture(autouse=True)
def dutch():
    with translation.override("nl"):
        yield


ANSWERED = st.sets(st.sampled_from([*FORMS, *sorted(STATES)]), max_size=4)


@given(ANSWERED, st.datetimes(datetime(1990, 1, 1), datetime(2040, 1, 1)))
def test_exactly_the_texts_in_force_on_the_day_of_registration_are_shown_each_once(forms, moment):
    received = moment.replace(hour=12, tzinfo=UTC)
    view = replace(BARE, what=tuple(sorted(forms)), received_at=received)
    wanted = {text for form in forms for text in articles_of(form, received.date())}
    assert set(view.articles) == wanted and len(view.articles) == len(wanted)
    with translation.override("nl"):
        said = [fact.value for fact in law_facts(view, "nl")]
    assert {text.id for text in articles() if any(text.nl in value for value in said)} == {text.id for text in wanted}
    suspected = forms - STATES
    assert len(said) == (max(1, len(wanted)) if suspected else 0)


def test_the_day_is_the_one_in_the_netherlands(monkeypatch):
    """Half past eleven in the evening, UTC, on the last day of the old text is the first day of the new one here."""
    old, new = replace(READ, id="old", valid_to=date(2026, 7, 1)), replace(READ, id="new", valid_from=date(2026, 7, 1))
    monkeypatch.setattr(
        "zicht.server.signals.queries.articles_of", lambda form, day: tuple(a for a in (old, new) if a.in_force(day))
    )
    late = replace(BARE, what=("labour",), received_at=datetime(2026, 6, 30, 23, 30, tzinfo=UTC))
    assert late.articles == (new,)
    assert replace(late, received_at=datetime(2026, 6, 30, 12, tzinfo=UTC)).articles == (old,)


def test_what_nobody_read_says_so_and_where_to_read_it():
    assert checked(replace(READ, checked_on=None)) == "Nog niet gecontroleerd. Te lezen op: elders."
    assert checked(READ) == "Gecontroleerd op 3 februari 2026: elders. Nog niet bevestigd."
    assert checked(replace(READ, confirmed_by="Zq")) == "Gecontroleerd op 3 februari 2026: elders."


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("form", FORMS)
def test_no_text_of_ours_is_shown_as_checked_or_confirmed_while_nobody_did(form, language):
    view = replace(BARE, what=(form,))
    with translation.override(language):
        for fact, article in zip(law_facts(view, language), view.articles, strict=True):
            never = {"nl": "Nog niet gecontroleerd", "en": "Not checked yet"}[language]
            assert (never in fact.value) == (article.checked_on is None)
            assert (article.nl if language == "nl" else article.en) in fact.value


def test_a_signal_from_before_any_text_says_that_none_is_known():
    (fact,) = law_facts(replace(BARE, what=("labour",), received_at=datetime(1990, 1, 1, 12, tzinfo=UTC)), "nl")
    assert fact.value == "Zicht kent geen tekst die toen gold."


@pytest.mark.parametrize("what", [None, (), ("unknown",), ("no",), ("refused",)])
def test_where_nothing_is_suspected_or_granted_no_law_is_named(what):
    assert law_facts(replace(BARE, what=what), "nl") == ()
