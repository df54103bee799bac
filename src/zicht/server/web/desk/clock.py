"""A clock in words: how long there still is, or how much too late it is."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import ngettext

from zicht.server.web.parts.components import BadgeKind

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
SOON = DAY


def time_left(due: datetime, now: datetime) -> str:
    """ "nog 3 dagen", "nog 5 uur", "2 dagen te laat"; rounded down, so never more than there is."""
    left = abs(due - now)
    late = due < now
    if left >= DAY:
        count = left // DAY
        words = (
            ngettext("%(count)d dag te laat", "%(count)d dagen te laat", count)
            if late
            else ngettext("nog %(count)d dag", "nog %(count)d dagen", count)
        )
    elif left >= HOUR:
        count = left // HOUR
        words = (
            ngettext("%(count)d uur te laat", "%(count)d uren te laat", count)
            if late
            else ngettext("nog %(count)d uur", "nog %(count)d uren", count)
        )
    else:
        count = left // MINUTE
        words = (
            ngettext("%(count)d minuut te laat", "%(count)d minuten te laat", count)
            if late
            else ngettext("nog %(count)d minuut", "nog %(count)d minuten", count)
        )
    return words % {"count": count}


def urgency(due: datetime, now: datetime) -> BadgeKind:
    """How the clock looks: late or nearly so asks for attention."""
    return "attention" if due - now < SOON else ""
