"""``zicht import --check --preview``: a page with the user's own rows, cell by cell, as they will be taken in.

The page holds what the cells hold, so it is for whoever keeps the register: written for its owner alone.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from zicht.cli.quality.wording import field_name
from zicht.errors import Problem, WrongUse
from zicht.knowledge import standard
from zicht.knowledge.sentences import Language, say, say_problem
from zicht.knowledge.signal import Answer
from zicht.picture.document import Block, Document, Paragraph, Points, Section, Table
from zicht.picture.page import draw_page
from zicht.picture.wording import day, number
from zicht.registers import Reading, SourceMapping, UnknownCode
from zicht.registers.by_row import CellShown, FileShown, RowShown, show_rows
from zicht.registers.cells import Value
from zicht.registers.findings_book import harmless
from zicht.registers.mapping import targets
from zicht.registers.table import Unreadable

PRIVATE = 0o600
LONGEST = 400
MOST_CODES = 100
_PAGE = b"<!doctype html>"


def safe(text: str) -> str:
    """A text of a cell as it can stand on a page, and be copied to a spreadsheet: nothing runs or is turned round."""
    shown = "".join(sign if sign.isprintable() or sign == "\n" else " " if sign.isspace() else "?" for sign in text)
    cut = shown if len(shown) <= LONGEST else f"{shown[:LONGEST]}…"
    return harmless(cut)


class _Teller:
    """One file being shown in one language."""

    def __init__(self, mapping: SourceMapping, reading: Reading, language: Language) -> None:
        self.mapping = mapping
        self.reading = reading
        self.language = language

    def words(self, key: str, **params: object) -> str:
        """A sentence of this page."""
        return say(f"quality.preview.{key}", self.language, **params)

    def field(self, field: str) -> str:
        """What a field is called."""
        return field_name(field, self.language)

    def value(self, field: str, value: Value | None) -> str:
        """What a cell becomes: the label of its code, a day, a text, or which kind of no answer it is."""
        if value is None:
            return self.words("refused")
        if isinstance(value, date):
            return day(value, self.language)
        if isinstance(value, str):
            return safe(value) or self.words("state.not_asked")
        if value.state != "value":
            return self.words(f"state.{value.state}")
        return ", ".join(self.codes(field, value))

    def codes(self, field: str, answer: Answer) -> Iterator[str]:
        """The labels of an answer's codes; a text of a further field as it is."""
        listed = targets()[field].codes
        labels = (
            {code.id: code.nl if self.language == "nl" else code.en for code in standard.codes(listed)}
            if listed
            else {}
        )
        return (labels.get(code, safe(code)) for code in answer.values)

    def problem(self, problem: Problem) -> str:
        """A problem in a sentence, with how bad it is."""
        return f"{say(f'import.severity.{problem.severity}', self.language)}: {say_problem(problem, self.language)}"

    def row(self, row: RowShown) -> Iterator[Block]:
        """One row: its cells as a table, and what is wrong with it as a whole."""
        name = self.words(f"row.{row.fate}", row=row.number)
        told = tuple(map(self.problem, row.problems))
        if row.cells:
            cells = [(cell, self.cell(cell)) for cell in row.cells]
            yield Table(
                id=f"row-{row.number}",
                caption=name,
                head=tuple(self.words(f"head.{head}") for head in ("column", "raw", "field", "value", "problem")),
                rows=tuple(texts for _, texts in cells),
                facts=(),
                notes=told,
                texts=True,
                marks=tuple(_mark(cell.problems) for cell, _ in cells),
            )
        else:
            yield Points(name, told or (self.words("nothing"),))

    def cell(self, cell: CellShown) -> tuple[str, ...]:
        """One cell: its column, what it says, the field, what it becomes, what is wrong."""
        name = self.field(cell.field)
        problems = " ".join(map(self.problem, cell.problems))
        return safe(cell.column), safe(cell.raw), name, self.value(cell.field, cell.value), problems

    def summary(self) -> Section:
        """How often each rule was broken, and where first."""
        count = Counter((p.severity, p.rule, p.column) for p in self.reading.problems)
        first = {(p.severity, p.rule, p.column): p for p in reversed(self.reading.problems)}
        rows = tuple(
            (
                safe(column) or self.words("whole"),
                self.problem(first[key]),
                number(times, self.language),
                _line(first[key]),
            )
            for key, times in sorted(count.items(), key=lambda item: (item[0][0], -item[1], item[0]))
            for column in key[2:]
        )
        if not rows:
            return Section("summary", self.words("summary.title"), (Paragraph(self.words("summary.none")),))
        head = tuple(self.words(f"summary.{name}") for name in ("column", "example", "count", "first"))
        marks = tuple(
            "wrong" if key[0] == "error" else "odd" for key in sorted(count, key=lambda k: (k[0], -count[k], k))
        )
        table = Table("summary-table", self.words("summary.caption"), head, rows, (), texts=True, marks=marks)
        return Section("summary", self.words("summary.title"), (table,))

    def unknown(self, codes: Sequence[UnknownCode]) -> Section:
        """Codes that no list knows, with their text: for the table that the user completes."""
        if not codes:
            return Section("unknown", self.words("unknown.title"), (Paragraph(self.words("unknown.none")),))
        rows = tuple(
            (
                safe(code.text),
                safe(code.column),
                self.field(code.field),
                number(code.count, self.language),
                str(code.first_row),
            )
            for code in codes[:MOST_CODES]
        )
        head = tuple(self.words(f"unknown.{name}") for name in ("text", "column", "field", "count", "first"))
        notes = (self.words("unknown.how"), *self.more(len(codes) - MOST_CODES))
        table = Table("unknown-table", self.words("unknown.caption"), head, rows, (), notes=notes, texts=True)
        return Section("unknown", self.words("unknown.title"), (table,))

    def more(self, left: int) -> tuple[str, ...]:
        """That a list goes on, when it does."""
        return (self.words("more", count=number(left, self.language)),) if left > 0 else ()

    def layout(self, shown: FileShown) -> Section:
        """What holds for every row: fixed answers and columns that are not read."""
        fixed = tuple((self.field(field), self.value(field, value)) for field, value in shown.fixed.items())
        head = (self.words("head.field"), self.words("head.value"))
        blocks: list[Block] = []
        if fixed:
            blocks.append(Table("fixed-table", self.words("all.fixed"), head, fixed, (), texts=True))
        unread = tuple(map(safe, shown.unread))
        blocks.append(Points(self.words("all.unread"), unread) if unread else Paragraph(self.words("all.all_read")))
        return Section("all", self.words("all.title"), tuple(blocks))

    def document(self, shown: FileShown, today: date) -> Document:
        """The whole page."""
        count = {"read": self.reading.read, "valid": len(self.reading.rows), "rejected": len(self.reading.rejected)}
        numbers = {name: number(value, self.language) for name, value in count.items()}
        left = {"good": shown.left_good, "faulty": shown.left_faulty}
        told = {name: number(value, self.language) for name, value in left.items()}
        rows = tuple(block for row in shown.rows for block in self.row(row))
        return Document(
            language=self.language,
            title=self.words("title", source=self.mapping.source),
            subtitle=self.words("subtitle"),
            made_from=today,
            facts=(),
            key_title=say("quality.key.title", self.language),
            key_points=(self.words("private"), self.words("counts", **numbers), self.words("left", **told)),
            contents_title=say("picture.contents", self.language),
            sections=(
                self.summary(),
                self.unknown(self.reading.unknown),
                self.layout(shown),
                Section("rows", self.words("rows.title"), (Paragraph(self.words("rows.lead")), *rows)),
            ),
            closing=(self.words("private"), say("quality.book.safe", self.language)),
            page_of="",
        )


def _line(problem: Problem) -> str:
    return str(problem.row) if problem.row else ""


def _mark(problems: Sequence[Problem]) -> str:
    if not problems:
        return ""
    return "wrong" if any(problem.severity == "error" for problem in problems) else "odd"


def draw_preview(
    data: bytes, mapping: SourceMapping, reading: Reading, today: date, language: Language = "nl"
) -> bytes | None:
    """The page, or None for a file of which no table can be made. Every text is escaped, and nothing on it runs."""
    shown = show_rows(data, mapping, reading.problems, today)
    if isinstance(shown, Unreadable):
        return None
    return draw_page(_Teller(mapping, reading, language).document(shown, today)).encode()


def write_preview(page: bytes, path: Path) -> None:
    """Write the page for its owner alone. An earlier page may be replaced; any other file never is."""
    try:
        if path.exists() and path.read_bytes()[: len(_PAGE)] != _PAGE:
            raise WrongUse("import.exists", path=str(path))
        at = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, PRIVATE)
        with os.fdopen(at, "wb") as file:
            os.fchmod(at, PRIVATE)
            file.write(page)
    except OSError as error:
        raise WrongUse("quality.not_written", path=str(path)) from error
