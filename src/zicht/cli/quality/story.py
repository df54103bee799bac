"""The quality report as a document: every table of it, ending with what would help most."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from zicht.cli.quality import drawn
from zicht.cli.quality import wording as words
from zicht.knowledge.sentences import Language, say
from zicht.knowledge.signal import ANSWER_STATES
from zicht.picture.document import Block, Document, Fact, Paragraph, Points, Section, Table
from zicht.picture.wording import day, number
from zicht.registers.quality import FieldQuality
from zicht.registers.quality_changes import Change, Serves
from zicht.registers.quality_counts import YearQuality
from zicht.registers.quality_definitions import Difference
from zicht.registers.quality_report import QualityReport
from zicht.registers.quality_small import protected, shown

_SERVES: tuple[Serves, ...] = ("usable", "size", "nature")


class _Teller:
    """One report being told in one language."""

    def __init__(self, report: QualityReport, language: Language) -> None:
        self.report = report
        self.language = language

    def words(self, key: str, **params: object) -> str:
        """A sentence of this room."""
        return say(f"quality.{key}", self.language, **params)

    def table(
        self, name: str, head: tuple[str, ...], rows: Sequence[tuple[str, ...]], *notes: str, **params: str
    ) -> Table:
        """A table with the facts that every count in it has."""
        return Table(
            id=f"table-{name}-{params['year']}" if "year" in params else f"table-{name}",
            caption=self.words(f"{name.replace('-', '_')}.caption", **params),
            head=tuple(self.words(f"head.{column}") for column in head),
            rows=tuple(rows),
            facts=self.facts(params.get("year", "")),
            notes=notes,
        )

    def facts(self, year: str = "") -> tuple[Fact, ...]:
        """Unit, period, cut-off date, source and rule of de-duplication."""
        known = [found.year for found in self.report.years if found.year is not None]
        span = f"{min(known)}-{max(known)}" if known and min(known) != max(known) else "".join(map(str, known[:1]))
        told = {
            "unit": self.words("unit"),
            "period": year or span or self.words("no_year"),
            "cut_off": day(self.report.made_on, self.language),
            "source": self.report.source,
            "deduplication": self.words("deduplication"),
        }
        return tuple(Fact(say(f"picture.fact.{name}", self.language), value) for name, value in told.items())

    def field_row(self, field: FieldQuality) -> tuple[str, ...]:
        """One field: how many rows gave each kind of answer, and the share that says something."""
        cells = protected(dict(field.states))
        told = [words.counted(cells[state], self.language) for state in ANSWER_STATES]
        name = words.field_name(field.field, self.language)
        return (name if field.column else self.words("fixed", field=name), *told, self.part(field, "says"))

    def year(self, year: YearQuality) -> str:
        """A year as it is called."""
        return self.words("no_year") if year.year is None else str(year.year)

    def complete(self) -> Section:
        """How complete the whole file is, per field."""
        rows = [self.field_row(field) for field in self.report.quality.fields]
        table = self.table("complete", ("field", *ANSWER_STATES, "says"), rows, self.words("complete.note"))
        asked = [field for field in self.report.quality.fields if field.column]
        return self.section("complete", drawn.shares(asked, table, self.language))

    def by_year(self) -> Section:
        """The same per year, for the years that have enough rows to show."""
        tables = [
            self.table(
                "by-year",
                ("field", *ANSWER_STATES, "says"),
                [self.field_row(field) for field in year.fields],
                year=self.year(year),
            )
            for year in self.report.years
            if shown(year.rows) == year.rows
        ]
        few = [self.year(year) for year in self.report.years if shown(year.rows) != year.rows]
        note = (Paragraph(self.words("by_year.few", years=", ".join(few))),) if few else ()
        lead = Paragraph(self.words(f"by_year.by_{self.report.year_of}"))
        matrices = (self.years_beside(name) for name in ("says", "unknown")) if len(tables) > 1 else ()
        return self.section("by_year", lead, *matrices, *tables, *note)

    def years_beside(self, name: Literal["says", "unknown"]) -> Table:
        """Fields by year: what part of the rows says something, or is unknown. Years with too few rows are left out."""
        years = [year for year in self.report.years if shown(year.rows) == year.rows]
        rows = [
            (words.field_name(found[0].field, self.language), *(self.part(field, name) for field in found))
            for found in zip(*(year.fields for year in years), strict=True)
            if found[0].column
        ]
        head = (self.words("head.field"), *map(self.year, years))
        return replace(self.table(f"years-{name}", ("field",), rows), head=head)

    def part(self, field: FieldQuality, name: Literal["says", "unknown"]) -> str:
        """The share of the rows of one field that says something, or that is unknown."""
        cells = protected(dict(field.states))
        parts = (cells["value"], cells["no"]) if name == "says" else (cells["unknown"],)
        return words.share_text(parts, sum(field.states.values()), self.language)

    def trend(self) -> Section:
        """Year by year: rows, how much they say, how fast they come."""
        counts = {self.year(year): year.rows for year in self.report.years}
        told = protected(counts)
        rows = [
            (
                name,
                words.counted(told[name], self.language),
                self.overall(year),
                words.days_text(year.median_days, year.delays, self.language),
            )
            for name, year in zip(counts, self.report.years, strict=True)
        ]
        table = self.table("trend", ("year", "rows", "says", "days"), rows, self.words("trend.note"))
        return self.section("trend", drawn.by_year(told, table, self.language))

    def overall(self, year: YearQuality) -> str:
        """The share of all answers of a year that says something; a fixed answer is none of the source's."""
        asked = [field for field in year.fields if field.column]
        states: dict[str, int] = {state: sum(field.states[state] for field in asked) for state in ANSWER_STATES}
        cells = protected(states)
        total = sum(states.values()) if shown(year.rows) == year.rows else 0
        return words.share_text((cells["value"], cells["no"]), total, self.language)

    def delay(self) -> Section:
        """How long it takes before what happened is registered."""
        found = self.report.delay
        cells = protected(found.steps)
        rows = [(self.words(f"delay.{step}"), words.counted(cell, self.language)) for step, cell in cells.items()]
        lead = self.words(
            "delay.lead",
            median=words.days_text(found.median_days, found.measured, self.language),
            slow=words.days_text(found.slow_days, found.measured, self.language),
        )
        return self.section("delay", Paragraph(lead), self.table("delay", ("step", "rows"), rows))

    def twice(self) -> Section:
        """Rows that are in the file more than once."""
        found = self.report.duplicates
        counts = {
            "repeated": found.repeated,
            "clashing": found.clashing,
            "same_text": found.same_text,
            "same_person": found.same_person,
        }
        rows = [(self.words(f"twice.{name}"), words.rows_text(count, self.language)) for name, count in counts.items()]
        return self.section("twice", self.table("twice", ("kind", "rows"), rows, self.words("twice.note")))

    def definitions(self) -> Section:
        """Where the source's definitions are not the standard's."""
        rows = [self.difference(found) for found in self.report.differences]
        if not rows:
            return self.section("definitions", Paragraph(self.words("definitions.none")))
        head = ("field", "column", "differs", "cells")
        table = self.table("definitions", head, rows, self.words("definitions.note"))
        return self.section("definitions", replace(table, texts=True))

    def difference(self, found: Difference) -> tuple[str, ...]:
        """One difference: where, what, and in how many cells."""
        what = self.words(f"definitions.{found.kind}", kinds=number(found.kinds, self.language))
        cells = self.words("definitions.no_cells") if found.kind == "never_used" else ""
        return (
            words.field_name(found.field, self.language),
            found.column or self.words("definitions.no_column"),
            what,
            cells or words.rows_text(found.cells, self.language),
        )

    def overlap(self) -> Section:
        """Overlap with other sources: off, and why."""
        return self.section("overlap", Paragraph(self.words("overlap.off")), Paragraph(self.words("overlap.why")))

    def size(self) -> Section:
        """How many rows can be compared, and every change that was counted."""
        found = self.report.matchable
        cells = protected({"now": found.now, "later": found.of - found.now - found.refused, "refused": found.refused})
        rows = [(self.words(f"matchable.{name}"), words.counted(cell, self.language)) for name, cell in cells.items()]
        lead = Paragraph(self.words("matchable.lead", fields=words.names(("last_name", "birth_date"), self.language)))
        blocks = [self.changes(serves) for serves in _SERVES]
        table = self.table("matchable", ("kind", "rows"), rows, self.words("matchable.note"))
        return self.section("matchable", lead, table, *(block for block in blocks if block))

    def changes(self, serves: Serves) -> Table | None:
        """Every change that serves one purpose, most rows first."""
        found = [change for change in self.report.changes if change.serves == serves]
        if not found:
            return None
        rows = [(self.short(change), words.rows_text(change.rows, self.language)) for change in found]
        return self.table(f"changes-{serves}", ("change", "gained"), rows)

    def short(self, change: Change) -> str:
        """A change in the first column of a table."""
        if change.serves == "usable":
            what = words.rule_text(change.rule, self.language)
            return f"{change.column}: {what}" if change.column else what
        return self.words(f"short.{change.how}", fields=words.names(change.fields, self.language))

    def helping(self) -> Section:
        """The three changes that would help most: the end of the report."""
        items = tuple(words.change_text(change, self.language) for change in self.report.helping)
        blocks = [Points(self.words("helping.points"), items)] if items else [Paragraph(self.words("helping.none"))]
        return self.section("helping", Paragraph(self.words("helping.lead")), *blocks)

    def section(self, name: str, *blocks: Block) -> Section:
        """A section under its own heading."""
        return Section(name.replace("_", "-"), self.words(f"{name}.title"), tuple(blocks))

    def key_points(self) -> tuple[str, ...]:
        """What was read, what can be compared, and what would help most."""
        report, size = self.report, self.report.matchable
        valid = report.read - report.rejected
        read = protected({"valid": valid, "rejected": report.rejected})
        later = protected({"now": size.now, "not": size.of - size.now})
        told = [
            self.words(
                "key.read",
                read=words.rows_text(report.read, self.language),
                valid=words.counted(read["valid"], self.language),
                rejected=words.counted(read["rejected"], self.language),
            ),
            self.words(
                "key.matchable",
                now=words.counted(later["now"], self.language),
                of=words.rows_text(size.of, self.language),
            ),
        ]
        told += [words.change_text(change, self.language) for change in report.helping[:1]]
        return tuple(told)


def tell_report(report: QualityReport, language: Language = "nl") -> Document:
    """The report in one language. Counts from 1 to 4 are hidden; no value of a cell is in it."""
    teller = _Teller(report, language)
    return Document(
        language=language,
        title=teller.words("title", source=report.source),
        subtitle=teller.words("subtitle"),
        made_from=report.made_on,
        facts=teller.facts(),
        key_title=teller.words("key.title"),
        key_points=teller.key_points(),
        contents_title=say("picture.contents", language),
        sections=(
            teller.complete(),
            teller.by_year(),
            teller.trend(),
            teller.delay(),
            teller.twice(),
            teller.definitions(),
            teller.overlap(),
            teller.size(),
            teller.helping(),
        ),
        closing=(teller.words("closing.small"), teller.words("closing.not_public"), teller.words("closing.kept")),
        page_of=say("picture.page_of", language, page="{page}", pages="{pages}"),
    )
