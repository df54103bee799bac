"""One's own account at the organisation's provider: linked and unlinked by oneself, signed in with a second factor."""

from __future__ import annotations

from django.db import IntegrityError, transaction

from zicht.server.door.act import act
from zicht.server.door.view import NotVisible
from zicht.server.organisations.outside import LINK, Arrival, refusal
from zicht.server.parties.actor import Actor
from zicht.server.parties.models import OutsideAccount


def link_account(*, arrival: Arrival, by: Actor) -> None:
    """Have the member sign in by this account from now on.

    ``Refused`` when somebody else went away to link it, when one is linked already, or when it is another member's.
    """
    with act("organisations.link_account", by=by) as doing:
        if (arrival.process, arrival.member) != (LINK, str(by.member)):
            raise refusal("state")
        if OutsideAccount.objects.filter(member=by.member).exists():
            raise refusal("linked")
        try:
            with transaction.atomic():  # the row of whom it is, is not for us to see: the database knows
                doing.keep(OutsideAccount(member_id=by.member, identity=arrival.identity, linked=doing.now))
        except IntegrityError as taken:
            raise refusal("taken") from taken


def unlink_account(*, by: Actor) -> None:
    """Take the link away: the account opens nothing from then on. ``NotVisible`` when there is none."""
    with act("organisations.unlink_account", by=by):
        gone, _ = OutsideAccount.objects.filter(member=by.member).delete()
        if not gone:
            raise NotVisible("no-link")
