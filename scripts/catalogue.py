"""The English of the pages: every Dutch text of templates and code stands in the catalogue, and is compiled.

``catalogue.py`` adds what is missing (empty) and compiles; ``--check`` says what is missing, unused or not compiled.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import polib
from django.utils.translation.template import templatize

ROOT = Path(__file__).parent.parent
SERVER = ROOT / "src" / "zicht" / "server"
CATALOGUE = SERVER / "locale" / "en" / "LC_MESSAGES" / "django.po"
MARKED = {"gettext", "gettext_lazy", "_", "gettext_noop"}
COUNTED = {"ngettext", "ngettext_lazy"}
QUOTED = r"u?(\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*')"
CALL = re.compile(rf"\b(?:gettext|_)\({QUOTED}\)|\bngettext\({QUOTED},\s*{QUOTED},", re.S)
PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[sd]")
PLURAL_FORMS = "nplurals=2; plural=(n != 1);"


class Text(NamedTuple):
    """A marked text; ``plural`` is "" for a text that counts nothing."""

    text: str
    plural: str = ""


def of_templates() -> Iterator[tuple[Text, str]]:
    """(text, file) of every template."""
    for path in sorted(SERVER.rglob("templates/**/*.html")):
        code = templatize(path.read_text(encoding="utf-8"), origin=path.name)
        for quoted in CALL.findall(code):
            yield Text(*(ast.literal_eval(part) for part in quoted if part)), str(path.relative_to(SERVER))


def _texts(call: ast.Call) -> Text | None:
    name = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
    wanted = 1 if name in MARKED else 2 if name in COUNTED else 0
    found = [arg.value for arg in call.args[:wanted] if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
    return Text(*found) if wanted and len(found) == wanted else None


def of_code() -> Iterator[tuple[Text, str]]:
    """(text, file) of every marked text in Python."""
    for path in sorted(SERVER.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            found = _texts(node) if isinstance(node, ast.Call) else None
            if found:
                yield found, str(path.relative_to(SERVER))


def wanted() -> dict[Text, list[str]]:
    """Every text with the files that use it."""
    found: dict[Text, list[str]] = {}
    for text, file in (*of_templates(), *of_code()):
        found.setdefault(text, []).append(file)
    return found


def _known(catalogue: polib.POFile) -> dict[Text, polib.POEntry]:
    return {Text(entry.msgid, entry.msgid_plural): entry for entry in catalogue if not entry.obsolete}


def _english(entry: polib.POEntry) -> tuple[str, ...]:
    """One text, or with a plural one for each of the two forms; a form that is not there is empty."""
    if not entry.msgid_plural:
        return (entry.msgstr,)
    return tuple(entry.msgstr_plural.get(form, "") for form in (0, 1))


def _other_placeholders(entry: polib.POEntry) -> bool:
    dutch = (entry.msgid, entry.msgid_plural) if entry.msgid_plural else (entry.msgid,)
    pairs = [(nl, en) for nl, en in zip(dutch, _english(entry), strict=True) if en]
    return any(sorted(PLACEHOLDER.findall(nl)) != sorted(PLACEHOLDER.findall(en)) for nl, en in pairs)


def _twice(texts: dict[Text, list[str]]) -> Iterator[str]:
    """Texts with more than one plural: a catalogue finds them by their singular, so it can hold only one."""
    plurals: dict[str, set[str]] = {}
    for text in texts:
        plurals.setdefault(text.text, set()).add(text.plural)
    yield from (f"more than one plural: {text!r}" for text, found in plurals.items() if len(found) > 1)


def problems(catalogue: polib.POFile) -> list[str]:
    """What keeps the English from being complete."""
    texts, known = wanted(), _known(catalogue)
    missing = (text for text in texts if text not in known or not all(_english(known[text])))
    found = [f"not translated: {text.text!r} ({texts[text][0]})" for text in missing]
    found += [f"not used: {text.text!r}" for text in known if text not in texts]
    found += [f"other placeholders: {text.text!r}" for text, entry in known.items() if _other_placeholders(entry)]
    found += _twice(texts)
    if catalogue.metadata.get("Plural-Forms") != PLURAL_FORMS:
        found.append(f"Plural-Forms is not {PLURAL_FORMS!r}")
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


def _entry(text: Text, files: list[str], known: polib.POEntry | None) -> polib.POEntry:
    english = _english(known) if known else ("", "")
    forms = {"msgstr_plural": dict(enumerate(english))} if text.plural else {"msgstr": english[0]}
    occurrences = [(file, "") for file in sorted(set(files))]
    return polib.POEntry(msgid=text.text, msgid_plural=text.plural, occurrences=occurrences, **forms)


def complete() -> None:
    """Add missing texts, drop unused ones, sort, save, compile."""
    catalogue, texts = load(), wanted()
    known = _known(catalogue)
    fresh = polib.POFile(wrapwidth=110)
    fresh.metadata = {**catalogue.metadata, "Plural-Forms": PLURAL_FORMS}
    for text in sorted(texts):
        fresh.append(_entry(text, texts[text], known.get(text)))
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
