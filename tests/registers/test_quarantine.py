"""Unknown codes are set apart raw, and never shown; a number of citizens is never a key."""

from hypothesis import given
from hypothesis import strategies as st

from zicht.registers import load_mapping, read
from zicht.registers.quarantine import is_citizen_number, numbers_of_citizens


def test_unknown_codes_come_with_text_count_and_first_line(write, mapping):
    rows = [write.row(str(n), Soort=code) for n, code in enumerate(["SX", "Qx", "ARB", "Qx", "Zz"], 1)]
    found = read(write.text(rows), mapping, write.TODAY).unknown
    assert [(c.field, c.column, c.text, c.count, c.first_row) for c in found] == [
        ("what", "Soort", "Qx", 2, 3),
        ("what", "Soort", "Zz", 1, 6),
    ]


def test_their_text_is_in_no_print_of_them_and_in_no_problem(write, mapping):
    reading = read(write.text([write.row(Soort="Geheimwoord")]), mapping, write.TODAY)
    assert "Geheimwoord" not in repr(reading)
    assert reading.unknown[0].text == "Geheimwoord"


def test_once_in_the_users_table_a_code_is_known(write):
    codes = write.MAPPING.replace('ARB = "arbeid",', 'ARB = "arbeid", Qx = "crimineel",')
    reading = read(write.text([write.row(Soort="Qx")]), load_mapping(codes), write.TODAY)
    assert reading.unknown == ()
    assert reading.rows[0].draft.what.value == "criminal"


def test_of_several_codes_in_a_cell_only_the_unknown_one_is_set_apart(write):
    split = load_mapping(write.MAPPING.replace('column = "Soort"', 'column = "Soort"\nseparator = "+"'))
    reading = read(write.text([write.row(Soort="SX+Qx")]), split, write.TODAY)
    assert [code.text for code in reading.unknown] == ["Qx"]


@given(st.integers(10_000_000, 99_999_999))
def test_of_ten_last_digits_at_most_one_passes_the_test(stem):
    """Eleven is prime and the last digit weighs one: no two last digits fit one stem."""
    assert sum(is_citizen_number(f"{stem}{digit}") for digit in range(10)) <= 1


def test_what_is_not_nine_digits_is_no_citizen_number():
    assert is_citizen_number("999990019")
    assert not any(map(is_citizen_number, ["99999001", "9999900190", "000000000", "99999OO19", "", "99999001²"]))


def test_five_that_all_pass_are_no_chance_four_may_be():
    numbers = ["999990019", "999990020", "999990032", "999990044", "999990056"]
    good = [number for number in numbers if is_citizen_number(number)]
    assert numbers_of_citizens(good[:3] * 2)
    assert not numbers_of_citizens(good[:3])
    assert not numbers_of_citizens(["", *good[:1], "12", "13", "14", "15"])


def test_a_file_whose_own_numbers_are_those_of_citizens_is_not_read(write, mapping):
    rows = [write.row("999990019", Tekst=str(n)) for n in range(6)]
    reading = read(write.text(rows), mapping, write.TODAY)
    assert [(p.rule, p.column, p.severity) for p in reading.problems] == [("import.id_bsn", "Nr", "error")]
    assert (reading.read, reading.rows, reading.rejected) == (0, (), ())
