"""“Mag ik dit delen?”: asked beforehand, by anyone who is signed in, about nobody; nothing that is sent is kept."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zicht.knowledge.consultation import places
from zicht.knowledge.sentences import Language, say_problem
from zicht.server.door.asking import Question, problems
from zicht.server.organisations.may_share import AnswerText, RuleText, answer_of
from zicht.server.web.parts.access import acting, language_of, staff
from zicht.server.web.parts.bases import basis_fact
from zicht.server.web.parts.components import Fact
from zicht.server.web.parts.moments import day
from zicht.server.web.professional.asked_fields import act_fields, fact_fields, question_of, required_fields
from zicht.server.web.professional.consulting import place_shown

EVERYONE = ("professional", "desk", "partner", "privacy", "fg", "policy", "admin")
KINDS = {"yes": "ok", "yes-if": "attention", "no": "info"}


@dataclass(frozen=True, slots=True)
class RuleShown:
    """A clause as the page shows it."""

    name: str
    sentence: str
    until: str
    facts: tuple[Fact, ...]


def _rule(rule: RuleText, language: Language) -> RuleShown:
    name = _("%(title)s (%(agreement)s, versie %(version)s, regel %(clause)s)") % {
        "title": rule.title, "agreement": rule.agreement, "version": rule.version, "clause": rule.text.id,
    }  # fmt: skip
    sentence = " ".join((rule.text.sentence, *rule.text.conditions))
    return RuleShown(name, sentence, day(rule.until), tuple(basis_fact(line, language) for line in rule.bases))


def _answer(answer: AnswerText, language: Language) -> dict[str, object]:
    return {
        "text": answer,
        "kind": KINDS[answer.told.in_short],
        "rules": tuple(_rule(rule, language) for rule in answer.rules),
    }


@require_http_methods(["GET", "POST"])
@staff(*EVERYONE)
def may_share_page(request: HttpRequest) -> HttpResponse:
    """The questions, and above them the answer to those that were sent."""
    actor, language = acting(request), language_of(request)
    sent = question_of(request) if request.method == "POST" else None
    found = problems(sent, actor) if sent else ()
    fields = required_fields(actor, sent, language, {one.field: say_problem(one, language) for one in found})
    answer = answer_of(sent, actor, language) if sent and not found else None
    shown = {
        "answer": _answer(answer, language) if answer else None,
        "strong": _in_danger(sent),
        "required": fields,
        "wrong": tuple(field for field in fields if field.error),
        "facts": fact_fields(sent, language),
        "acts": act_fields(sent, language),
        "places": tuple(place_shown(place, language) for place in places()),
    }
    return render(request, "professional/may_share.html", shown, status=400 if found else 200)


def _in_danger(sent: Question | None) -> bool:
    return sent is not None and sent.danger is True
