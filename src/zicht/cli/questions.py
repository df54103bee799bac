"""A question to the agreements as JSON, and the answer as JSON (``zicht agreement explain``)."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from zicht.agreements import (
    CONSENT_KINDS,
    LINKING_KEY,
    ROLES,
    Change,
    Consent,
    Explanation,
    Request,
    Verdict,
)
from zicht.agreements.model import MODES
from zicht.agreements.telling import say_change, say_obligation, say_verdict
from zicht.errors import InputProblems, Problem
from zicht.knowledge import standard
from zicht.knowledge.sentences import LANGUAGES, Language

T = TypeVar("T")

TOP = {
    "actor", "recipient", "recipient_role", "purpose", "mode", "record", "consent", "field_groups", "second_person",
    "may_ask_consent",
}  # fmt: skip
ACTOR = {"organisation", "role"}
RECORD = {"form", "age_class", "danger", "region", "person", "involved", "origin"}
CONSENT = {"kind", "purpose", "recipients", "field_groups", "until"}


class _Reader:
    """Reads one question, and notes everything that is wrong with it."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def wrong(self, rule: str, field: str, value: object = "") -> None:
        self.problems.append(Problem(f"question.{rule}", field, params={"field": field, "value": str(value)[:60]}))

    def keys(self, tree: object, known: set[str], field: str) -> Mapping[str, Any]:
        """An object with no other keys than these; an empty one when it is something else."""
        if not isinstance(tree, dict):
            self.wrong("not_object", field)
            return {}
        for key in sorted(tree.keys() - known):
            self.wrong("unknown_key", f"{field}.{key}".removeprefix("question."))
        return tree

    def code(self, tree: Mapping[str, Any], key: str, known: Iterable[str], field: str, unknown: bool = True) -> str:
        """A code of a list; "" when it is not there or ``unknown``, if that may be."""
        value = tree.get(key)
        if unknown and value in (None, "", "unknown"):
            return ""
        if not isinstance(value, str) or value not in set(known):
            self.wrong("unknown_value", field, value)
            return ""
        return value

    def yes_no(self, tree: Mapping[str, Any], key: str, field: str) -> bool | None:
        """True, false, or None when it is not known."""
        value = tree.get(key)
        if value is not None and not isinstance(value, bool):
            self.wrong("not_yes_no", field, value)
            return None
        return value

    def codes(self, value: object, known: Iterable[str], field: str) -> frozenset[str]:
        """Several codes of a list, at least one."""
        if not isinstance(value, list) or not value or not all(isinstance(one, str) for one in value):
            self.wrong("not_list", field)
            return frozenset()
        for one in sorted(set(value) - set(known)):
            self.wrong("unknown_value", field, one)
        return frozenset(value) & frozenset(known)

    def moment(self, value: object, field: str) -> datetime | None:
        """A moment with a time zone, or None."""
        if value is None:
            return None
        try:
            found = datetime.fromisoformat(str(value))
        except ValueError:
            found = None
        if found is None or found.tzinfo is None:
            self.wrong("not_a_moment", field, value)
            return None
        return found

    def consents(self, value: object) -> tuple[Consent, ...]:
        """None, one consent, or a list of them."""
        rows = [] if value is None else value if isinstance(value, list) else [value]
        purposes = [row[0] for row in standard.purposes()]
        found = []
        for row in (self.keys(one, CONSENT, "consent") for one in rows):
            kind = self.code(row, "kind", CONSENT_KINDS, "consent.kind", unknown=False)
            purpose = self.code(row, "purpose", purposes, "consent.purpose", unknown=False)
            groups = self.codes(row.get("field_groups"), (*standard.FIELD_GROUPS, LINKING_KEY), "consent.field_groups")
            to = self.codes(row.get("recipients"), _parties(), "consent.recipients")
            until = self.moment(row.get("until"), "consent.until")
            if kind and purpose:
                found.append(Consent(next(k for k in CONSENT_KINDS if k == kind), purpose, to, groups, until))
        return tuple(found)


def _parties() -> list[str]:
    return [one.id for one in standard.possible_parties()]


def _codes(name: str) -> list[str]:
    return [code.id for code in standard.codes(name)]


