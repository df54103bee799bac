"""The mapping file that a user writes (TOML), checked as a whole: every problem at once, each with its line."""

from __future__ import annotations

import difflib
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from zicht.errors import InputProblems, Problem
from zicht.knowledge import standard
from zicht.knowledge.signal import NOT_ASKED, Answer
from zicht.registers.mapping import FieldRule, Layout, SourceMapping, Target, targets
from zicht.registers.toml_lines import Path, error_line, key_lines, line_of
from zicht.registers.values import EXCEL_SERIAL, Fault, date_pattern, folded
from zicht.registers.words import state_words

T = TypeVar("T")
ENCODINGS = {"utf-8": "utf-8", "utf-16": "utf-16", "windows-1252": "cp1252", "cp1252": "cp1252"}
DELIMITERS = (";", ",", "\t", "|")
ROWS = ("signals", "persons")
DEFAULT_DATE_FORMATS = ("jjjj-mm-dd", "dd-mm-jjjj")
_TOP: dict[str, type] = {
    "source": str,
    "id": str,
    "rows": str,
    "date_formats": list,
    "header": list,
    "file": dict,
    "fields": dict,
}
_LAYOUT: dict[str, type] = {"encoding": str, "delimiter": str, "header_row": int, "sheet": str}
_FIELD: dict[str, type] = {
    "column": str,
    "constant": str,
    "codes": dict,
    "empty": str,
    "separator": str,
    "read_as": str,
    "date_formats": list,
}
# which keys mean something for which kind of field; ``column`` and ``constant`` always do
_CODED = {"codes", "empty", "separator", "read_as"}
_FOR_KIND = {"text": {"codes"}, "date": {"codes", "empty", "date_formats"}, "code": _CODED, "codes": _CODED}
# how each type is written in TOML: the same in every language
_WRITTEN = {str: '"..."', int: "4", list: '["..."]', dict: "{ ... }"}
_MAY_BE_SPACE = {"delimiter", "separator"}


def _fits(key: str, value: object, kind: type) -> bool:
    """Whether a value has the type of its key and is not left blank."""
    if not isinstance(value, kind) or isinstance(value, bool) or value in ("", []):
        return False
    return key in _MAY_BE_SPACE or not isinstance(value, str) or bool(value.strip())


@dataclass(frozen=True, slots=True)
class Codes:
    """Codes of one source that its user corrected, by field: folded text to answer. ``blank`` were not filled in."""

    source: str
    answers: Mapping[str, Mapping[str, Answer]]
    blank: int


