"""One's own signals as a table, and what is not sent yet."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from zicht.knowledge import standard
from zicht.knowledge.sentences import Language
from zicht.server.drafts.queries import DraftLine
from zicht.server.signals.queries import SignalRow
from zicht.server.web.parts.components import Cell, Column, Table
from zicht.server.web.parts.moments import moment
from zicht.server.web.parts.signal_parts import answer_word, form_word
from zicht.server.web.professional.shelf import last_day


def _row(row: SignalRow, language: Language) -> tuple[Cell, ...]:
    place = answer_word("municipality", row.core.where, language) if row.core else "–"
    return (
        Cell(moment(row.received_at), reverse("signaal", args=[row.record])),
        Cell(form_word(row.form, language) or "–"),
        Cell(place),
        Cell(_("direct gevaar") if row.acute else "–", badge="acute" if row.acute else ""),
        Cell(standard.label("state", row.state, language)),
    )


def own_table(rows: Iterable[SignalRow], language: Language, caption: str = "") -> Table:
    """When, what, where, danger, and how it stands."""
    caption = caption or _("Signalen die u doorgaf, de nieuwste eerst")
    columns = (
        Column(_("Doorgegeven op")),
        Column(_("Vermoeden")),
        Column(_("Gemeente")),
        Column(_("Gevaar")),
        Column(_("Stand")),
    )
    return Table(caption, columns, tuple(_row(row, language) for row in rows))


def drafts_table(lines: Iterable[DraftLine]) -> Table:
    """When it was kept and until when: nothing of what it says, for whoever looks along on a phone."""
    columns = (
        Column(_("Bewaard op")),
        Column(_("Begonnen op")),
        Column(_("Verder tot en met")),
        Column(_("Niet meer nodig?")),
    )
    rows = (
        (
            Cell(moment(line.saved_at), reverse("concept", args=[line.id])),
            Cell(moment(line.started_at)),
            Cell(last_day(line.expires_at)),
            Cell(_("Weggooien"), reverse("concept-weggooien", args=[line.id])),
        )
        for line in lines
    )
    return Table(_("Concepten: nog niet doorgegeven"), columns, tuple(rows))