def _facts(read: _Reader, tree: Mapping[str, Any]) -> dict[str, Any]:
    record = read.keys(tree.get("record", {}), RECORD, "record")
    return {
        "form": read.code(record, "form", _codes("form"), "record.form"),
        "age_class": read.code(record, "age_class", _codes("age_class"), "record.age_class"),
        "danger": read.yes_no(record, "danger", "record.danger"),
        "municipality": read.code(record, "region", _codes("municipality"), "record.region"),
        "person": read.code(record, "person", _codes("role"), "record.person"),
        "involved": read.yes_no(record, "involved", "record.involved"),
        "origin": read.code(record, "origin", _parties(), "record.origin"),
    }


def _question(read: _Reader, tree: object) -> tuple[dict[str, Any], list[str], list[str]]:
    """The parts of a request, the roles of the recipient and the modes to try."""
    top = read.keys(tree, TOP, "question")
    actor = read.keys(top.get("actor", {}), ACTOR, "actor")
    groups = read.codes(top.get("field_groups"), (*standard.FIELD_GROUPS, LINKING_KEY), "field_groups")
    given = {
        "from_organisation": read.code(actor, "organisation", _parties(), "actor.organisation", unknown=False),
        "by_role": read.code(actor, "role", ROLES, "actor.role"),
        "to_organisation": read.code(top, "recipient", _parties(), "recipient", unknown=False),
        "purpose": read.code(top, "purpose", [row[0] for row in standard.purposes()], "purpose", unknown=False),
        "field_groups": groups - {LINKING_KEY},
        "linking_key": LINKING_KEY in groups,
        "second_person": read.yes_no(top, "second_person", "second_person"),
        "may_ask_consent": bool(read.yes_no(top, "may_ask_consent", "may_ask_consent")),
        "consents": read.consents(top.get("consent")),
        **_facts(read, top),
    }
    role = read.code(top, "recipient_role", ROLES, "recipient_role")
    mode = read.code(top, "mode", MODES, "mode")
    return given, [role] if role else list(ROLES), [mode] if mode else list(MODES)


def read_question(path: Path) -> tuple[Request, ...]:
    """The requests that a question stands for: one per role of the recipient and mode that it leaves open.

    ``InputProblems`` names everything that is wrong with it.
    """
    try:
        tree = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        row = getattr(error, "lineno", None)
        raise InputProblems((Problem("question.not_json", row=row),)) from error
    read = _Reader()
    given, roles, modes = _question(read, tree)
    if read.problems:
        raise InputProblems(tuple(read.problems))
    base = Request(role=roles[0], mode=next(m for m in MODES if m == modes[0]), **given)
    return tuple(replace(base, role=role, mode=mode) for role in roles for mode in MODES if mode in modes)


def _both(telling: Callable[[T, Language], str], what: T) -> dict[str, str]:
    return {language: telling(what, language) for language in LANGUAGES}


def _rule(verdict: Verdict) -> dict[str, str] | None:
    rule = verdict.rule
    return {"agreement": rule.agreement, "version": rule.version, "clause": rule.clause} if rule else None


def _change(change: Change) -> list[dict[str, Any]]:
    words = _both(say_change, change)
    edit = " ".join(f"{one.kind}:{one.value}".removesuffix(":") for one in change.edits)
    return [
        {"edit": edit, "cost": change.cost, "then": list(change.then), "asks_consent": change.asks_consent, **words}
    ]


def answer_shown(told: Explanation) -> dict[str, Any]:
    """The answer as the contract has it; ``yes-if`` when a part is permitted, or a least change would help."""
    yes = [verdict for verdict in told.verdicts if verdict.permitted]
    refused = [verdict for verdict in told.verdicts if not verdict.permitted]
    return {
        "answer": told.in_short,
        "asked": {"recipient_role": told.request.role, "mode": told.request.mode},
        "field_groups": [verdict.name for verdict in yes],
        "rule": _rule(yes[0]) if yes else None,
        "rules": {verdict.name: _rule(verdict) for verdict in yes},
        "obligations": [
            {"code": one.code, **_both(say_obligation, one)}
            for one in told.obligations
        ],
        "refused": [
            {
                "field_group": one.name, "outcome": one.outcome, "rule": _rule(one),
                **_both(say_verdict, one),
            }
            for one in refused
        ],
        "least_change": [row for change in told.least_change for row in _change(change)],
        "always": list(told.always),
    }  # fmt: skip
