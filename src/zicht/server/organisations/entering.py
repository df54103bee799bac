"""Coming in: the member behind an account at the organisation's provider, and what the log keeps of signing in."""

from __future__ import annotations

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from allauth.mfa.models import Authenticator
from allauth.mfa.stages import AuthenticateStage
from django.contrib.auth import SESSION_KEY, logout
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from zicht.server.guard import opened, signing_in, tell_database
from zicht.server.logbook.entries import Entry, Outcome
from zicht.server.logbook.write import write
from zicht.server.organisations.outside import Arrival, refusal
from zicht.server.parties.models import Member, OutsideAccount

ACTION = "organisations.sign_in"
# How someone was recognised, as the session and the log say it. With the second the provider asked a second factor too.
OUTSIDE, OUTSIDE_TWICE = "organisation", "organisation+mfa"


def note(member: Member | None, outcome: Outcome, rule: str) -> None:
    """Log that someone signed in or was refused; in the pass of signing in, for one does not happen without the other.

    ``None`` is somebody whom we do not know. What they typed is not kept: people type a password in the wrong field.
    """
    person, organisation = (member.id, member.organisation_id) if member else (None, None)
    with opened("system"):
        tell_database(member=str(person or ""), organisation=str(organisation or ""))
        role = member.role if member else ""
        write(Entry(timezone.now(), person, organisation, role, "page", "supervision", ACTION, outcome, rule=rule))
    tell_database(scope="sign-in")


def note_refused(username: str, rule: str) -> None:
    """Log that signing in under this name was refused; in the pass of signing in."""
    note(Member.objects.filter(username=username).first(), "denied", rule)


def note_stranger(rule: str) -> None:
    """Log that someone came back from the provider and was not believed, in a pass of its own."""
    with signing_in():
        note(None, "denied", rule)


def enter(request: HttpRequest, arrival: Arrival) -> HttpResponse:
    """Sign in the member whose account this is; ``Refused`` when there is none or it does not suffice, and logged.

    Who comes in, in which role and for whom is what our own tables say. Without a second factor at the provider ours
    is asked next.
    """
    with signing_in():
        linked = OutsideAccount.objects.select_related("member").filter(identity=arrival.identity).first()
        member = linked.member if linked else None
        reason = _reason_against(member, arrival)
        if member and not reason:
            return _come_in(request, member, arrival)
        refused = refusal(reason)
        note(member, "denied", refused.rule)
    raise refused


def _reason_against(member: Member | None, arrival: Arrival) -> str:
    if member is None:
        return "unknown"
    if not member.is_active:
        return "inactive"
    if not arrival.second_factor and not Authenticator.objects.filter(user=member).exists():
        return "second_factor"
    return ""


def _come_in(request: HttpRequest, member: Member, arrival: Arrival) -> HttpResponse:
    if SESSION_KEY in request.session:  # whoever was here before, and by which factors, counts for nothing
        logout(request)
    record_authentication(request, member, OUTSIDE_TWICE if arrival.second_factor else OUTSIDE)
    done = {"stages": {AuthenticateStage.key: {"handled": True}}} if arrival.second_factor else {}
    response: HttpResponse = perform_login(request, Login(user=member, redirect_url=arrival.then or None, state=done))
    return response
