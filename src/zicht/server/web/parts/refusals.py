"""A refusal shown at the form it belongs to, so that nothing typed is lost."""

from __future__ import annotations

from zicht.errors import Refused
from zicht.knowledge.sentences import Language, say, say_error


def refusal_lines(refused: Refused | None, language: Language) -> tuple[str, ...]:
    """What is refused, and what is always allowed (principle 9); nothing without a refusal."""
    if refused is None:
        return ()
    always = (say("danger.always_allowed", language), say("danger.without_name", language))
    return (say_error(refused, language), *always)
