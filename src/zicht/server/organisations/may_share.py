"""The answer to "may I share this?" in words, the same for the page and the API."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from zicht.agreements import Change, Explanation, Request
from zicht.agreements.model import AMSTERDAM
from zicht.knowledge.sentences import Language, say
from zicht.server.door.asking import Answered, Cited, Question, may_share
from zicht.server.door.ways import BasisLine
from zicht.server.organisations.telling import (
    ClauseText,
    clause_text,
    listed,
    organisation_name,
    purpose_name,
    say_change,
    say_obligation,
    say_verdict,
    thing_name,
)
from zicht.server.parties.actor import Actor

PERPETRATOR = "possible_perpetrator"
INFORM = "agreement.obligation.inform"
# what an edit changes of a request, where it is more than leaving something out
EDITED = {"other_recipient": "to_organisation", "other_role": "role", "other_purpose": "purpose", "other_mode": "mode"}


@dataclass(frozen=True, slots=True)
class RuleText:
    """A clause behind the answer: what it says, of which agreement, on what legal basis; ``until`` is the last day.

    ``permits`` and ``refuses`` are codes of what is asked.
    """

    agreement: str
    version: str
    title: str
    until: date
    text: ClauseText
    bases: tuple[BasisLine, ...]
    permits: tuple[str, ...]
    refuses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AnswerText:
    """The whole answer. ``told`` has its codes, the rest is sentences in one language.

    ``things`` says per thing asked whether it may go; ``tell`` is what to tell whom it is about; ``always`` holds
    whatever the answer is.
    """

    told: Explanation
    sentence: str
    things: tuple[str, ...]
    changes: tuple[str, ...]
    obligations: tuple[str, ...]
    tell: tuple[str, ...]
    rules: tuple[RuleText, ...]
    always: tuple[str, ...]


def as_changed(request: Request, change: Change) -> Request:
    """The request after a change: whom, what for and how; what is asked is what may go then."""
    edits = {EDITED[edit.kind]: edit.value for edit in change.edits if edit.kind in EDITED}
    return replace(request, field_groups=request.field_groups & set(change.then), **edits)  # type: ignore[arg-type]  # a mode is one of the modes


def _shared(told: Explanation) -> tuple[Request, tuple[str, ...]] | None:
    """What is shared when somebody does as the answer says: the request, and the things; None when nothing is."""
    if told.answer == "yes":
        return told.request, told.request.wanted
    if told.least_change:
        change = told.least_change[0]
        return as_changed(told.request, change), change.then
    return None


def _tell(told: Explanation, language: Language) -> Iterator[str]:
    shared = _shared(told)
    if shared is None:
        yield say("may_share.tell.nothing", language)
        return
    request, names = shared
    if any(one.code == INFORM for one in told.obligations):
        yield say("may_share.tell.required", language)
    if told.request.person == PERPETRATOR:
        yield say("may_share.tell.perpetrator", language)
        return
    yield say(
        "may_share.tell.say",
        language,
        receiver=organisation_name(request.to_organisation),
        things=listed((thing_name(name, language) for name in names), language),
        purpose=purpose_name(request.purpose, language),
    )
    yield say("may_share.tell.safety", language)


def _changes(told: Explanation, language: Language) -> Iterator[str]:
    if told.answer == "yes":
        return
    yield from (say_change(change, language) for change in told.least_change)
    if not told.least_change:
        yield say("may_share.change.none", language)
    if any(change.asks_consent for change in told.least_change):
        yield say("may_share.change.asks_consent", language)


def _sentence(told: Explanation, language: Language) -> str:
    if told.in_short == "yes":
        request = told.request
        giver, receiver = organisation_name(request.from_organisation), organisation_name(request.to_organisation)
        return say("may_share.answer.yes", language, giver=giver, receiver=receiver)
    key = "otherwise" if _elsewhere(told) else told.in_short
    return say(f"may_share.answer.{key}", language)


def _elsewhere(told: Explanation) -> bool:
    """Whether the least change leads to somebody else or serves another end: to what was asked that is a no."""
    edits = told.least_change[0].edits if told.least_change else ()
    return told.answer == "no" and any(edit.kind in ("other_recipient", "other_purpose") for edit in edits)


def _rule(cited: Cited, language: Language) -> RuleText:
    last = (cited.until.astimezone(AMSTERDAM) - timedelta(days=1)).date()
    text, rule = clause_text(cited.clause, language), cited.rule
    return RuleText(
        rule.agreement, rule.version, cited.title, last, text, cited.bases, cited.permits, cited.refuses
    )  # fmt: skip


def in_words(answered: Answered, language: Language = "nl") -> AnswerText:
    """An answer in one language."""
    told = answered.told
    return AnswerText(
        told=told,
        sentence=_sentence(told, language),
        things=tuple(say_verdict(verdict, language) for verdict in told.verdicts),
        changes=tuple(_changes(told, language)),
        obligations=tuple(say_obligation(one, language) for one in told.obligations),
        tell=tuple(_tell(told, language)),
        rules=tuple(_rule(cited, language) for cited in answered.cited),
        always=tuple(say(key, language) for key in told.always),
    )


def answer_of(question: Question, actor: Actor, language: Language = "nl") -> AnswerText:
    """What the agreements in force now say to this actor's question, which has no ``problems``."""
    return in_words(may_share(question, actor), language)
