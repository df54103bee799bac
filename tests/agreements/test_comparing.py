"""What two versions change, in plain Dutch: every difference is told, and nothing else."""

from __future__ import annotations

from dataclasses import replace

import pytest
from agreements.grown import FILLED_BASES, worlds
from hypothesis import given, settings

from zicht.agreements import bundled, examples, load
from zicht.agreements.comparing import compare, comparison_sentences
from zicht.agreements.judging import errs
from zicht.knowledge.sentences import LANGUAGES

TEXTS = dict((*bundled(), *examples()))
CARE = TEXTS["meldpunt-politie-zorg.toml"]
NOTHING = {"nl": "Er is verder geen verschil.", "en": "There is no other difference."}


def told(old, new, language="nl"):
    return comparison_sentences(compare(load(old), load(new), language), language)


@pytest.mark.parametrize("name", TEXTS)
def test_a_version_against_itself_changes_nothing(name):
    for language in LANGUAGES:
        assert told(TEXTS[name], TEXTS[name], language)[1:] == (NOTHING[language],)


CHANGES = [
    ('title = "Samen', 'title = "Anders', "Titel: was ‘Samen optreden"),
    ("valid_until = 2034-12-31", "valid_until = 2033-12-31", "Geldt tot en met: was ‘2034-12-31’, wordt ‘2033-12-31’."),
    ('retention = "referral"', 'retention = "no-sign"', "Bewaren: was ‘Doorverwijzing: vijf jaar"),
    ('signer = "de politiechef"', 'signer = ""', "Partij Politie-eenheid Vechtstreek: was"),
    ('signer = "de politiechef"', 'left_on = 2030-01-01\nsigner = "x"', "Geen partij meer vanaf 2030-01-01."),
    ('secrecy = "wpg-20"', 'secrecy = ""', "wordt ‘nog in te vullen’."),
    ("danger = true", "danger = false", "Alleen als er geen direct gevaar is."),
    ('id = "zorg-terug"', 'id = "zorg-weer-terug"', "Vervallen regel ‘zorg-terug’:"),
    ('id = "zorg-terug"', 'id = "zorg-weer-terug"', "Nieuwe regel ‘zorg-weer-terug’:"),
]


@pytest.mark.parametrize(("old", "new", "sentence"), CHANGES)
def test_each_kind_of_change_is_told(old, new, sentence):
    assert old in CARE
    assert any(sentence in line for line in told(CARE, CARE.replace(old, new, 1)))


def test_more_and_less_access_comes_first_and_says_for_whom():
    wider = CARE.replace('field_groups = ["core", "observations", "contact"]', 'field_groups = ["core", "identity"]')
    lines = told(CARE, wider)
    assert lines[0] == (
        "Minder: Regionale Zorgcoördinatie Vechtstreek (rol: partner) kan van Meldpunt mensenhandel Vechterdam niet "
        "meer zien: waarnemingen en contact, voor hulp en opvang, met een doorverwijzing."
    )
    back = told(wider, CARE)
    assert back[0] == lines[0].replace("Minder", "Meer").replace("niet meer zien", "ook zien")


def test_another_name_for_a_clause_changes_nobody_s_access():
    lines = told(CARE, CARE.replace('id = "zorg-terug"', 'id = "terug"'))
    assert lines[0] == "Wie wat kan zien, verandert niet. Let op de voorwaarden hieronder."


def test_a_party_that_goes_takes_its_access_with_it():
    old = load(CARE)
    new = replace(
        old,
        parties=tuple(party for party in old.parties if party.organisation != "politie"),
        clauses=tuple(clause for clause in old.clauses if "politie" not in (clause.from_, clause.to)),
    )
    found = compare(old, new)
    assert not found.won and {"politie"} == {
        one.giver if one.receiver == "meldpunt" else one.receiver for one in found.lost
    }


def test_a_never_more_is_access_lost():
    never = '\n[[clause]]\nid = "niet"\neffect = "never"\nfrom = "*"\nto = "zorgcoordinatie"\n'
    never += 'purpose = "*"\nrole = "*"\nmode = "*"\n'
    found = compare(load(CARE), load(CARE + never + 'field_groups = ["contact"]\n'))
    assert [one.names for one in found.lost] == [("contact",)] and not found.won


def sound(agreement):
    """A grown agreement without what cannot be said, because it does not exist."""
    whole = replace(agreement, bases=FILLED_BASES)
    return replace(whole, clauses=tuple(clause for clause in whole.clauses if not errs(clause, whole)))


@settings(max_examples=60, deadline=None)
@given(worlds, worlds)
def test_what_one_way_wins_the_other_way_loses_and_all_of_it_can_be_said(one, other):
    old, new = sound(one.agreements[0]), sound(other.agreements[0])
    there, back = compare(old, new), compare(new, old)
    assert (there.won, there.lost) == (back.lost, back.won)
    assert bool(there.differences) == bool(back.differences)
    for language in LANGUAGES:
        said = comparison_sentences(compare(old, new, language), language)
        assert len(said) >= len(there.won) + len(there.lost) + len(there.differences)
