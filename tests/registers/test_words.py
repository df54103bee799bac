"""Every rule of this room has its sentence in both languages, with the same blanks."""

import re
import string
from pathlib import Path
from typing import get_args

import zicht.registers
from zicht.knowledge.sentences import catalogue
from zicht.registers.exchange.case import Quarantined
from zicht.registers.proposing import Why

ROOM = Path(zicht.registers.__file__).parent
COMMANDS = [ROOM.parent / "cli" / name for name in ("import_.py", "mappings.py", "proposing.py")]
COMMANDS.append(ROOM / "exchange" / "incoming.py")
# made from a word in the code: each has a test of its own
STEMS = ("import.severity.", "import.why.", "import.htcds.")


def said():
    """The keys that stand in the code; an f-string's stem (``import.severity.``) is left to its own test."""
    text = "".join(path.read_text("utf-8") for path in [*ROOM.glob("*.py"), *COMMANDS])
    return set(re.findall(r"""["'](import\.[a-z_0-9]+)["']""", text))


def blanks(sentence):
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def test_every_rule_has_a_sentence_and_every_sentence_a_rule():
    near = {f"{rule}_near" for rule in said() if f"{rule}_near" in catalogue("nl")}
    ours = {key for key in catalogue("nl") if key.startswith("import.") and not key.startswith(STEMS)}
    assert said() | near == ours


def test_every_reason_of_a_proposal_has_its_sentence():
    reasons = {key.removeprefix("import.why.") for key in catalogue("nl") if key.startswith("import.why.")}
    assert reasons == set(get_args(Why))


def test_every_reason_why_something_of_an_htcds_file_is_not_read_has_its_sentence():
    told = {key.removeprefix("import.htcds.") for key in catalogue("nl") if key.startswith("import.htcds.")}
    assert told == {*re.findall(r"``(\w+)``", str(Quarantined.__doc__)), "silent"}


def test_both_languages_have_the_same_sentences_with_the_same_blanks():
    dutch, english = (
        {key: blanks(text) for key, text in catalogue(language).items() if key.startswith("import.")}
        for language in ("nl", "en")
    )
    assert dutch == english


def test_the_sentences_are_not_the_same_text():
    assert all(catalogue("nl")[key] != catalogue("en")[key] for key in said())
