"""A command that touches personal data acts as the member whose key it is given, or leaves with 4."""

from __future__ import annotations

import argparse
from datetime import timedelta

import pytest
from django.utils import timezone

from zicht.cli.acting import actor, add_as
from zicht.cli.output import fail
from zicht.errors import Refused
from zicht.knowledge.sentences import LANGUAGES, say_error
from zicht.server.organisations.actions.keys import make_key, revoke_key


def asked(*words):
    parser = argparse.ArgumentParser()
    add_as(parser)
    return parser.parse_args(words)


@pytest.fixture
def made(region, monkeypatch):
    """A key of ggd.1's, put in the environment."""
    key = make_key(label="koppeling", until=timezone.localdate() + timedelta(days=1), by=region["ggd.1"])
    monkeypatch.setenv("ZICHT_API_KEY", key.key)
    return key


def refused(*words):
    with pytest.raises(Refused) as caught:
        actor(asked(*words))
    assert (caught.value.code, caught.value.exit_code) == ("cli.no_member", 4)
    return caught.value


def test_with_their_own_key_a_member_acts_from_the_command_line(region, made):
    found = actor(asked("--as", "ggd.1"))
    assert (found.member, found.role, found.origin) == (region["ggd.1"].member, "professional", "cli")


@pytest.mark.parametrize("username", ["desk.1", "ggd.2", "GGD.1", "nobody", ""])
def test_a_key_is_no_one_elses(made, username):
    refused("--as", username)


def test_without_saying_as_whom_a_key_alone_is_not_enough(made):
    refused()


@pytest.mark.parametrize("key", ["", "wrong", None])
def test_a_name_alone_is_not_enough(region, monkeypatch, key):
    if key is None:
        monkeypatch.delenv("ZICHT_API_KEY", raising=False)
    else:
        monkeypatch.setenv("ZICHT_API_KEY", key)
    refused("--as", "ggd.1")


def test_a_key_that_was_taken_back_acts_for_nobody(region, made):
    revoke_key(key=made.id, by=region["ggd.1"])
    refused("--as", "ggd.1")


def test_the_refusal_says_what_to_do_and_repeats_no_key(made, capsys):
    error = refused("--as", "desk.1")
    for language in LANGUAGES:
        assert "ZICHT_API_KEY" in say_error(error, language)
        assert fail(error, as_json=True, language=language) == 4
        assert made.key not in "".join(capsys.readouterr())
