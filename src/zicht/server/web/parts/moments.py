"""Moments and clocks in words, in the language of the page."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import ngettext

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def moment(at: datetime) -> str:
    """Day and time, Amsterdam time."""
    return date_format(localtime(at), "j F Y H:i")


def day(on: date) -> str:
    """A day."""
    return date_format(on, "j F Y")


def clock(due: datetime, now: datetime) -> str:
    """How long until a moment, or how long it is over, in whole days, else hours, else minutes."""
    left = abs(due - now)
    over = due < now
    if left >= DAY:
        said = ngettext("%d dag te laat", "%d dagen te laat", left // DAY) if over else ngettext(
            "nog %d dag", "nog %d dagen", left // DAY
        )  # fmt: skip
        return said % (left // DAY)
    if left >= HOUR:
        said = ngettext("%d uur te laat", "%d uren te laat", left // HOUR) if over else ngettext(
            "nog %d uur", "nog %d uren", left // HOUR
        )  # fmt: skip
        return said % (left // HOUR)
    said = ngettext("%d minuut te laat", "%d minuten te laat", left // MINUTE) if over else ngettext(
        "nog %d minuut", "nog %d minuten", left // MINUTE
    )  # fmt: skip
    return said % (left // MINUTE)
