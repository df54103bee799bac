"""The desk's lists as tables: the queue, cases, referrals of a case."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from zicht.knowledge import standard
from zicht.knowledge.sentences import Language
from zicht.server.cases.queries import CaseRow, Opened
from zicht.server.organisations.telling import purpose_name
from zicht.server.referrals.queries import ReferralRow
from zicht.server.signals.queries import SignalRow
from zicht.server.web.parts.clock import time_left, urgency
from zicht.server.web.parts.components import Cell, Column, Table
from zicht.server.web.parts.moments import moment
from zicht.server.web.parts.signal_parts import answer_word, form_word
from zicht.server.web.parts.wording import role_word

NOTHING = "–"
WAITING = ("received", "more_information")  # after these the clock of the weighing has stopped


def _danger(acute: bool) -> Cell:
    return Cell(_("direct gevaar"), badge="acute") if acute else Cell(NOTHING)


def _clock(due: datetime, now: datetime) -> Cell:
    return Cell(time_left(due, now), badge=urgency(due, now))


def _signal(row: SignalRow, now: datetime, language: Language) -> tuple[Cell, ...]:
    core = row.core
    return (
        Cell(moment(row.received_at), reverse("meldpunt-signaal", args=[row.record])),
        _danger(row.acute),
        _clock(row.due, now) if row.state in WAITING else Cell(NOTHING),
        Cell(form_word(row.form, language) or NOTHING),
        Cell(answer_word("municipality", core.where, language) if core else NOTHING),
        Cell(answer_word("age_class", core.who, language) if core else NOTHING),
        Cell(standard.label("channel", core.channel, language) if core else NOTHING),
        Cell(standard.label("state", row.state, language)),
    )


def queue_table(rows: Iterable[SignalRow], caption: str, now: datetime, language: Language) -> Table:
    """Signals for the desk: danger first, then the clock."""
    labels = (
        _("Ontvangen"),
        _("Gevaar"),
        _("Tijd"),
        _("Vermoeden"),
        _("Gemeente"),
        _("Om wie het gaat"),
        _("Via"),
        _("Stand"),
    )
    return Table(caption, tuple(Column(label) for label in labels), tuple(_signal(row, now, language) for row in rows))


def _case(row: CaseRow, now: datetime, language: Language) -> tuple[Cell, ...]:
    return (
        Cell(moment(row.opened_at), reverse("casus", args=[row.record])),
        _danger(row.acute),
        _clock(row.due, now) if row.state == "open" else Cell(NOTHING),
        Cell(standard.label("state", row.state, language)),
    )


def case_table(rows: Iterable[CaseRow], now: datetime, language: Language) -> Table:
    """Cases, newest first."""
    columns = (Column(_("Geopend")), Column(_("Gevaar")), Column(_("Tijd")), Column(_("Stand")))
    return Table(_("Casussen, de nieuwste eerst"), columns, tuple(_case(row, now, language) for row in rows))


def _referral(row: ReferralRow, language: Language) -> tuple[Cell, ...]:
    return (
        Cell(moment(row.sent_at), reverse("doorverwijzing", args=[row.record])),
        Cell(row.receiver),
        Cell(purpose_name(row.purpose, language)),
        Cell(standard.label("state", row.state, language)),
    )


def referral_table(rows: Iterable[ReferralRow], language: Language) -> Table:
    """What was sent of a case, newest first."""
    columns = (Column(_("Verstuurd")), Column(_("Naar")), Column(_("Waarvoor")), Column(_("Stand")))
    return Table(_("Doorverwijzingen van deze casus"), columns, tuple(_referral(row, language) for row in rows))


def _opened(row: Opened, language: Language) -> tuple[Cell, ...]:
    return (Cell(row.name or role_word(row.role, language)), Cell(row.organisation), Cell(moment(row.last)))


def opened_table(rows: Iterable[Opened], language: Language) -> Table:
    """Who opened a signal. Of other organisations no names: the organisation and the role."""
    columns = (Column(_("Wie")), Column(_("Organisatie")), Column(_("Laatst geopend")))
    return Table(_("Wie dit signaal opende"), columns, tuple(_opened(row, language) for row in rows))
