"""Asking as somebody: a browser for pages, a key for the API, and what the answer amounts to."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from access.table import Ask, Outcome, Relation
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.test.client import ClientHandler
from django.utils import timezone
from server.web.signing_in import session_key

from zicht.server.door.act import act
from zicht.server.parties.actor import Actor
from zicht.server.parties.models import ApiKey
from zicht.server.vault.envelope import digest

SIGN_IN = "/inloggen"
DAY = timedelta(days=1)
# one for all browsers: each would look up every static file again
HANDLER = ClientHandler(enforce_csrf_checks=False)


@dataclass(frozen=True)
class Caller:
    """Someone in one relation, with what they can show."""

    relation: Relation
    session: str
    key: str

    def browser(self, as_page: bool) -> Client:
        """A fresh browser, with the session when it is a page that is asked."""
        client = Client(raise_request_exception=False)
        client.handler = HANDLER
        if as_page and self.session:
            client.cookies[settings.SESSION_COOKIE_NAME] = self.session
        return client

    def _bearer(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.key}"} if self.key else {}

    def ask(self, ask: Ask, path: str, method: str = "GET") -> HttpResponse:
        """One request, in a fresh browser; an error of ours is an answer too."""
        return self.browser(not ask.api).generic(method, path, headers=self._bearer() if ask.api else {})

    def send(self, path: str, sent: Mapping[str, str], as_json: bool, method: str = "POST") -> HttpResponse:
        """One act: a form, or JSON to the API."""
        if as_json:
            client, body = self.browser(False), json.dumps(dict(sent))
            return client.generic(method, path, body, content_type="application/json", headers=self._bearer())
        return self.browser(True).post(path, dict(sent))


def caller(region, relation: Relation) -> Caller:
    """The caller of one relation."""
    if not relation.who:
        return Caller(relation, "", "")
    if not relation.role:
        return Caller(relation, session_key(relation.who, ("password",)), api_key(region[relation.who], -DAY))
    return Caller(relation, session_key(relation.who), api_key(region[relation.who], DAY))


def api_key(actor: Actor, lasts: timedelta) -> str:
    """A key of this member's own, made in their name; one that lasts less than nothing is over."""
    key, now = secrets.token_urlsafe(32), timezone.now()
    with act("organisations.make_key", by=actor) as doing:
        doing.keep(ApiKey(member_id=actor.member, digest=digest(key), label="proef", created=now, expires=now + lasts))
    return key


def outcome(response: HttpResponse) -> Outcome | str:
    """What an answer amounts to; anything unforeseen by its number."""
    status = response.status_code
    if status == 302:
        return "sign-in" if response.headers["Location"].startswith(SIGN_IN) else "shown"
    # a form with mistakes is shown again with 400; a method that a page does not have shows nothing
    named: dict[int, Outcome] = {
        200: "shown",
        201: "shown",
        400: "shown",
        405: "shown",
        401: "no-key",
        403: "refused",
        404: "gone",
    }
    return named.get(status, f"status {status}")


def whole(response: HttpResponse) -> str:
    """Everything that an answer says: headers (a file's name among them), cookies, body."""
    headers = "\n".join(f"{name}: {value}" for name, value in response.items())
    cookies = "\n".join(str(morsel) for morsel in response.cookies.values())
    return f"{headers}\n{cookies}\n{response.content.decode('utf-8', 'replace')}"
