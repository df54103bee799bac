"""Every rule of this room has its sentence in both languages, with the same blanks."""

import re
import string
from pathlib import Path

import zicht.registers
from zicht.knowledge.sentences import catalogue

ROOM = Path(zicht.registers.__file__).parent
COMMAND = ROOM.parent / "cli" / "import_.py"


def said():
    """The keys that stand in the code; an f-string's stem (``import.severity.``) is left to its own test."""
    text = "".join(path.read_text("utf-8") for path in [*ROOM.glob("*.py"), COMMAND])
    return set(re.findall(r"""["'](import\.[a-z_0-9]+)["']""", text))


def blanks(sentence):
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def test_every_rule_has_a_sentence_and_every_sentence_a_rule():
    near = {f"{rule}_near" for rule in said() if f"{rule}_near" in catalogue("nl")}
    ours = {key for key in catalogue("nl") if key.startswith("import.") and not key.startswith("import.severity.")}
    assert said() | near == ours


def test_both_languages_have_the_same_sentences_with_the_same_blanks():
    dutch, english = (
        {key: blanks(text) for key, text in catalogue(language).items() if key.startswith("import.")}
        for language in ("nl", "en")
    )
    assert dutch == english


def test_the_sentences_are_not_the_same_text():
    assert all(catalogue("nl")[key] != catalogue("en")[key] for key in said())
