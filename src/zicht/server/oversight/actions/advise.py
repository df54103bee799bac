"""The FG's advice: dated, under their own name, never changed afterwards."""

from __future__ import annotations

import uuid

from zicht.errors import InputProblems, Problem
from zicht.server.door.act import act
from zicht.server.oversight.models import Advice
from zicht.server.parties.actor import Actor

SUBJECT_MOST = 200
TEXT_MOST = 20_000


def _problems(subject: str, text: str) -> tuple[Problem, ...]:
    given = (("subject", subject, SUBJECT_MOST), ("text", text, TEXT_MOST))
    return tuple(
        Problem(f"oversight.advice_{field}", field, params={"most": most})
        for field, value, most in given
        if not value or len(value) > most
    )


def advise(*, subject: str, text: str, by: Actor) -> uuid.UUID:
    """Record advice to the own organisation; it changes nothing else.

    Raises ``InputProblems`` (fields ``subject`` and ``text``) or ``Refused`` for whoever is not the FG.
    """
    with act("oversight.advise", by=by) as doing:
        problems = _problems(subject.strip(), text.strip())
        if problems:
            raise InputProblems(problems)
        row = Advice(
            organisation_id=by.organisation,
            given_by=by.member,
            given_by_name=by.name,
            at=doing.now,
            subject=subject.strip(),
            text=text.strip(),
        )
        return doing.keep(row).id
