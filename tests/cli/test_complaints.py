"""A wrong command line is explained in the user's language: every complaint of ``argparse`` has its sentence."""

from __future__ import annotations

import pytest

from zicht.cli import main
from zicht.cli.complaints import KINDS, in_words
from zicht.knowledge.sentences import LANGUAGES, say

WRONG = {
    "required": ["synth", "--signals", "5"],
    "one_of": ["import", "x.csv", "--source", "x", "--mapping", "x.toml"],
    "unknown": ["standard", "--nonsense"],
    "ambiguous": ["synth", "--s", "5"],
    "choice": ["standard", "--taal", "fr"],
    "whole_number": ["synth", "--signals", "veel", "--seed", "1"],
    "number": ["estimate", "x.csv", "--threshold", "laag"],
    "date": ["synth", "--signals", "5", "--seed", "1", "--until", "morgen"],
    "no_value": ["synth", "--signals"],
    "too_much": ["standard", "--json=nee"],
    "together": ["import", "x.csv", "--source", "x", "--mapping", "x.toml", "--check", "--accept"],
}
ENGLISH = ("argument", "expected", "invalid", "required", "unrecognized", "ambiguous", "not allowed", "is not a date")


def test_each_kind_is_tried():
    assert [kind for kind, _ in KINDS] == list(WRONG)


@pytest.mark.parametrize("kind", WRONG)
def test_a_dutch_user_reads_dutch(capsys, kind):
    """One that newer versions of Python word otherwise would turn up here in English."""
    assert main(WRONG[kind]) == 2
    told = capsys.readouterr().err
    complaint = told.partition("Gebruik:")[0]
    assert complaint.startswith("Zo werkt dit commando niet: ")
    assert not [word for word in ENGLISH if word in complaint]
    assert f"zicht {WRONG[kind][0]}" in told


@pytest.mark.parametrize("kind", [kind for kind in WRONG if kind != "choice"])
@pytest.mark.parametrize("words", [["--taal", "en"], ["--taal=en"], ["--ta=en"]], ids=" ".join)
def test_an_english_user_reads_english_however_it_is_asked(capsys, kind, words):
    assert main([*WRONG[kind], *words] if kind != "no_value" else [WRONG[kind][0], *words, WRONG[kind][1]]) == 2
    assert capsys.readouterr().err.startswith("That is not how this command works: ")


def test_what_was_typed_is_named(capsys):
    main(WRONG["together"])
    told = capsys.readouterr().err
    assert "--check" in told
    assert "--accept" in told


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_complaint_nobody_knows_is_passed_on_as_it_is(language):
    assert in_words("something new", language) == "something new"


def test_the_sentence_is_the_catalogues():
    said = in_words("unrecognized arguments: --nonsense", "nl")
    assert said == say("cli.complaint.unknown", "nl", names="--nonsense")
