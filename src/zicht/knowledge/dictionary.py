"""The data dictionary: every field of the standard as a page in Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from zicht.knowledge import articles, standard
from zicht.knowledge.standard import Field

_HEAD = """# Gegevenswoordenboek

Versie {version} van de registratiestandaard. Gemaakt met `make docs` uit `src/zicht/knowledge/data`; niet zelf
bewerken. Hoe een veld erbij komt staat in [standaard-veld-toevoegen.md](standaard-veld-toevoegen.md).

Elk antwoord is een waarde, *nee*, *onbekend* (wel gevraagd), *niet gevraagd* of *geweigerd*; die worden nergens
samengevoegd. Bij HTCDS, CTDC en CoMensha staat het veld dat hetzelfde betekent; een streep betekent: dat is er niet.
De indeling is nog niet bevestigd door iemand die de velden in de praktijk gebruikt.
"""
_COLUMNS = ("Veld", "Vraag", "Betekenis", "Groep", "Soort", "Doel", "Nodig voor", "HTCDS 2.0", "CTDC", "CoMensha")


def _cell(text: str) -> str:
    return text.replace("|", "\\|") or "–"


def _row(spec: Field) -> str:
    kind = {"code": "één uit", "codes": "meer uit", "date": "datum", "text": "tekst"}[spec.kind]
    purposes = {row[0]: row[1] for row in standard.purposes()}
    cells = (
        f"`{spec.id}`" + (" (verplicht)" if spec.required else ""),
        f"{spec.nl} / {spec.en}",
        f"{spec.meaning_nl} / {spec.meaning_en}",
        standard.group_label(spec.group),
        f"{kind} `{spec.codes}`" if spec.codes else kind,
        ", ".join(purposes[p] for p in spec.purposes),
        ", ".join(spec.needed_by),
        spec.htcds,
        ", ".join(spec.ctdc),
        spec.comensha,
    )
    return "| " + " | ".join(_cell(cell) for cell in cells) + " |"


def _table(specs: tuple[Field, ...]) -> Iterator[str]:
    yield "| " + " | ".join(_COLUMNS) + " |"
    yield "|" + "---|" * len(_COLUMNS)
    yield from map(_row, specs)


def _lists() -> Iterator[str]:
    named = sorted({spec.codes for spec in standard.every_field() if spec.codes} - {"municipality", "indicator"})
    for name in named:
        yield f"\n### `{name}`\n"
        yield "| Code | In de API | Nederlands | Engels | HTCDS 2.0 |"
        yield "|---|---|---|---|---|"
        for code in standard.codes(name):
            yield f"| `{code.id}` | `{code.wire}` | {code.nl} | {code.en} | {code.htcds or '–'} |"


def _articles() -> Iterator[str]:
    yield "| Tekst | Soort | Vormen | In werking | Gelezen | Bevestigd |"
    yield "|---|---|---|---|---|---|"
    for a in articles.articles():
        since = a.valid_from.isoformat() if a.valid_from else "niet, of niet bekend"
        forms = ", ".join(standard.label("form", form) for form in a.forms) or "–"
        kind = "vorm" if a.kind == "form" else "strafbaar feit op zichzelf"
        read = a.checked_on.isoformat() if a.checked_on else "nog niet"
        yield (
            f"| {a.article}: {a.nl} | {kind} | {forms} | {since} | {read} ({a.checked_at})"
            f" | {a.confirmed_by or 'nog niet bevestigd'} |"
        )


def page() -> str:
    """The whole page."""
    lines = [_HEAD.format(version=standard.version()), "## Het signaal zelf\n", *_table(standard.fields())]
    for entity in standard.entities():
        specs = tuple(f for f in (*standard.part_fields(), *standard.detail_fields()) if f.entity == entity.id)
        lines += [f"\n## {entity.nl.capitalize()} ({entity.en})\n", *_table(specs)]
    lines += ["\n## Artikelen van de wet\n", *_articles(), "\n## Codelijsten", *_lists()]
    return "\n".join(lines) + "\n"
