"""The annex: everything that is enforced stands in it, and nothing open or unconfirmed passes for more."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from zicht.agreements import bundled, examples, load
from zicht.agreements.annex import annex, plain_text
from zicht.agreements.wording import clause_text, organisation_name
from zicht.knowledge.sentences import LANGUAGES

TEXTS = dict((*bundled(), *examples()))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", TEXTS)
def test_every_clause_party_and_basis_of_an_agreement_stands_in_its_annex(name, language):
    agreement = load(TEXTS[name])
    text = plain_text(annex(agreement, language))
    for clause in agreement.clauses:
        told = clause_text(clause, language)
        assert all(sentence in text for sentence in (told.sentence, *told.conditions)), clause.id
        assert f" {clause.id})" in text
    for party in agreement.parties:
        assert all(part in text for part in (organisation_name(party.organisation), party.signer, party.mandate))
    assert all(day.isoformat() in text for day in (agreement.valid_from, agreement.valid_until, agreement.review_on))
    assert "{" not in text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", TEXTS)
def test_the_annex_says_first_and_last_that_no_lawyer_tested_it_and_always_what_is_always_possible(name, language):
    found = annex(load(TEXTS[name]), language)
    text = plain_text(found)
    assert text.startswith(found.watermark.upper()) and text.endswith(found.watermark.upper())
    assert (
        found.watermark
        == {"nl": "Voorbeeld, niet juridisch getoetst", "en": "Example, no lawyer has tested it"}[language]
    )
    assert found.key_points[0] == found.watermark and "112" in text


def test_a_basis_that_nobody_confirmed_or_filled_in_says_so_each_time():
    agreement = load(TEXTS["landelijke-melding.toml"])
    text = plain_text(annex(agreement))
    parts = [
        b.part(part)
        for b in agreement.bases
        for part in ("lawful_basis", "special_data", "criminal_data", "secrecy", "compatibility")
    ]
    legal = text[text.index("Op welke grondslag") : text.index("Wat altijd kan")]
    assert legal.count("(nog niet bevestigd)") == sum(bool(part) for part in parts)
    assert len(re.findall(r"; nog in te vullen$", legal, re.M)) == parts.count("") == 1
    assert "Nog in te vullen: 1 " in " ".join(annex(agreement).key_points)


def test_what_is_to_be_filled_in_of_parties_and_retention_is_counted_and_shown():
    agreement = load(TEXTS["binnen-de-gemeente.toml"])
    first = replace(agreement.parties[0], signer="", mandate="")
    opened = replace(agreement, retention="", parties=(first, *agreement.parties[1:]))
    before, after = (" ".join(annex(one).key_points) for one in (agreement, opened))
    assert "Nog in te vullen: 1 " in before and "Nog in te vullen: 4 " in after
    assert "Bewaren: nog in te vullen" in plain_text(annex(opened))


def test_the_three_kinds_of_clause_stand_under_their_own_heading():
    found = {chapter.id: chapter for chapter in annex(load(TEXTS["landelijke-melding.toml"])).chapters}
    assert len(found["must"].sentences) == 2 and all(" moet " in one for one in found["must"].sentences)
    assert len(found["never"].sentences) == 1 and " nooit " in found["never"].sentences[0]
    assert not annex(load(TEXTS["omvang.toml"])).chapters[2].sentences
