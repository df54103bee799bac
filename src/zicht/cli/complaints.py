"""What is wrong with a command line, in Dutch and English: ``argparse`` complains in English only."""

from __future__ import annotations

import re

from zicht.knowledge.sentences import Language, say

KINDS = (
    ("required", r"the following arguments are required: (?P<names>.+)"),
    ("one_of", r"one of the arguments (?P<names>.+) is required"),
    ("unknown", r"unrecognized arguments: (?P<names>.+)"),
    ("ambiguous", r"ambiguous option: (?P<name>.+) could match (?P<names>.+)"),
    ("choice", r"argument (?P<name>.+?): invalid choice: (?P<value>.+) \(choose from (?P<choices>.+)\)"),
    ("whole_number", r"argument (?P<name>.+?): invalid int value: (?P<value>.+)"),
    ("number", r"argument (?P<name>.+?): invalid float value: (?P<value>.+)"),
    ("date", r"argument (?P<name>.+?): (?P<value>.+) is not a date like (?P<example>.+)"),
    ("no_value", r"argument (?P<name>.+?): expected (?:one|\d+) arguments?"),
    ("too_much", r"argument (?P<name>.+?): ignored explicit argument (?P<value>.+)"),
    ("together", r"argument (?P<name>.+?): not allowed with argument (?P<other>.+)"),
)


def in_words(complaint: str, language: Language) -> str:
    """The complaint in the user's language; one that we do not know stays as it is."""
    for kind, pattern in KINDS:
        if found := re.fullmatch(pattern, complaint, re.DOTALL):
            return say(f"cli.complaint.{kind}", language, **found.groupdict())
    return complaint
