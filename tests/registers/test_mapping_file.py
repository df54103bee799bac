"""A mapping file is whole and consistent, or every problem of it is told with its line."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zicht.errors import InputProblems
from zicht.knowledge import standard
from zicht.knowledge.signal import NO, NOT_ASKED, UNKNOWN, Answer
from zicht.registers import SourceMapping, load_mapping
from zicht.registers.mapping import targets


def problems_of(text):
    with pytest.raises(InputProblems) as caught:
        load_mapping(text)
    return {(problem.rule, problem.row): problem for problem in caught.value.problems}


def line_with(text, words):
    return next(number for number, line in enumerate(text.splitlines(), 1) if words in line)


def test_a_mapping_says_per_field_where_it_comes_from(mapping):
    assert mapping.source == "Verzonnen Register"
    assert mapping.id_column == "Nr"
    assert mapping.columns() == ("Nr", "Soort", "Gemeente", "Datum", "Leeftijd", "Spoed", "Tekst", "Telefoon", "Naam")
    assert mapping.rule("what").answers["sx"] == Answer.of("sexual")
    assert mapping.rule("what").answers["beide"] == Answer.of("labour", "sexual")
    assert mapping.rule("what").empty == NOT_ASKED
    assert mapping.rule("when").empty == UNKNOWN
    assert mapping.rule("known_via").constant == Answer.of("seen")
    assert mapping.rule("birth_date") is None


def test_the_standards_own_words_need_no_table(mapping):
    where = mapping.rule("where").answers
    assert where["vechterdam"] == where["vechterdam".casefold()] == Answer.of("vechterdam")
    acute = mapping.rule("acute").answers
    assert (acute["ja"], acute["nee"], acute["onbekend"], acute["n"]) == (Answer.of("yes"), NO, UNKNOWN, NO)


def test_every_field_of_the_standard_can_be_mapped_by_id_and_by_wire_name():
    names = set(targets())
    assert {field.id for field in standard.fields()} <= names
    wires = [target.wire for target in targets().values()]
    assert len(set(wires)) == len(wires)
    assert not (set(wires) & names) - {t.id for t in targets().values() if t.id == t.wire}


CASES = [
    ('source = "Verzonnen Register"', 'sorce = "Verzonnen Register"', "import.mapping_key_near", "sorce"),
    ('source = "Verzonnen Register"', "source = 3", "import.mapping_type", "source"),
    ('source = "Verzonnen Register"', 'source = "  "', "import.mapping_type", "source"),
    ('column = "Soort"', 'colum = "Soort"', "import.mapping_key_near", "colum"),
    ('column = "Soort"', 'column = ""', "import.mapping_type", "column ="),
    ('column = "Soort"', 'column = "Soort"\nconstant = "arbeid"', "import.mapping_one_of", "[fields.wat]"),
    ('column = "Soort"', 'column = "Soort"\nzomaar_iets = 1', "import.mapping_key", "zomaar_iets"),
    ('column = "Soort"', 'column = "Soort"\ndate_formats = ["excel"]', "import.mapping_not_for", '["excel"]'),
    ('column = "Soort"', 'column = "Soort"\nread_as = "age"', "import.mapping_read_as", "read_as"),
    ('read_as = "age"', 'read_as = "leeftijd"', "import.mapping_read_as", "read_as"),
    ("[fields.wat]", "[fields.watt]", "import.mapping_field_near", "[fields.watt]"),
    ("[fields.wat]", "[fields.zzzzzz]", "import.mapping_field", "[fields.zzzzzz]"),
    ("[fields.wat]", '[fields.what]\nconstant = "arbeid"\n[fields.wat]', "import.mapping_field_twice", "[fields.wat]"),
    ('SX = "seksueel"', 'SX = "sexueel"', "import.mapping_code_near", "SX ="),
    ('SX = "seksueel"', 'SX = "qqqqqqq"', "import.mapping_code", "SX ="),
    ('SX = "seksueel"', "SX = 4", "import.mapping_code", "SX ="),
    ('SX = "seksueel"', 'SX = "seksueel", sx = "arbeid"', "import.mapping_code_twice", "SX ="),
    ('"01" = "bedelarij"', '"01" = "bedelarij", "1" = "arbeid"', "import.mapping_code_twice", '"1" ='),
    ('["seksueel", "arbeid"]', '["seksueel", "onbekend"]', "import.mapping_list", "SX ="),
    ('J = "ja"', 'J = ["ja", "nee"]', "import.mapping_list", "J ="),
    ('["dd-mm-jjjj", "jjjj-mm-dd"]', '["dd-mm"]', "import.mapping_date_format", "date_formats"),
    ('["dd-mm-jjjj", "jjjj-mm-dd"]', "[]", "import.mapping_type", "date_formats"),
    ('constant = "gezien"', 'constant = "gezin"', "import.mapping_code_near", '"gezin"'),
    ('column = "Tekst"', 'separator = "+"\ncolumn = "Tekst"', "import.mapping_not_for", "separator"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "rule", "where"), CASES)
def test_each_problem_names_its_rule_and_its_line(write, old, new, rule, where):
    assert old in write.MAPPING
    text = write.MAPPING.replace(old, new, 1)
    line = text[: text.index(where)].count("\n") + 1
    found = problems_of(text)
    assert (rule, line) in found, found


@pytest.mark.parametrize(
    ("old", "rule", "param"),
    [
        ("[fields.bekendVia]\nconstant = \"gezien\"\n", "import.mapping_field_missing", "bekendVia"),
        ('source = "Verzonnen Register"\n', "import.mapping_missing", "source"),
        ("[fields.rol]\nconstant = \"mogelijk_slachtoffer\"\n", "import.mapping_role", None),
    ],
)  # fmt: skip
def test_what_is_missing_is_told(write, old, rule, param):
    assert old in write.MAPPING
    found = {rule_: problem for (rule_, _), problem in problems_of(write.MAPPING.replace(old, "")).items()}
    assert set(found) == {rule}
    assert param is None or param in found[rule].params.values()


@pytest.mark.parametrize(
    ("table", "rule"),
    [
        ('encoding = "latin-9"', "import.mapping_choice"),
        ('encoding = "utf8"', "import.mapping_choice_near"),
        ('delimiter = "x"', "import.mapping_choice"),
        ("header_row = 0", "import.mapping_type"),
        ("header_row = true", "import.mapping_type"),
        ('shet = "Blad1"', "import.mapping_key_near"),
    ],
)
def test_the_layout_of_the_file_is_checked_too(write, table, rule):
    text = f"{write.MAPPING}\n[file]\n{table}\n"
    assert set(problems_of(text)) == {(rule, line_with(text, table))}


def test_a_suggestion_is_the_word_that_was_meant(write):
    found = problems_of(write.MAPPING.replace("[fields.wanneer]", "[fields.waneer]"))
    assert [p.params["near"] for (rule, _), p in found.items() if rule.endswith("_near")] == ["wanneer"]


def test_text_that_is_no_toml_names_the_line():
    assert set(problems_of('source = "x"\nid = \n')) == {("import.mapping_toml", 2)}
    assert set(problems_of("a = " + "[" * 5000)) == {("import.mapping_toml", 1)}


def test_a_mapping_without_any_column_is_refused():
    fields = {"wat": "arbeid", "waar": "vechterdam", "wanneer": "onbekend", "wie": "onbekend", "acuut": "nee",
              "bekendVia": "gezien", "hoedanigheid": "zorg", "contact": "nee"}  # fmt: skip
    text = 'source = "x"\n' + "".join(f'[fields.{name}]\nconstant = "{word}"\n' for name, word in fields.items())
    assert {rule for rule, _ in problems_of(text)} == {"import.mapping_no_column"}


@settings(deadline=None, max_examples=150)
@given(st.data())
def test_a_mapping_with_any_piece_damaged_is_loaded_or_explained(write, data):
    pieces = re.split(r"(\W+)", write.MAPPING)
    at = data.draw(st.integers(0, len(pieces) - 1))
    pieces[at] = data.draw(st.one_of(st.text(max_size=8), st.sampled_from(["1", '"', "[", "]]", "= 3", "\n[x]\n"])))
    try:
        assert isinstance(load_mapping("".join(pieces)), SourceMapping)
    except InputProblems as error:
        assert error.problems
        assert all(problem.row and problem.row >= 1 for problem in error.problems)
