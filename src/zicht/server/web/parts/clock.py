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
    unit = DAY if left >= DAY else HOUR if left >= HOUR else MINUTE
    count = left // unit
    words = _late(unit, count) if due < now else _left(unit, count)
    return words % {"count": count}


def _left(unit: timedelta, count: int) -> str:
    if unit == DAY:
        return ngettext("nog %(count)d dag", "nog %(count)d dagen", count)
    if unit == HOUR:
        return ngettext("nog %(count)d uur", "nog %(count)d uur", count)
    return ngettext("nog %(count)d minuut", "nog %(count)d minuten", count)


def _late(unit: timedelta, count: int) -> str:
    if unit == DAY:
        return ngettext("%(count)d dag te laat", "%(count)d dagen te laat", count)
    if unit == HOUR:
        return ngettext("%(count)d uur te laat", "%(count)d uur te laat", count)
    return ngettext("%(count)d minuut te laat", "%(count)d minuten te laat", count)


def urgency(due: datetime, now: datetime) -> BadgeKind:
    """How the clock looks: late or nearly so asks for attention."""
    return "attention" if due - now < SOON else ""
