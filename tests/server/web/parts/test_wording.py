"""Codes in the words of a page, moments, and what a form sent."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.test import RequestFactory
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from zicht.knowledge import standard
from zicht.knowledge.sentences import catalogue
from zicht.server.parties.models import ROLES
from zicht.server.web.parts.moments import day, moment
from zicht.server.web.parts.posted import posted
from zicht.server.web.parts.wording import blocks, groups_words, role_word, rule_label, word


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("doorverwijzing-zorg:2026.1#naar-zorg", "doorverwijzing-zorg, versie 2026.1, regel naar-zorg"),
        ("ggd#eigen-registratie", "eigen registratie (GGD Vechtstreek)"),
        ("meldpunt#doorverwijzing", "doorverwijzing van Meldpunt mensenhandel Vechterdam"),
        ("omvang:2026.1", "omvang, versie 2026.1"),
        ("no-right", "geen toegang onder de werkafspraken van nu"),
        ("role:sharing.withdraw", "hoort niet bij deze rol"),
        ("groups:narrative,contact", "geen toegang tot: contact, toelichting"),
        ("erased", "gewist"),
        ("vault.cannot_open", "vault.cannot_open"),
        ("", ""),
    ],
)
def test_what_allowed_or_refused_something_is_said_in_words(rule, said):
    assert rule_label(rule, "nl") == said


def test_a_refused_source_is_said_by_its_hash_even_where_that_looks_like_a_version():
    assert rule_label("no-ground:3f2a", "nl") == "geen werkafspraak voor het inlezen van bron 3f2a"
    assert rule_label("no-ground:ff2a", "en") == "no agreement for taking in source ff2a"


@given(st.text(max_size=60), st.sampled_from(["nl", "en"]))
def test_whatever_stands_in_the_log_can_be_shown(rule, language):
    assert isinstance(rule_label(rule, language), str)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_role_has_a_word(language):
    assert not [role for role in (*ROLES, "public", "*") if f"organisations.role.{role}" not in catalogue(language)]
    assert role_word("fg", "en") == "data protection officer"


def test_a_code_without_a_word_is_shown_as_its_code():
    assert word("oversight.action", "room.new_thing", "nl") == "room.new_thing"


def test_field_groups_are_said_in_the_order_of_the_standard_and_strangers_left_out():
    assert groups_words(["follow_up", "core", "strange"], "nl") == "kern, opvolging"
    every = [standard.group_label(group, "en") for group in standard.FIELD_GROUPS]
    assert groups_words(reversed(standard.FIELD_GROUPS), "en") == ", ".join(every)


@given(st.binary(min_size=32, max_size=32))
def test_a_digest_in_blocks_is_the_same_digest(value):
    assert blocks(value.hex()).replace(" ", "") == value.hex()
    assert max(map(len, blocks(value.hex()).split())) == 8


def test_moments_are_those_of_the_netherlands_in_the_language_of_the_page():
    at = datetime(2026, 3, 1, 23, 30, tzinfo=UTC)
    with translation.override("nl"):
        assert (moment(at), day(date(2026, 3, 1))) == ("2 maart 2026, 00:30", "1 maart 2026")
    with translation.override("en"):
        assert moment(at) == "2 March 2026, 00:30"


def _sent(text):
    request = RequestFactory().get("/")
    request.method = "POST"
    request.POST = {"x": text}
    return posted(request, "x")


@given(st.text(max_size=80))
def test_what_was_typed_keeps_its_words_and_loses_what_cannot_be_kept(text):
    kept = _sent(text)
    assert "\x00" not in kept and "\r" not in kept
    assert kept == kept.strip() == _sent(kept)
    assert [sign for sign in text if sign.isalnum()] == [sign for sign in kept if sign.isalnum()]


def test_line_ends_become_one_sign_and_joined_signs_stay_joined():
    assert _sent(" een\r\ntwee\rdrie ") == "een\ntwee\ndrie"
    assert _sent("10\u00a0000 \U0001f469\u200d\U0001f4bb") == "10\u00a0000 \U0001f469\u200d\U0001f4bb"
