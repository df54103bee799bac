"""The start page. In the demo: "Volg één signaal", with a door per role and the chain as it was read back."""

from __future__ import annotations

import json
from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from zicht.knowledge import standard
from zicht.knowledge.sentences import Language, say
from zicht.server.web.parts.access import language_of
from zicht.server.web.parts.accounts import demo_accounts
from zicht.server.web.parts.components import Step

FIRST_PAGE = {
    "professional": "signaal-nieuw",
    "desk": "meldpunt",
    "partner": "doorverwijzingen",
    "privacy": "logboek",
    "fg": "logboek",
    "policy": "beeld",
}


@dataclass(frozen=True, slots=True)
class Door:
    """One role as a door: where it leads, and what to try there."""

    url: str
    role: str
    organisation: str
    task: str


def doors(language: Language) -> tuple[Door, ...]:
    """The doors of the demo, in the order of one signal's way; none outside the demo."""
    names = {organisation.id: organisation.name for organisation in standard.organisations()}
    found = []
    for account in demo_accounts():
        role = account["role"]
        if role not in FIRST_PAGE:
            continue
        asked = {"taal": language} if language == "en" else {}
        query = urlencode({"deur": account["username"], "next": reverse(FIRST_PAGE[role]), **asked})
        found.append(
            Door(
                f"{reverse('account_login')}?{query}",
                say(f"role.{role}", language),
                names[account["organisation"]],
                say(f"try.{role}", language),
            )
        )
    return tuple(found)


def chain(language: Language) -> tuple[Step, ...]:
    """What the demo's chain told when it was run and read back; empty before that."""
    path = settings.ZICHT.home / "demo" / "chain.json"
    if not settings.ZICHT.demo or not path.exists():
        return ()
    return tuple(Step(row[language]) for row in json.loads(path.read_text()) if row["holds"])


def start(request: HttpRequest) -> HttpResponse:
    """The start page; who is signed in goes to their own first page."""
    actor = getattr(request, "actor", None)
    language = language_of(request)
    first = reverse(FIRST_PAGE[actor.role]) if actor and actor.role in FIRST_PAGE else ""
    # No cookie remembers the language of who is not signed in: links carry it.
    in_language = "?taal=en" if language == "en" else ""
    shown = {"doors": doors(language), "steps": chain(language), "first": first, "in_language": in_language}
    return render(request, "parts/start.html", shown)
