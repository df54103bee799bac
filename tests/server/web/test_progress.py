"""What the professional reads about what became of their signal: every state has its steps and its words."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import translation

from zicht.knowledge import standard
from zicht.knowledge.sentences import LANGUAGES
from zicht.server.cases.actions.weigh import ENDS
from zicht.server.signals.queries import SignalRow, SignalView
from zicht.server.web.professional.lists import own_table
from zicht.server.web.professional.progress import progress

AT = datetime(2026, 3, 1, 11, 30, tzinfo=UTC)


def signal(state: str, acute: bool = False) -> SignalView:
    return SignalView(uuid.UUID(int=1), state, AT, acute, AT + timedelta(days=5), frozenset(), frozenset())


def steps(state: str, language: str = "nl", acute: bool = False):
    with translation.override(language):
        return progress(signal(state, acute), language)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("state", ["received", *sorted(ENDS)])
def test_in_every_state_there_are_three_steps_and_one_of_them_is_now(state, language):
    found = steps(state, language)
    assert len(found) == 3
    assert [step.current for step in found] == ([False, True, False] if state == "received" else [False, False, True])
    assert all(step.label for step in found)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_end_of_the_weighing_says_in_its_own_words_what_it_means(language):
    """Feedback to who reported: an end without a sentence would leave them guessing."""
    said = {state: steps(state, language)[-1] for state in ENDS}
    assert all(step.text for step in said.values())
    assert len({step.text for step in said.values()}) == len({step.label for step in said.values()}) == len(ENDS)
    for state, step in said.items():
        assert step.label.lower() == standard.label("state", state, language).lower()


def test_no_sign_of_trafficking_says_how_long_the_signal_stays():
    assert steps("no_sign")[-1].text == standard.retention("no-sign").nl
    assert steps("no_sign", "en")[-1].text == standard.retention("no-sign").en


def test_while_it_waits_one_reads_when_the_desk_reads_and_until_when_it_may_take():
    text = steps("received")[1].text
    assert "werkdagen van 9 tot 17 uur" in text and "Uiterlijk 6 maart 2026, 12:30." in text
    assert "als eerste" not in text
    assert "Signalen met direct gevaar leest het meldpunt als eerste." in steps("received", acute=True)[1].text


def test_after_the_weighing_no_deadline_is_shown_any_more():
    for state in ENDS:
        assert not [step for step in steps(state, acute=True) if "Uiterlijk" in step.text]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("form", ["", "labour", "unknown", "refused", "several"])
def test_a_line_of_which_nothing_is_granted_shows_dashes_and_no_code(form, language):
    row = SignalRow(uuid.UUID(int=1), AT, "received", False, AT, form, None)
    with translation.override(language):
        table = own_table([row], language)
    cells = [cell.text for cell in table.rows[0]]
    assert cells[2:4] == ["–", "–"]
    assert (cells[1] == "–") == (form == "")
    assert cells[1] != form or form in ("", "unknown"), "a code, not a word"
    assert cells[4] == standard.label("state", "received", language)


def test_danger_stands_out_in_the_list_and_is_said_in_words_too():
    rows = [SignalRow(uuid.UUID(int=1), AT, "received", acute, AT, "", None) for acute in (True, False)]
    with translation.override("nl"):
        table = own_table(rows, "nl")
    assert [(row[3].text, row[3].badge) for row in table.rows] == [("direct gevaar", "acute"), ("–", "")]
