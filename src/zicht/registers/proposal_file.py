"""The proposed mapping as a TOML file: every line that its user must look at ends in "# twijfel" and says why."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from zicht.knowledge import standard
from zicht.knowledge.sentences import Language, say
from zicht.registers.contents import Contents, date_formats, separator_of, suggestion
from zicht.registers.mapping import SourceMapping, Target, targets
from zicht.registers.mapping_file import DEFAULT_DATE_FORMATS, load_mapping, standard_answers
from zicht.registers.opening import Table
from zicht.registers.proposing import Proposed, propose_columns
from zicht.registers.values import folded

MOST_CODES = 40
DOUBT = "# twijfel"
UNNAMED = "Nog in te vullen"


@dataclass(frozen=True, slots=True)
class Proposal:
    """A mapping that is proposed, what each column is proposed for, and the file that its user checks.

    ``mapping`` is None when no column was recognised that may be read. ``text`` holds cells of the file where a code is
    not known: it stays with the one whose file it is.
    """

    mapping: SourceMapping | None
    columns: tuple[Proposed, ...]
    text: str

    @property
    def doubts(self) -> tuple[Proposed, ...]:
        """The columns that a person must look at before the mapping is used."""
        return tuple(column for column in self.columns if not column.sure)


def propose_mapping(table: Table, source: str = UNNAMED, language: Language = "nl") -> Proposal:
    """A mapping for a table from ``open_table``, from column names and contents; never sure without a reason.

    Fields on possible perpetrators are proposed in comments only: they are off until a processing activity of the
    organisation switches them on. How the file is laid out is not written down: it is found again in each file, so that
    the mapping also fits the next one. A column with numbers of citizens is never proposed for anything.
    """
    columns = propose_columns(table)
    text = "\n".join(_lines(columns, source, language)) + "\n"
    usable = any(one.field not in ("none", "id") and not _is_off(one.field) for one in columns)
    return Proposal(load_mapping(text) if usable else None, columns, text)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _lines(columns: Sequence[Proposed], source: str, language: Language) -> Iterator[str]:
    yield f"# {say('import.proposal_head', language)}"
    yield f"# {say('import.proposal_doubt', language, doubts=sum(not one.sure for one in columns))}"
    yield ""
    yield f"source = {_quoted(source)}"
    for one in columns:
        if one.field == "id":
            yield f"id = {_quoted(one.column)}{_note(one, language)}"
    taken = [one for one in columns if one.field not in ("none", "id")]
    for one in sorted(taken, key=lambda one: list(targets()).index(one.field)):
        yield from _field(one, language)
    yield from _missing({one.field for one in taken if not _is_off(one.field)}, language)
    yield from _left_out(columns, language)


def _note(one: Proposed, language: Language) -> str:
    why = say(f"import.why.{one.why}", language)
    return f"  # {why}" if one.sure else f"  {DOUBT}: {why}"


def _is_off(field: str) -> bool:
    """Whether a field belongs to possible perpetrators: off until it is switched on (principle 24)."""
    return any(spec.id == field and spec.group == "possible_perpetrators" for spec in standard.detail_fields())


def _field(one: Proposed, language: Language) -> Iterator[str]:
    target = targets()[one.field]
    lines = [f"[fields.{target.wire}]", f"column = {_quoted(one.column)}{_note(one, language)}"]
    lines += _rule(one, target, language)
    yield ""
    if not _is_off(one.field):
        yield from lines
        return
    yield f"# {say('import.proposal_off', language)}"
    yield from (line if line.startswith("#") else f"# {line}" for line in lines)


def _rule(one: Proposed, target: Target, language: Language) -> Iterator[str]:
    """How the cells of the column are read: formats of days, separator, ages, and the codes that nobody knows."""
    found = one.contents
    if target.kind == "date":
        formats, guess = date_formats(list(found.texts))
        if formats and (guess or not set(formats) <= set(DEFAULT_DATE_FORMATS)):
            note = f"  {DOUBT}: {say('import.proposal_order', language)}" if guess or len(formats) > 1 else ""
            yield f"date_formats = {json.dumps(formats)}{note}"
    if target.codes == "age_class" and found.share("age") > 0:
        yield 'read_as = "age"'
    if separator := separator_of(target, found):
        yield f"separator = {_quoted(separator)}"
    if target.codes or target.kind == "date":
        yield from _codes(target, _unread(target, found, separator), language)


def _unread(target: Target, found: Contents, separator: str) -> list[str]:
    """The texts that no reading of this column knows: unknown codes, times that are no day, signs that say nothing."""
    known = standard_answers(target)
    if target.kind == "date":
        texts = [text for text, day in found.read_days() if day is None]
    elif target.codes == "age_class" and found.share("age") > 0:
        texts = []
    else:
        texts = [part.strip() for text in found.texts for part in (text.split(separator) if separator else [text])]
    return [text for text in (*texts, *found.signs) if folded(text) not in known]


def _codes(target: Target, unread: Sequence[str], language: Language) -> Iterator[str]:
    """What is not read, as lines that the user completes."""
    count = Counter(unread)
    if not count:
        return
    yield f"{DOUBT}: {say('import.proposal_codes', language, count=len(count), path=f'fields.{target.wire}.codes')}"
    for text, _ in count.most_common(MOST_CODES):
        yield f"# {_quoted(text)} = {_quoted(suggestion(target, text))}"


def _missing(given: set[str], language: Language) -> Iterator[str]:
    """What the standard must have and no column tells: unknown, with a doubt; and the role of a person."""
    persons = any(targets()[field].of_person for field in given)
    for target in targets().values():
        role = target.id == "role" and persons
        if target.id in given or not (target.required or role):
            continue
        answer = "mogelijk_slachtoffer" if role else "onbekend"
        said = say("import.proposal_role" if role else "import.proposal_missing", language)
        yield ""
        yield f"[fields.{target.wire}]"
        yield f"constant = {_quoted(answer)}  {DOUBT}: {said}"


def _left_out(columns: Sequence[Proposed], language: Language) -> Iterator[str]:
    left = [one for one in columns if one.field == "none"]
    if left:
        yield ""
        yield f"# {say('import.proposal_left', language)}"
    for one in left:
        mark = "" if one.sure else f"{DOUBT[2:]}: "
        yield f"# {_quoted(one.column)}: {mark}{say(f'import.why.{one.why}', language)}"
