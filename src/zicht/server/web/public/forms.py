"""The public form: what it asks, how what was sent becomes a draft, and what was typed shown again."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from zicht.errors import Problem
from zicht.knowledge import standard
from zicht.knowledge.sentences import Language, catalogue, say, say_problem
from zicht.knowledge.signal import NOT_ASKED, WIRE_STATES, Answer, AnswerState, SignalDraft, check
from zicht.server.web.parts.components import Field, FieldKind, Option, day_kind

Typed = Mapping[str, tuple[str, ...]]
# What each question offers besides its codes. Every coded one takes every state of the contract when it is sent.
OFFERED: dict[str, tuple[str, ...]] = {
    "what": ("onbekend",),
    "where": ("onbekend",),
    "who": ("onbekend",),
    "acute": ("nee", "onbekend"),
    "known_via": ("onbekend", "geweigerd"),
    "capacity": ("onbekend", "geweigerd"),
    "about_self": ("nee", "geweigerd"),
    "contact": ("nee", "onbekend"),
    "contact_safe": ("nee", "onbekend"),
    "contact_how": ("onbekend",),
}
ABOUT = ("what", "where", "when", "who", "acute", "known_via", "capacity", "about_self", "narrative")
CONTACT = ("contact", "contact_safe", "contact_how", "contact_details", "contact_when")
ASKED = (*ABOUT, *CONTACT)
REQUIRED = tuple(field_id for field_id in ASKED if standard.field(field_id).required)
KINDS: dict[str, FieldKind] = {"what": "checkboxes", "where": "select", "capacity": "select", "narrative": "textarea"}


@dataclass(frozen=True, slots=True)
class Sent:
    """What was sent: as typed, as a draft, and the problems by field id, one each."""

    typed: Typed
    draft: SignalDraft
    problems: Mapping[str, Problem]


def language() -> Language:
    """The language of this page."""
    return "en" if (get_language() or "").startswith("en") else "nl"


def form_name(field_id: str) -> str:
    """The name of a field in the form: the contract's, in snake case."""
    return re.sub(r"([A-Z])", lambda found: f"_{found[1].lower()}", standard.field(field_id).wire)


def typed_in(post: Any, asked: Sequence[str] = ASKED) -> Typed:
    """What was typed in the fields of this form, nothing else."""
    names = [form_name(field_id) for field_id in asked]
    return {name: tuple(value.strip() for value in post.getlist(name) if value.strip()) for name in names}


def _coded(field_id: str, values: Sequence[str]) -> Answer | Problem:
    spec = standard.field(field_id)
    ids = {code.wire: code.id for code in standard.codes(spec.codes)}
    states = [value for value in values if value in WIRE_STATES]
    if states and len(set(values)) > 1:
        return Problem("intake.unknown_and_value", field_id, params={"state": state_label(states[0])})
    for value in values:
        if value not in ids and value not in WIRE_STATES:
            return Problem("code.unknown", field_id, params={"value": value[:40]})
    if states:
        return Answer(WIRE_STATES[states[0]])
    return Answer.of(*(ids[value] for value in values)) if values else NOT_ASKED


def _date(values: Sequence[str]) -> tuple[date | None, AnswerState] | Problem:
    states = [value for value in values if value in WIRE_STATES]
    if states and len(set(values)) > 1:
        return Problem("intake.unknown_and_value", "when", params={"state": state_label(states[0])})
    if not values or states == ["niet_gevraagd"]:
        # a day that should be there and is not: the check then asks for it
        return None, "value"
    if states:
        return None, WIRE_STATES[states[0]]
    for form in ("%Y-%m-%d", "%d-%m-%Y"):
        try:
            return datetime.strptime(values[0], form).date(), "value"
        except ValueError:
            continue
    return Problem("intake.date_unreadable", "when", params={"value": values[0][:40]})


def _read(field_id: str, values: Sequence[str]) -> dict[str, Any] | Problem:
    """What one question adds to the draft."""
    spec = standard.field(field_id)
    if spec.kind == "text":
        return {field_id: "\n".join(values)}
    if spec.kind == "date":
        found = _date(values)
        return found if isinstance(found, Problem) else {"when": found[0], "when_state": found[1]}
    answer = _coded(field_id, values)
    return answer if isinstance(answer, Problem) else {field_id: answer}


def _draft(typed: Typed, asked: Sequence[str], known: Mapping[str, Answer]) -> tuple[SignalDraft, list[Problem]]:
    given: dict[str, Any] = dict.fromkeys(REQUIRED, NOT_ASKED)
    given["when"] = None
    problems: list[Problem] = []
    for field_id in asked:
        read = _read(field_id, typed[form_name(field_id)])
        if isinstance(read, Problem):
            problems.append(read)
        else:
            given |= read
    return SignalDraft(**{**given, **known}), problems