class _Loader:
    """One mapping file being checked; problems gather here with the line they stand on."""

    def __init__(self, text: str, tree: Mapping[str, Any]) -> None:
        self.tree = tree
        self.lines = key_lines(text)
        self.problems: list[Problem] = []

    def problem(self, rule: str, path: Path, **params: str | int | float) -> None:
        """Note a problem at the line of ``path``."""
        field = path[1] if len(path) > 1 and path[0] == "fields" else ""
        self.problems.append(Problem(rule, field, line_of(self.lines, path), params=params))

    def unknown(self, rule: str, path: Path, value: str, allowed: Iterable[str]) -> None:
        """Note a word that is not allowed here, with the nearest one that is: ``rule`` or ``rule_near``."""
        near = difflib.get_close_matches(value.casefold(), list(allowed), n=1, cutoff=0.6)
        if near:
            self.problem(f"{rule}_near", path, value=value, near=near[0])
        else:
            self.problem(rule, path, value=value, allowed=", ".join(allowed))

    def table(self, path: Path, tree: Mapping[str, Any], allowed: Mapping[str, type]) -> dict[str, Any]:
        """The entries of a table that have a known key and the right type; the others are problems."""
        found = {}
        for key, value in tree.items():
            if key not in allowed:
                self.unknown("import.mapping_key", (*path, key), key, allowed)
            elif not _fits(key, value, allowed[key]):
                self.problem("import.mapping_type", (*path, key), key=key, kind=_WRITTEN[allowed[key]])
            else:
                found[key] = value
        return found

    def date_formats(self, path: Path, given: Mapping[str, Any], otherwise: tuple[str, ...]) -> tuple[str, ...]:
        """The date formats of a table, each checked; ``otherwise`` when it names none."""
        formats = tuple(str(item) for item in given.get("date_formats", otherwise))
        for date_format in formats:
            if date_format != EXCEL_SERIAL and isinstance(date_pattern(date_format), Fault):
                self.problem("import.mapping_date_format", (*path, "date_formats"), value=date_format)
        return formats

    def layout(self, given: Mapping[str, Any]) -> Layout:
        """The ``[file]`` table."""
        file = self.table(("file",), given, _LAYOUT)
        encoding = ENCODINGS.get(str(file.get("encoding", "")).casefold(), "")
        if "encoding" in file and not encoding:
            self.unknown("import.mapping_choice", ("file", "encoding"), file["encoding"], ENCODINGS)
        if file.get("delimiter", ";") not in DELIMITERS:
            self.unknown("import.mapping_choice", ("file", "delimiter"), file["delimiter"], ("; , | \\t",))
        if file.get("header_row", 1) < 1:
            self.problem("import.mapping_type", ("file", "header_row"), key="header_row", kind=_WRITTEN[int])
        return Layout(encoding, file.get("delimiter", ""), file.get("header_row", 0), file.get("sheet", ""))

    def answer(self, path: Path, target: Target, words: object) -> Answer | None:
        """The answer that a word of the mapping stands for: a code, a state, or a list of codes."""
        known = standard_answers(target)
        found = []
        for word in words if isinstance(words, list) else [words]:
            answer = known.get(folded(word)) if isinstance(word, str) else None
            if answer is None:
                self.unknown("import.mapping_code", path, str(word), known)
                return None
            found.append(answer)
        if len(found) == 1:
            return found[0]
        values = [value for answer in found for value in answer.values]
        if target.kind != "codes" or len(values) < len(found):
            self.problem("import.mapping_list", path, field=target.wire)
            return None
        return Answer.of(*values)

    def answers(self, path: Path, target: Target, table: Mapping[str, Any]) -> dict[str, Answer]:
        """What each cell text means: the standard's own words, and over them the user's table."""
        return {**standard_answers(target), **self.own_answers(path, target, table)}

    def own_answers(self, path: Path, target: Target, table: Mapping[str, Any]) -> dict[str, Answer]:
        """What the user's table says of each folded cell text."""
        own: dict[str, Answer] = {}
        for text, words in table.items():
            answer = self.answer((*path, "codes", text), target, words)
            if answer is None:
                continue
            if own.setdefault(folded(text), answer) != answer:
                self.problem("import.mapping_code_twice", (*path, "codes", text), value=text)
        return own

    def rule(self, path: Path, target: Target, given: Mapping[str, Any], formats: tuple[str, ...]) -> FieldRule | None:
        """One ``[fields.X]`` table; None when it cannot stand (the problems say why)."""
        entries = self.table(path, given, _FIELD)
        for key in entries.keys() - _FOR_KIND[target.kind] - {"column", "constant"}:
            self.problem("import.mapping_not_for", (*path, key), key=key, field=target.wire, kind=target.kind)
        if ("column" in entries) == ("constant" in entries):
            self.problem("import.mapping_one_of", path, field=target.wire)
            return None
        if entries.get("read_as", "age") != "age" or ("read_as" in entries and target.codes != "age_class"):
            self.problem("import.mapping_read_as", (*path, "read_as"), field=target.wire)
        if target.kind == "text":
            return self.text_rule(path, target, entries)
        empty = self.answer((*path, "empty"), target, entries["empty"]) if "empty" in entries else None
        constant = self.answer((*path, "constant"), target, entries["constant"]) if "constant" in entries else None
        return FieldRule(
            target.id,
            entries.get("column", ""),
            constant,
            self.answers(path, target, entries.get("codes", {})),
            empty or NOT_ASKED,
            entries.get("separator", ""),
            "read_as" in entries,
            self.date_formats(path, entries, formats) if target.kind == "date" else (),
        )

    def text_rule(self, path: Path, target: Target, entries: Mapping[str, Any]) -> FieldRule:
        """A field of text: its ``codes`` can only be words for a state."""
        answers = self.answers(path, target, entries.get("codes", {}))
        return FieldRule(target.id, entries.get("column", ""), entries.get("constant"), answers)

    def rules(self, given: Mapping[str, Any], formats: tuple[str, ...]) -> tuple[FieldRule, ...]:
        """The ``[fields]`` table: every field of the standard that must be filled is there, none twice."""
        by_name = {name: target for target in targets().values() for name in (target.id, target.wire)}
        found: dict[str, FieldRule] = {}
        seen: set[str] = set()
        for name, entries in given.items():
            target = by_name.get(name)
            if target is None:
                self.unknown("import.mapping_field", ("fields", name), name, by_name)
            elif not isinstance(entries, dict):
                self.problem("import.mapping_type", ("fields", name), key=name, kind=_WRITTEN[dict])
            elif target.id in seen:
                self.problem("import.mapping_field_twice", ("fields", name), field=target.wire)
            elif rule := self.rule(("fields", name), target, entries, formats):
                found[target.id] = rule
            seen.add(target.id if target else "")
        self.silent_fields(seen)
        return tuple(found[name] for name in targets() if name in found)

    def silent_fields(self, seen: set[str]) -> None:
        """Required answers that no rule fills; and a person must be in some role: that is never guessed."""
        for target in targets().values():
            if target.required and target.id not in seen:
                self.problem("import.mapping_field_missing", ("fields",), field=target.wire)
        if any(targets()[name].of_person for name in seen if name) and "role" not in seen:
            self.problem("import.mapping_role", ("fields",))
        if "full_name" in seen and seen & {"first_name", "last_name"}:
            self.problem("import.mapping_name_twice", ("fields",))

    def mapping(self) -> SourceMapping:
        """The whole file."""
        top = self.table((), self.tree, _TOP)
        for key in ("source", "fields"):
            if key not in self.tree:
                self.problem("import.mapping_missing", (), key=key)
        formats = self.date_formats((), top, DEFAULT_DATE_FORMATS)
        rules = self.rules(top.get("fields", {}), formats)
        if rules and not any(rule.column for rule in rules):
            self.problem("import.mapping_no_column", ("fields",))
        layout = self.layout(top.get("file", {}))
        header = tuple(sorted(map(str, top.get("header", ()))))
        persons = self.rows_are_persons(top, rules)
        return SourceMapping(top.get("source", ""), rules, top.get("id", ""), layout, header, persons)

    def rows_are_persons(self, top: Mapping[str, Any], rules: Iterable[FieldRule]) -> bool:
        """Whether rows are persons: then a number says which of them are one signal, and a column tells of a person."""
        if (rows := top.get("rows", "signals")) not in ROWS:
            self.unknown("import.mapping_choice", ("rows",), rows, ROWS)
        if rows != "persons":
            return False
        if "id" not in self.tree:
            self.problem("import.mapping_missing", (), key="id")
        if not any(rule.column and rule.target.of_person for rule in rules):
            self.problem("import.mapping_no_person", ("rows",))
        return True

    def codes(self) -> Codes:
        """A file of codes: tables of answers by field, of which blank ones are still to be filled in."""
        top = self.table((), self.tree, {"source": str, "fields": dict})
        by_name = {name: target for target in targets().values() for name in (target.id, target.wire)}
        found: dict[str, Mapping[str, Answer]] = {}
        blank = 0
        for name, entries in top.get("fields", {}).items():
            target = by_name.get(name)
            if target is None or not isinstance(entries, dict):
                self.unknown("import.mapping_field", ("fields", name, "codes"), name, by_name)
                continue
            table = self.table(("fields", name), entries, {"codes": dict}).get("codes", {})
            filled = {text: words for text, words in table.items() if words != ""}
            blank += len(table) - len(filled)
            if filled:
                found[target.id] = self.own_answers(("fields", name), target, filled)
        return Codes(top.get("source", ""), found, blank)


