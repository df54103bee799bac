"""A browser in which someone is signed in with a second factor: the session that sign-in leaves, nothing else."""

from __future__ import annotations

from importlib import import_module

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.test import Client

from zicht.server.guard import signing_in as signing_in_pass
from zicht.server.parties.models import Member
from zicht.server.web.parts.signin import METHODS


def session_key(username: str, methods: tuple[str, ...] = ("password", "mfa")) -> str:
    """The key of a fresh session of this member, opened by these methods."""
    with signing_in_pass():
        member = Member.objects.get(username=username)
        session = import_module(settings.SESSION_ENGINE).SessionStore()
        session[SESSION_KEY] = str(member.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = member.get_session_auth_hash()
        session[METHODS] = [{"method": method} for method in methods]
        session.save()
        return str(session.session_key)


def browser(username: str, methods: tuple[str, ...] = ("password", "mfa")) -> Client:
    """A browser in which this member is signed in; it checks forged forms like a real one."""
    client = Client(enforce_csrf_checks=True)
    client.cookies[settings.SESSION_COOKIE_NAME] = session_key(username, methods)
    return client