def _contact(draft: SignalDraft) -> Iterator[Problem]:
    """Nothing to reach someone by is kept unless they said that contact is welcome."""
    if draft.contact.value != "yes":
        for field_id in ("contact_details", "contact_when"):
            if getattr(draft, field_id):
                yield Problem("intake.contact_not_wanted", field_id)
    elif draft.contact_how.value in ("phone", "mail") and not draft.contact_details:
        yield Problem("intake.details_missing", "contact_details")


def read(
    post: Any, today: date, asked: Sequence[str] = ASKED, known: Mapping[str, Answer] = MappingProxyType({})
) -> Sent:
    """What was sent, checked completely; the first problem of each field counts. ``known`` is not asked any more."""
    typed = typed_in(post, asked)
    draft, problems = _draft(typed, asked, known)
    found: dict[str, Problem] = {}
    for problem in (*problems, *check(draft, today), *_contact(draft)):
        if problem.severity == "error":
            found.setdefault(problem.field, problem)
    return Sent(typed, draft, found)


def kept(typed: Typed) -> tuple[tuple[str, str], ...]:
    """Everything typed as pairs, for a page that carries the answers without showing the questions."""
    return tuple((name, value) for name, values in typed.items() for value in values)


def state_label(wire: str) -> str:
    """A state that is not a value, as an option."""
    return {
        "nee": _("Nee"),
        "onbekend": _("Dat weet ik niet"),
        "niet_gevraagd": _("Niet gevraagd"),
        "geweigerd": _("Dat wil ik niet zeggen"),
    }[wire]


def _first_capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _label(field_id: str) -> str:
    spec = standard.field(field_id)
    return spec.en if language() == "en" else spec.nl


def _options(field_id: str) -> tuple[Option, ...]:
    english = language() == "en"
    codes = standard.codes(standard.field(field_id).codes)
    known = catalogue(language()) if field_id == "what" else {}
    offered = [
        Option(code.wire, _first_capital(code.en if english else code.nl), known.get(f"intake.form.{code.id}", ""))
        for code in codes
    ]
    states = [Option(wire, state_label(wire)) for wire in OFFERED[field_id]]
    empty = [Option("", _("Kies een antwoord"))] if KINDS.get(field_id) == "select" else []
    return (*empty, *offered, *states)


def _hint(field_id: str) -> str:
    return {
        "what": _("Kies wat er volgens u bij past. Meer dan één antwoord mag."),
        "acute": _("Bijvoorbeeld geweld, opsluiting of iemand die nu wordt weggebracht."),
        "narrative": _("Wat zag of hoorde u, en waar? Noem geen namen als dat niet nodig is."),
        "contact": _("Ook zonder contact lezen wij uw signaal. Met uw ontvangstcode kunt u altijd ons antwoord lezen."),
        "contact_safe": _("Weet u het niet, of vult u niets in? Dan nemen wij geen contact op."),
        "contact_details": _("Een nummer of adres dat alleen u gebruikt."),
        "contact_when": _("Bijvoorbeeld: op werkdagen tussen 9 en 12 uur."),
    }.get(field_id, "")


def _error(sent: Sent | None, field_id: str) -> str:
    problem = sent.problems.get(field_id) if sent else None
    if problem is None:
        return ""
    if problem.rule == "answer.silent":
        # the general sentence names the question and its code; here the question stands right above
        return say("intake.answer_missing", language(), state=state_label("onbekend"))
    return say_problem(problem, language())


def _when(sent: Sent | None) -> tuple[Field, Field]:
    """A date, and beside it that one does not know it: two controls with the one name of the contract."""
    name = form_name("when")
    values = sent.typed[name] if sent else ()
    typed = next((value for value in values if value not in WIRE_STATES), "")
    states = tuple(value for value in values if value in WIRE_STATES)
    asked = Field(
        name,
        name,
        _label("when"),
        day_kind(typed),
        typed,
        hint=_("Ongeveer mag ook."),
        error=_error(sent, "when"),
        required=True,
    )
    unknown = (Option("onbekend", state_label("onbekend")),)
    return asked, Field(f"{name}-staat", name, _("Weet u de dag niet?"), "checkboxes", states, unknown, required=True)


def _field(sent: Sent | None, field_id: str) -> Field:
    spec, name = standard.field(field_id), form_name(field_id)
    typed = sent.typed[name] if sent else ()
    kind = KINDS.get(field_id) or ("radio" if spec.kind == "code" else "text")
    return Field(
        id=name,
        name=name,
        label=_label(field_id),
        kind=kind,
        value=typed if kind == "checkboxes" else "\n".join(typed),
        options=_options(field_id) if spec.codes else (),
        hint=_hint(field_id),
        error=_error(sent, field_id),
        required=spec.required,
        max_length=spec.max_length,
        autocomplete="off" if spec.kind == "text" else "",
    )


def fields(asked: Sequence[str], sent: Sent | None = None) -> tuple[Field, ...]:
    """The fields of some questions, empty or as they were sent, each with its error."""
    found: list[Field] = []
    for field_id in asked:
        found.extend(_when(sent) if field_id == "when" else (_field(sent, field_id),))
    return tuple(found)
