"""The example that the docs show: an awful file, and what becomes of each of its rows."""

from datetime import date
from importlib.resources import files

import pytest

from zicht.knowledge.sentences import say_problem
from zicht.knowledge.signal import NO, UNKNOWN, Answer
from zicht.registers import load_mapping, read

EXAMPLES = files("zicht.registers") / "examples"


@pytest.fixture(scope="module")
def reading():
    mapping = load_mapping((EXAMPLES / "handhaving.toml").read_text("utf-8"))
    return read((EXAMPLES / "handhaving.csv").read_bytes(), mapping, date(2025, 6, 3))


def test_the_file_is_understood(reading):
    file = reading.file
    assert (file.encoding, file.delimiter, file.header_row, file.sheet) == ("cp1252", ";", 4, None)


def test_the_good_rows_say_what_the_file_says(reading):
    rows = {row.source_id: row for row in reading.rows}
    assert set(rows) == {"0007", "0008", "0009", "0015", "", "0021"}
    assert rows["0008"].draft.narrative.splitlines()[1].endswith('zij krijgen "later" loon.')
    assert rows["0009"].draft.what == Answer.of("labour", "sexual")
    assert rows["0009"].draft.persons[0].birth_date == date(1999, 3, 14)
    assert rows["0009"].draft.who == UNKNOWN
    assert rows["0007"].received == date(2025, 1, 2)
    assert rows["0007"].draft.acute == NO
    assert rows["0015"].draft.narrative == '\'=HYPERLINK("http://voorbeeld.invalid")'
    assert rows["0021"].draft.acute == UNKNOWN


def test_each_awful_row_is_told_with_its_line_and_rule(reading):
    assert [(p.row, p.rule) for p in reading.problems if p.severity == "error"] == [
        (9, "code.unknown"),
        (10, "date.future"),
        (11, "import.age_nonsense"),
        (12, "code.unknown"),
        (13, "import.date_vague"),
        (15, "import.row_few_cells"),
        (16, "import.row_many_cells"),
        (17, "import.excel_error"),
        (18, "import.row_quote"),
        (19, "import.id_twice"),
        (20, "import.id_twice"),
    ]
    assert reading.rejected == (9, 10, 11, 12, 13, 15, 16, 17, 18, 19, 20)
    assert [(p.row, p.rule) for p in reading.problems if p.severity == "warning"] == [
        (14, "import.formula_text"),
        (14, "perpetrators.text"),
        (21, "import.id_missing"),
    ]


def test_no_name_from_the_file_is_in_a_problem(reading):
    told = " ".join(say_problem(problem, language) for problem in reading.problems for language in ("nl", "en"))
    assert not any(name in told for name in ("Jansma", "Testman", "Nepnaam", "Proefpersoon", "Nergenshuizen", "XX9"))
