"""A key of a TOML text is found on its line."""

import tomllib

import pytest

from zicht.registers.toml_lines import error_line, key_lines, line_of

TEXT = """\
source = "x"

[fields.what]
column = "a = b"
codes = { SX = "seksueel" }
"quoted key" = 1
[ fields . "met.punt" ]
a.b = 2
text = '''
"half
[niet] = een tabel
'''
"""


def test_tables_and_keys_stand_on_their_line():
    lines = key_lines(TEXT)
    assert lines[("source",)] == 1
    assert lines[("fields", "what")] == 3
    assert lines[("fields", "what", "column")] == 4
    assert lines[("fields", "what", "quoted key")] == 6
    assert lines[("fields", "met.punt")] == 7
    assert lines[("fields", "met.punt", "a", "b")] == 8


def test_a_key_in_an_inline_table_is_on_the_line_around_it():
    assert line_of(key_lines(TEXT), ("fields", "what", "codes", "SX")) == 5
    assert line_of(key_lines(TEXT), ("nowhere",)) == 1


@pytest.mark.parametrize(("text", "line"), [("a = 1\nb = = 2\nc = 3", 2), ("a = 1\n\nb = [1,\n2", 4)])
def test_a_syntax_error_stands_on_its_line(text, line):
    with pytest.raises(tomllib.TOMLDecodeError) as caught:
        tomllib.loads(text)
    assert error_line(caught.value, text) == line


@pytest.mark.parametrize("sign", ["\u2028", "\u2029", "\x85"])
def test_a_sign_that_only_some_call_a_line_end_shifts_no_line_number(sign):
    text = f'# een{sign}twee\na = "x{sign}y"\n[t]\nb = 1\n'
    assert tomllib.loads(text)["t"] == {"b": 1}
    assert key_lines(text) == {("a",): 2, ("t",): 3, ("t", "b"): 4}
    with pytest.raises(tomllib.TOMLDecodeError) as caught:
        tomllib.loads(text + "c = [1")
    assert error_line(caught.value, text + "c = [1") == 5


def test_line_ends_of_another_system_give_the_same_lines():
    assert key_lines(TEXT.replace("\n", "\r\n")) == key_lines(TEXT)
