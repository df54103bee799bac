"""One's own signals as a table."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from zicht.knowledge import standard
from zicht.knowledge.sentences import Language
from zicht.server.signals.queries import SignalRow
from zicht.server.web.parts.components import Cell, Column, Table
from zicht.server.web.parts.moments import moment
from zicht.server.web.parts.signal_parts import answer_word, form_word


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
