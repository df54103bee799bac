"""A mapping as the TOML text that says it: what is kept per source, read back as the same mapping."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace

from zicht.errors import InputProblems, Problem
from zicht.knowledge.signal import NOT_ASKED, Answer
from zicht.registers.mapping import FieldRule, SourceMapping, Target
from zicht.registers.mapping_file import Codes, standard_answers


def _quoted(text: str) -> str:
    """A TOML string: JSON's escapes are TOML's, and DEL needs one too."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _listed(texts: Sequence[str]) -> str:
    return f"[{', '.join(map(_quoted, texts))}]"


def _word(target: Target, answer: Answer) -> str:
    """An answer as a mapping writes it: a word of the standard's own, or a list of them."""
    words = {known: text for text, known in reversed(standard_answers(target).items())}
    if answer in words:
        return _quoted(words[answer])
    return _listed([words[Answer.of(value)] for value in answer.values])


def _rule(rule: FieldRule) -> Iterator[str]:
    target = rule.target
    yield f"\n[fields.{target.wire}]"
    if rule.column:
        yield f"column = {_quoted(rule.column)}"
    if isinstance(rule.constant, str):
        yield f"constant = {_quoted(rule.constant)}"
    elif rule.constant is not None:
        yield f"constant = {_word(target, rule.constant)}"
    if rule.empty != NOT_ASKED:
        yield f"empty = {_word(target, rule.empty)}"
    if rule.separator:
        yield f"separator = {_quoted(rule.separator)}"
    if rule.as_age:
        yield 'read_as = "age"'
    if rule.date_formats:
        yield f"date_formats = {_listed(rule.date_formats)}"
    known = standard_answers(target)
    own = {text: answer for text, answer in rule.answers.items() if known.get(text) != answer}
    if own:
        yield f"[fields.{target.wire}.codes]"
        yield from (f"{_quoted(text)} = {_word(target, answer)}" for text, answer in own.items())


def _layout(mapping: SourceMapping) -> Iterator[str]:
    layout = mapping.layout
    given = {"encoding": layout.encoding, "delimiter": layout.delimiter, "sheet": layout.sheet}
    lines = [f"{name} = {_quoted(text)}" for name, text in given.items() if text]
    lines += [f"header_row = {layout.header_row}"] if layout.header_row else []
    if lines:
        yield "\n[file]"
        yield from lines


def mapping_text(mapping: SourceMapping) -> str:
    """The mapping file that says this mapping: ``load_mapping`` reads the same from it."""
    lines = [f"source = {_quoted(mapping.source)}"]
    if mapping.id_column:
        lines.append(f"id = {_quoted(mapping.id_column)}")
    if mapping.rows_are_persons:
        lines.append('rows = "persons"')
    if mapping.header:
        lines.append(f"header = {_listed(mapping.header)}")
    lines += _layout(mapping)
    for rule in mapping.rules:
        lines += _rule(rule)
    return "\n".join(lines) + "\n"


def with_codes(mapping: SourceMapping, codes: Codes) -> SourceMapping:
    """The mapping with the codes that its user corrected, over those that it has.

    Raises ``InputProblems`` for codes of another source, or of a field that no column fills.
    """
    problems = [
        Problem("import.codes_no_column", field, params={"field": field})
        for field in codes.answers
        if not (rule := mapping.rule(field)) or not rule.column
    ]
    if codes.source != mapping.source:
        problems.insert(0, Problem("import.codes_source", params={"codes": codes.source, "source": mapping.source}))
    if problems:
        raise InputProblems(tuple(problems), "import.codes")
    rules = (replace(rule, answers={**rule.answers, **codes.answers.get(rule.field, {})}) for rule in mapping.rules)
    return replace(mapping, rules=tuple(rules))
