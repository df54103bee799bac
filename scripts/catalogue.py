"""The English of the pages: every Dutch text of templates and code stands in the catalogue, and is compiled.

``catalogue.py`` adds what is missing (empty) and compiles; ``--check`` says what is missing, unused or not compiled.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import polib
from django.utils.translation.template import templatize

ROOT = Path(__file__).parent.parent
SERVER = ROOT / "src" / "zicht" / "server"
CATALOGUE = SERVER / "locale" / "en" / "LC_MESSAGES" / "django.po"
MARKED = {"gettext", "gettext_lazy", "_", "gettext_noop"}
CALL = re.compile(r"\b(?:gettext|_)\(u?(\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*')\)", re.S)


def of_templates() -> Iterator[tuple[str, str]]:
    """(text, file) of every template."""
    for path in sorted(SERVER.rglob("templates/**/*.html")):
        code = templatize(path.read_text(encoding="utf-8"), origin=path.name)
        for quoted in CALL.findall(code):
            yield ast.literal_eval(quoted), str(path.relative_to(SERVER))


def of_code() -> Iterator[tuple[str, str]]:
    """(text, file) of every marked text in Python."""
    for path in sorted(SERVER.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not node.args or not isinstance(node.args[0], ast.Constant):
                continue
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            if name in MARKED and isinstance(node.args[0].value, str):
                yield node.args[0].value, str(path.relative_to(SERVER))


def wanted() -> dict[str, list[str]]:
    """Every text with the files that use it."""
    found: dict[str, list[str]] = {}
    for text, file in (*of_templates(), *of_code()):
        found.setdefault(text, []).append(file)
    return found


def problems(catalogue: polib.POFile) -> list[str]:
    """What keeps the English from being complete."""
    texts = wanted()
    known = {entry.msgid: entry.msgstr for entry in catalogue if not entry.obsolete}
    found = [f"not translated: {text!r} ({files[0]})" for text, files in texts.items() if not known.get(text)]
    found += [f"not used: {text!r}" for text in known if text not in texts]
    for text, english in known.items():
        if sorted(re.findall(r"%\(\w+\)s", text)) != sorted(re.findall(r"%\(\w+\)s", english)):
            found.append(f"other placeholders: {text!r}")
    compiled = CATALOGUE.with_suffix(".mo")
    if not compiled.exists() or compiled.read_bytes() != catalogue.to_binary():
        found.append("not compiled: run python scripts/catalogue.py")
    return found


def load() -> polib.POFile:
    """The catalogue, or a new one."""
    if CATALOGUE.exists():
        return polib.pofile(str(CATALOGUE), wrapwidth=110)
    fresh = polib.POFile(wrapwidth=110)
    fresh.metadata = {"Language": "en", "Content-Type": "text/plain; charset=utf-8", "MIME-Version": "1.0"}
    return fresh


def complete() -> None:
    """Add missing texts, drop unused ones, sort, save, compile."""
    catalogue, texts = load(), wanted()
    known = {entry.msgid: entry.msgstr for entry in catalogue}
    fresh = polib.POFile(wrapwidth=110)
    fresh.metadata = catalogue.metadata
    for text in sorted(texts):
        fresh.append(
            polib.POEntry(
                msgid=text, msgstr=known.get(text, ""), occurrences=[(f, "") for f in sorted(set(texts[text]))]
            )
        )
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    fresh.save(str(CATALOGUE))
    polib.pofile(str(CATALOGUE), wrapwidth=110).save_as_mofile(str(CATALOGUE.with_suffix(".mo")))


def main() -> int:
    """Check, or complete."""
    if "--check" not in sys.argv:
        complete()
    found = problems(load())
    print("\n".join(found) or f"{len(wanted())} texts, English complete")
    return bool(found)


if __name__ == "__main__":
    raise SystemExit(main())
