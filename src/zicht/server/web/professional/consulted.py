"""The talks of a year as tables, and what their figures say of themselves."""

from __future__ import annotations

from django.utils.translation import gettext as _

from zicht.figures import About, CountTable
from zicht.knowledge import standard
from zicht.knowledge.consultation import STATE_NUMBERS
from zicht.knowledge.sentences import Language, say
from zicht.server.web.parts.answers_shown import state_word
from zicht.server.web.parts.components import Cell, Column, Fact, Table
from zicht.server.web.parts.moments import day


def _word(dimension: str, code: str, language: Language) -> str:
    return state_word(code) if code in STATE_NUMBERS else standard.label(dimension, code, language)


def numbers_table(table: CountTable, language: Language) -> Table:
    """One question's counts: values first, then what is no value where there is any, then the total."""
    (dimension,) = table.dimensions
    rows = [
        (Cell(_word(dimension, code, language)), Cell(str(count)))
        for (code,), count in table.cells
        if count or code not in STATE_NUMBERS
    ]
    columns = (Column(say(f"picture.table.{dimension}.row", language)), Column(_("Gesprekken"), number=True))
    total = (Cell(say("picture.nature.total", language)), Cell(str(table.total())))
    return Table(say(f"picture.table.{dimension}.title", language), columns, (*rows, total))


def facts_of(about: About, language: Language) -> tuple[Fact, ...]:
    """Unit, period, cut-off, source and rule of de-duplication: no figure without these five."""
    said = {
        "unit": say(f"picture.unit.{about.unit}", language),
        "period": say("picture.period.days", language, first=day(about.period.first), last=day(about.period.last)),
        "cut_off": day(about.cut_off),
        "source": about.source,
        "deduplication": say(about.deduplication, language),
    }
    return tuple(Fact(say(f"picture.fact.{name}", language), value) for name, value in said.items())
