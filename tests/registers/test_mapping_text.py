"""A mapping that is kept says the same when it is read back, and corrected codes go over what it had."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zicht.errors import InputProblems
from zicht.registers import load_mapping, open_table, propose_mapping
from zicht.registers.mapping import targets
from zicht.registers.mapping_file import load_codes, standard_answers
from zicht.registers.mapping_text import mapping_text, with_codes

TEXTS = st.text(min_size=1, max_size=12).filter(lambda text: text.strip() and text.isprintable())
CODED = [target for target in targets().values() if target.codes and target.codes != "municipality"]


def quoted(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\x7f", "\\u007f") + '"'


@st.composite
def mappings(draw, base):
    """A mapping with a table of codes of its user's own for one more field, and a layout."""
    target = draw(st.sampled_from([one for one in CODED if f"[fields.{one.wire}]" not in base]))
    words = draw(st.lists(st.sampled_from(sorted(standard_answers(target))), min_size=1, max_size=3))
    lines = [f"[fields.{target.wire}]", f"column = {quoted(draw(TEXTS))}"]
    if draw(st.booleans()):
        lines.append(f"empty = {quoted(words[0])}")
    if draw(st.booleans()):
        lines.append('separator = "+"')
    lines.append(f"[fields.{target.wire}.codes]")
    names = draw(st.lists(TEXTS, min_size=len(words), max_size=len(words), unique_by=str.casefold))
    lines += [f"{quoted(name)} = {quoted(word)}" for name, word in zip(names, words, strict=True)]
    layout = draw(st.sampled_from(["", '[file]\nencoding = "utf-16"\ndelimiter = "\\t"\nheader_row = 4\n']))
    return base + layout + "\n".join(lines) + "\n"


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_a_mapping_that_is_kept_is_the_same_mapping_when_it_is_read(data, write):
    text = data.draw(mappings(write.MAPPING))
    try:
        mapping = load_mapping(text)
    except InputProblems:
        return  # two names that fold to one: refused before it can be kept
    assert load_mapping(mapping_text(mapping)) == mapping


@pytest.mark.parametrize("field", [target.id for target in CODED])
def test_every_answer_of_every_list_can_be_kept(field, write):
    target = targets()[field]
    if f"[fields.{target.wire}]" in write.MAPPING:
        return
    words = sorted(set(standard_answers(target)))
    codes = "\n".join(f'"eigen {at}" = {quoted(word)}' for at, word in enumerate(words))
    mapping = load_mapping(
        f'{write.MAPPING}\n[fields.{target.wire}]\ncolumn = "K"\n[fields.{target.wire}.codes]\n{codes}\n'
    )
    kept = load_mapping(mapping_text(mapping))
    assert kept.rule(field) == mapping.rule(field)
    assert {kept.rule(field).answers[f"eigen {at}"] for at in range(len(words))} == set(
        standard_answers(target).values()
    )


def test_a_list_as_meaning_and_signs_of_toml_in_names_survive(write):
    text = write.MAPPING.replace('column = "Tekst"', 'column = "Te\\"kst\\\\ # [x]\\u007f"')
    mapping = load_mapping(text)
    kept = load_mapping(mapping_text(mapping))
    assert kept == mapping
    assert (
        kept.rule("what").answers["beide"].values == ("labour", "sexual")
        or len(kept.rule("what").answers["beide"].values) == 2
    )


def test_a_proposal_that_is_kept_is_the_same(write):
    proposal = propose_mapping(open_table(write.text([write.row()])), "Bron")
    assert load_mapping(mapping_text(proposal.mapping)) == proposal.mapping


def test_corrected_codes_go_over_what_the_mapping_had_and_blank_ones_wait(mapping):
    codes = load_codes(
        'source = "Verzonnen Register"\n[fields.wat.codes]\nSX = "arbeid"\nNIEUW = "seksueel"\nLATER = ""\n'
    )
    changed = with_codes(mapping, codes)
    assert codes.blank == 1
    assert changed.rule("what").answers["sx"] == mapping.rule("what").answers["arb"]
    assert changed.rule("what").answers["nieuw"] == mapping.rule("what").answers["sx"]
    assert "later" not in changed.rule("what").answers
    assert changed.rule("where") == mapping.rule("where")


@pytest.mark.parametrize(
    ("text", "rule", "line"),
    [
        ('[fields.wat.codes]\nA = "qqqq"\n', "import.mapping_code", 3),
        ('[fields.watt.codes]\nA = "seksueel"\n', "import.mapping_field_near", 2),
        ('[fields.wat]\ncolumn = "Soort"\n', "import.mapping_key", 3),
        ('[fields.wat.codes]\nA = "seksueel"\na = "arbeid"\n', "import.mapping_code_twice", 4),
        ("[fields.wat.codes]\nA = 7\n", "import.mapping_code", 3),
        ("geen toml", "import.mapping_toml", 2),
    ],
)
def test_what_is_wrong_in_a_file_of_codes_is_told_with_its_line(text, rule, line):
    with pytest.raises(InputProblems) as refused:
        load_codes(f'source = "Verzonnen Register"\n{text}')
    assert (rule, line) in [(problem.rule, problem.row) for problem in refused.value.problems]


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ('source = "Ander"\n[fields.wat.codes]\nA = "seksueel"\n', "import.codes_source"),
        ('source = "Verzonnen Register"\n[fields.contact.codes]\nA = "ja"\n', "import.codes_no_column"),
        ('source = "Verzonnen Register"\n[fields.geslacht.codes]\nA = "man"\n', "import.codes_no_column"),
    ],
)
def test_codes_that_belong_elsewhere_are_refused(mapping, text, rule):
    with pytest.raises(InputProblems) as refused:
        with_codes(mapping, load_codes(text))
    assert [problem.rule for problem in refused.value.problems] == [rule]
