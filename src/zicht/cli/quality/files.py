"""The four files of a quality report, written beside nothing: no database, no copy of the register."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from zicht.cli.output import envelope
from zicht.cli.quality.brief import tell_letter
from zicht.cli.quality.plain import plain_report
from zicht.cli.quality.story import tell_report
from zicht.errors import WrongUse
from zicht.knowledge.sentences import Language
from zicht.picture.letter import draw_letter
from zicht.picture.page import draw_page
from zicht.registers import Reading, SourceMapping
from zicht.registers.findings_book import findings_book
from zicht.registers.quality_report import QualityReport, report_on

PRIVATE = 0o600
"""The workbook holds cells of the register, so only its owner may read the files."""


def draw_report(report: QualityReport, language: Language = "nl") -> dict[str, bytes]:
    """Page, JSON and letter by name. Same report, same bytes; no value of a cell is in any of them."""
    frame = envelope("quality", plain_report(report))
    return {
        "report.html": draw_page(tell_report(report, language)).encode(),
        "report.json": (json.dumps(frame, ensure_ascii=False, indent=2) + "\n").encode(),
        "brief.pdf": draw_letter(tell_letter(report, language)),
    }


def _put(contents: Mapping[str, bytes], out: Path) -> None:
    try:
        out.mkdir(parents=True, exist_ok=True)
        for name, content in contents.items():
            path = out / name
            path.touch(mode=PRIVATE)
            path.chmod(PRIVATE)
            path.write_bytes(content)
    except OSError as error:
        raise WrongUse("quality.not_written", path=str(out)) from error


def write_report(
    data: bytes, mapping: SourceMapping, reading: Reading, today: date, out: Path, language: Language = "nl"
) -> tuple[str, ...]:
    """Write report.html, report.json, brief.pdf and bevindingen.xlsx in ``out``; gives their names.

    A file that could not be read as a table gives no report: there is nothing to count.
    """
    if not reading.read:
        return ()
    report = report_on(data, mapping, reading, today)
    contents = {
        **draw_report(report, language),
        "bevindingen.xlsx": findings_book(data, mapping, reading, language),
    }
    _put(contents, out)
    return tuple(contents)
