"""What the pages show of a picture: its state in words, its facts, the list."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from zicht.knowledge.sentences import Language, say
from zicht.server.publishing.queries import PictureRow
from zicht.server.web.parts.components import BadgeKind, Cell, Column, Fact, Field, Option, Table
from zicht.server.web.parts.moments import moment

BADGES: dict[str, BadgeKind] = {"asked": "info", "made": "ok", "failed": "attention"}


def state(row: PictureRow, language: Language) -> str:
    """Where a picture stands, in words."""
    return say(f"publishing.state.{row.state}", language)


def facts(row: PictureRow, language: Language) -> tuple[Fact, ...]:
    """What there is to say of one picture; its size section only when it is made."""
    known = [
        Fact(_("Stand"), state(row, language), BADGES[row.state]),
        Fact(_("Gevraagd"), f"{moment(row.asked_at)}, {row.asked_by_name}"),
    ]
    if row.made_at:
        known.append(Fact(_("Gemaakt"), moment(row.made_at)))
    if row.size_level:
        known.append(Fact(_("Omvang"), say(f"publishing.size.{row.size_level}", language)))
    return tuple(known)


def table(rows: tuple[PictureRow, ...], language: Language) -> Table:
    """The list of pictures."""
    columns = (Column(_("Jaar")), Column(_("Stand")), Column(_("Gevraagd")), Column(_("Door")))
    cells = tuple(
        (
            Cell(str(row.year), reverse("beeld-detail", args=[row.id])),
            Cell(state(row, language), badge=BADGES[row.state]),
            Cell(moment(row.asked_at)),
            Cell(row.asked_by_name),
        )
        for row in rows
    )
    return Table(_("Gevraagde beelden, nieuwste eerst"), columns, cells)


def year_field(last: int, first: int, typed: str = "", error: str = "") -> Field:
    """The choice of a year, newest first; what was sent stays chosen when it is one of them."""
    years = tuple(Option(str(year), str(year)) for year in range(last, first - 1, -1))
    return Field(
        "jaar",
        "jaar",
        _("Over welk jaar?"),
        "select",
        typed or str(last),
        years,
        hint=_("Van het lopende jaar telt het beeld wat tot vandaag is doorgegeven."),
        error=error,
        required=True,
    )
