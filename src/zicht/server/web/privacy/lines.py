"""Lines of the log as rows of a page."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zicht.knowledge.sentences import Language
from zicht.server.organisations.telling import purpose_name
from zicht.server.oversight.lines import LogLine
from zicht.server.oversight.queries import Shown
from zicht.server.web.parts.components import BadgeKind, Link
from zicht.server.web.parts.moments import moment
from zicht.server.web.parts.wording import groups_words, role_word, rule_label, word

SIZE = 20


@dataclass(frozen=True, slots=True)
class LineShown:
    """One line of the log on a page; ``records`` lead to who saw them."""

    at: str
    who: str
    role: str
    action: str
    outcome: str
    badge: BadgeKind
    records: tuple[Link, ...]
    records_said: str
    purpose: str
    groups: str
    rules: tuple[str, ...]
    sealed: bool


def short(record: uuid.UUID) -> str:
    """A record's id as people compare it: its first eight signs."""
    return str(record)[:8]


def _who(line: LogLine, person: int) -> str:
    if line.own:
        return line.name or _("oud-medewerker")
    if not line.organisation:
        return _("iemand zonder account")
    return _("%(organisation)s, medewerker %(number)d") % {
        "organisation": line.organisation,
        "number": person,
    } if person else line.organisation  # fmt: skip


def show(line: LogLine, language: Language, person: int = 0) -> LineShown:
    """One line; ``person`` numbers someone of another organisation without naming them."""
    count = line.about
    return LineShown(
        at=moment(line.at),
        who=_who(line, person),
        role=role_word(line.role, language),
        action=word("oversight.action", line.action, language),
        outcome=word("oversight.outcome", line.outcome, language),
        badge="" if line.outcome == "ok" else "attention",
        records=tuple(Link(reverse("logboek-record", args=[record]), short(record)) for record in line.records),
        records_said=ngettext("%d gegeven", "%d gegevens", count) % count if count else "",
        purpose=purpose_name(line.purpose, language),
        groups=groups_words(line.groups, language),
        rules=tuple(rule_label(rule, language) for rule in line.rules),
        sealed=line.sealed,
    )


def show_all(lines: Iterable[LogLine], language: Language) -> tuple[LineShown, ...]:
    """Lines in the order given."""
    return tuple(show(line, language) for line in lines)


def show_shown(shown: Iterable[Shown], language: Language) -> tuple[LineShown, ...]:
    """Lines of a grant's receiver, people numbered."""
    return tuple(show(one.line, language, one.person) for one in shown)
