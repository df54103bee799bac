"""Moments and days in words, in the language of the page."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.timezone import localtime


def moment(at: datetime) -> str:
    """Day and time, in the Netherlands."""
    return date_format(localtime(at), "j F Y, H:i")


def day(on: date | None) -> str:
    """A day, "" when there is none."""
    return date_format(on, "j F Y") if on else ""
