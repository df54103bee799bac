"""The questions of "may I share this?" as fields, and a question read from what was sent."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpRequest
from django.utils.translation import gettext as _

from zicht.knowledge import standard
from zicht.knowledge.sentences import Language, say
from zicht.server.door.asking import CONSENT_KINDS, NAMES, Question, receivers
from zicht.server.organisations.telling import thing_name
from zicht.server.parties.actor import Actor
from zicht.server.web.parts.components import Field, Option
from zicht.server.web.parts.posted import posted

UNKNOWN = "onbekend"
# field of the question -> name in the form; the code lists of what is known about the record
ASKED = {"to": "ontvanger", "purpose": "doel", "things": "wat"}
FACTS = {"form": ("vorm", "form"), "age_class": ("wie", "age_class"), "person": ("rol", "role"),
         "municipality": ("gemeente", "municipality")}  # fmt: skip
DANGER, CONSENTS, HOW = "acuut", "toestemming", "hoe"
HOW_CODES = ("involved", "second_person", "from_receiver", "may_ask_consent")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _fact(request: HttpRequest, field: str) -> str:
    """The code that was chosen; "" when it is not known or no code."""
    name, code_list = FACTS[field]
    return {code.wire: code.id for code in standard.codes(code_list)}.get(posted(request, name), "")


def question_of(request: HttpRequest) -> Question:
    """The question that was sent. What is no code counts as not chosen: ``problems`` names what is missing."""
    how = set(request.POST.getlist(HOW))
    return Question(
        to=posted(request, ASKED["to"]),
        purpose=posted(request, ASKED["purpose"]),
        things=frozenset(request.POST.getlist(ASKED["things"])) & set(NAMES),
        danger={"ja": True, "nee": False}.get(posted(request, DANGER)),
        consents=frozenset(request.POST.getlist(CONSENTS)) & set(CONSENT_KINDS),
        involved="involved" in how or None,
        second_person="second_person" in how or None,
        from_receiver="from_receiver" in how,
        may_ask_consent="may_ask_consent" in how,
        form=_fact(request, "form"),
        age_class=_fact(request, "age_class"),
        person=_fact(request, "person"),
        municipality=_fact(request, "municipality"),
    )


def _labels() -> dict[str, str]:
    return {
        "form": _("Om welke vorm gaat het?"),
        "age_class": _("Volwassen of jonger dan 18?"),
        "person": _("Om wie gaat het?"),
        "municipality": _("In welke gemeente?"),
    }


def required_fields(actor: Actor, sent: Question | None, language: Language, errors: dict[str, str]) -> list[Field]:
    """With whom, what, and what for: one tap each, and one for each thing more."""
    options = {
        "to": [Option(code, name) for code, name in receivers(actor)],
        "purpose": [Option(row[0], _capital(row[1 if language == "nl" else 2])) for row in standard.purposes()],
        "things": [
            Option(name, _capital(thing_name(name, language)), say(f"may_share.thing.{name}", language))
            for name in NAMES
        ],
    }
    labels = {"to": _("Met wie?"), "things": _("Wat?"), "purpose": _("Waarvoor?")}
    return [
        Field(
            ASKED[field], ASKED[field], label, "checkboxes" if field == "things" else "radio",
            _value(field, sent), tuple(options[field]), error=errors.get(field, ""), required=True,
        )
        for field, label in labels.items()
    ]  # fmt: skip


def _value(field: str, sent: Question | None) -> str | tuple[str, ...]:
    if field == "things":
        return tuple(name for name in NAMES if sent and name in sent.things)
    return str(getattr(sent, field)) if sent else ""


def _coded(field: str, sent: Question | None, language: Language) -> Field:
    name, code_list = FACTS[field]
    codes = standard.codes(code_list)
    chosen = next((code.wire for code in codes if sent and code.id == getattr(sent, field)), UNKNOWN)
    options = [Option(code.wire, _capital(code.nl if language == "nl" else code.en)) for code in codes]
    unknown = Option(UNKNOWN, _("Dat weet ik niet"))
    return Field(name, name, _labels()[field], "radio", chosen, (*options, unknown))


def _danger(sent: Question | None) -> Field:
    known = {True: "ja", False: "nee", None: UNKNOWN}
    options = (Option("ja", _("Ja")), Option("nee", _("Nee")), Option(UNKNOWN, _("Dat weet ik niet")))
    chosen = known[sent.danger if sent else None]
    return Field(DANGER, DANGER, _("Is er direct gevaar?"), "radio", chosen, options)


def fact_fields(sent: Question | None, language: Language) -> list[Field]:
    """What is known in general terms. Nothing has to be chosen: what is not known stays so."""
    return [_coded("age_class", sent, language), _danger(sent), *(
        _coded(field, sent, language) for field in ("person", "form", "municipality")
    )]  # fmt: skip


def _boxes(name: str, label: str, prefix: str, codes: Iterable[str], on: set[str], language: Language) -> Field:
    options = tuple(Option(code, say(f"may_share.{prefix}.{code}", language)) for code in codes)
    return Field(name, name, label, "checkboxes", tuple(sorted(on)), options)


def act_fields(sent: Question | None, language: Language) -> list[Field]:
    """What was done already: consents, and how it is shared."""
    on = {code for code in HOW_CODES if sent and getattr(sent, code)}
    consents = set(sent.consents) if sent else set()
    return [
        _boxes(CONSENTS, _("Welke toestemming ligt vast?"), "consent", CONSENT_KINDS, consents, language),
        _boxes(HOW, _("Wat klopt er nog meer?"), "how", HOW_CODES, on, language),
    ]