def standard_answers(target: Target) -> dict[str, Answer]:
    """The standard's own words for a field: wire code, id and Dutch label of each code, and the states.

    Also the HTCDS code where it means exactly one of ours: what several of ours share is left to the user.
    """
    if not target.codes:
        return dict(state_words())
    codes = standard.codes(target.codes)
    shared = Counter(code.htcds for code in codes)
    own = {folded(name): Answer.of(c.id) for c in codes for name in (c.nl, c.id, c.wire)}
    htcds = {folded(c.htcds.partition("=")[2]): Answer.of(c.id) for c in codes if c.htcds and shared[c.htcds] == 1}
    return {**htcds, **state_words(), **own}


def _loader(text: str) -> _Loader:
    try:
        return _Loader(text, tomllib.loads(text))
    except (ValueError, RecursionError) as error:
        problem = Problem("import.mapping_toml", row=error_line(error, text))
        raise InputProblems((problem,), "import.mapping") from error


def _sound(loader: _Loader, found: T) -> T:
    if loader.problems:
        raise InputProblems(tuple(sorted(loader.problems, key=lambda p: p.row or 0)), "import.mapping")
    return found


def load_mapping(text: str) -> SourceMapping:
    """The mapping in a TOML text, complete and consistent.

    Raises ``InputProblems`` (code ``import.mapping``) with every problem and its line when it is not.
    """
    loader = _loader(text)
    return _sound(loader, loader.mapping())


def load_codes(text: str) -> Codes:
    """The codes in a file as ``zicht import --unknown`` writes it, filled in by its user.

    Raises ``InputProblems`` (code ``import.mapping``) with every problem and its line.
    """
    loader = _loader(text)
    return _sound(loader, loader.codes())
