"""One cell -> a value of its field, or the fault that spoils it. Nothing is guessed; what is odd is told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from zicht.knowledge.signal import NOT_ASKED, Answer
from zicht.registers.ages import age
from zicht.registers.mapping import FieldRule
from zicht.registers.texts import age_in_years, full_name, may_be_a_word, neutral, postcode, says_nothing
from zicht.registers.values import Cell, Fault, Told, clean, folded, looks_misread, mask, parse_date, text_fault

Value = Answer | date | str
_UNSAID = ("narrative", "place", "contact_details", "contact_when")  # a "no" in a story is a word, not a state

_SHAPED: Mapping[str, Callable[[str], str | Told | Fault]] = {
    "postcode": postcode,
    "full_name": full_name,
    "age_at_start": age_in_years,
}


def _part(rule: FieldRule, text: str) -> Answer | Told | Fault:
    answer = rule.answers.get(folded(text))
    if answer is not None:
        return answer
    return age(text) if rule.as_age else Fault("code.unknown", {"value": mask(text)}, text)


def _coded(rule: FieldRule, cell: str | date, today: date) -> Answer | Told | Fault:
    text = cell if isinstance(cell, str) else cell.isoformat()
    whole = rule.answers.get(folded(text))  # a code may hold its own separator: "1+2"
    if whole is not None or not rule.separator:
        return whole or _part(rule, text)
    found: list[Answer] = []
    for part in (part.strip() for part in text.split(rule.separator)):
        answer = _part(rule, part)
        if not isinstance(answer, Answer):
            return answer
        found.append(answer)
    if len(set(found)) == 1:
        return found[0]
    if any(not answer.values for answer in found):
        return Fault("import.answer_mixed", {"value": mask(text)})
    return Answer.of(*(value for answer in found for value in answer.values))


def _date(rule: FieldRule, cell: str | date, today: date) -> Answer | date | Fault:
    found = parse_date(cell, rule.date_formats, today)
    if isinstance(found, Fault) and isinstance(cell, str):
        return rule.answers.get(folded(cell), found)
    return found


def _text(rule: FieldRule, cell: str | date, today: date) -> Value | Told | Fault:
    if isinstance(cell, date):
        return cell.isoformat()
    if may_be_a_word(cell, rule.longest_word):
        state = None if rule.field in _UNSAID else rule.answers.get(folded(cell))
        if state is not None:
            return state
        if says_nothing(cell):
            return Told(NOT_ASKED, "import.text_nothing")
    harmless = neutral(cell)
    if harmless != cell:
        return Told(harmless, "import.formula_text")
    if rule.field in _SHAPED:
        return _SHAPED[rule.field](cell)
    return Told(cell, "import.misread") if looks_misread(cell) else cell


_READERS: Mapping[str, Callable[[FieldRule, str | date, date], Value | Told | Fault]] = {
    "code": _coded,
    "codes": _coded,
    "date": _date,
    "text": _text,
}


def cleaned(cell: Cell) -> Cell:
    """A cell as it is read: text made clean, or the fault that spoils it."""
    if not isinstance(cell, str):
        return cell
    return text_fault(cell) or clean(cell)


def read_cell(rule: FieldRule, cell: Cell, today: date) -> Value | Told | Fault:
    """What a cleaned cell says of its field. ``Told`` is a value with a warning, ``Fault`` refuses the row."""
    if rule.constant is not None:
        return rule.constant
    if isinstance(cell, Fault):
        return cell
    if cell == "":
        return "" if rule.target.kind == "text" and not rule.target.detail else rule.empty
    return _READERS[rule.target.kind](rule, cell, today)


def state_of(value: Value | Fault) -> str:
    """The state of what was read: "value", "no", "unknown", "not_asked" or "refused"; a fault is a value."""
    if isinstance(value, Answer):
        return value.state
    return "value" if value else "not_asked"
