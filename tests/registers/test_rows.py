"""One cell wrong is one problem at its row and column, and a row is taken in whole or not at all."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from registers.quality_register import MAPPING_TEXT

from zicht.knowledge.details import names_someone
from zicht.knowledge.sentences import say_problem
from zicht.knowledge.signal import NO, NOT_ASKED, UNKNOWN, Answer
from zicht.registers import load_mapping, read, rows, values
from zicht.registers.header import Header
from zicht.registers.table import Record


def read_one(write, mapping, **cells):
    return read(write.text([write.row(**cells)]), mapping, write.TODAY)


def test_a_good_row_becomes_a_signal_of_the_standard(write, mapping):
    (row,) = read_one(write, mapping).rows
    draft = row.draft
    assert (row.source, row.source_id, row.number, row.received, row.standing) == (
        "Verzonnen Register",
        "1",
        2,
        None,
        "new",
    )
    assert (draft.what, draft.where, draft.when) == (Answer.of("sexual"), Answer.of("vechterdam"), date(2025, 1, 2))
    assert (draft.who, draft.acute, draft.known_via) == (Answer.of("adult"), NO, Answer.of("seen"))
    assert (draft.capacity, draft.contact, draft.contact_safe) == (Answer.of("enforcement"), UNKNOWN, NOT_ASKED)
    assert (draft.contact_details, draft.narrative) == ("0600000000", "Deur op slot")
    (person,) = draft.persons
    assert (person.roles, person.last_name, person.age_class) == (("presumed_victim",), "Nepnaam", NOT_ASKED)


@pytest.mark.parametrize(
    ("column", "value", "field", "rule"),
    [
        ("Soort", "XX", "what", "code.unknown"),
        ("Soort", "seksueel?", "what", "code.unknown"),
        ("Soort", "", "what", "answer.silent"),
        ("Gemeente", "Nergenshuizen", "where", "code.unknown"),
        ("Gemeente", "niet_gevraagd", "where", "answer.silent"),
        ("Datum", "01-01-2062", "when", "date.future"),
        ("Datum", "01-01-1066", "when", "date.ancient"),
        ("Datum", "gisteren", "when", "import.date_unread"),
        ("Datum", "30-02-2025", "when", "import.date_unread"),
        ("Leeftijd", "121", "who", "import.age_nonsense"),
        ("Leeftijd", "-3", "who", "import.age_unread"),
        ("Leeftijd", "ca. 19", "who", "import.age_straddles"),
        ("Datum", "jan-19", "when", "import.date_vague"),
        ("Leeftijd", "9999", "who", "import.age_unread"),
        ("Spoed", "misschien", "acute", "code.unknown"),
        ("Tekst", "x" * 10_001, "narrative", "text.long"),
        ("Tekst", "nul\x00teken", "narrative", "import.control_character"),
        ("Naam", "n" * 201, "last_name", "text.long"),
        ("Nr", "#N/B", "id", "import.excel_error"),
        ("Nr", "1,2E+17", "id", "import.number_rounded"),
    ],
)
def test_a_cell_that_is_wrong_sets_its_row_apart_and_is_named_once(write, mapping, column, value, field, rule):
    reading = read_one(write, mapping, **{column: value})
    assert [(p.row, p.column, p.field, p.rule, p.severity) for p in reading.problems] == [
        (2, column, field, rule, "error")
    ]
    assert (reading.read, reading.rejected, reading.rows) == (1, (2,), ())


def test_every_cell_that_is_wrong_is_told_at_once(write, mapping):
    reading = read_one(write, mapping, Soort="XX", Gemeente="YY", Datum="01-01-2062", Leeftijd="999")
    assert {problem.column for problem in reading.problems} == {"Soort", "Gemeente", "Datum", "Leeftijd"}


@pytest.mark.parametrize("value", ["Xylofoonbeer", "Anna Voorbeeld", "0612345678"])
def test_what_a_cell_holds_is_never_in_a_problem(write, mapping, value):
    for column in ("Soort", "Gemeente", "Datum", "Leeftijd", "Spoed"):
        reading = read_one(write, mapping, **{column: value})
        assert reading.problems
        assert not any(value in str(problem) for problem in reading.problems)


def test_a_date_in_a_problem_shows_its_year_only(write, mapping):
    (problem,) = read_one(write, mapping, Datum="14-03-2062").problems
    assert problem.params["date"] == "2062-**-**"


@pytest.mark.parametrize(
    ("age", "who"), [("0", "minor"), ("17", "minor"), ("18", "adult"), ("120", "adult"), ("18,0", "adult")]
)
def test_an_age_is_a_minor_below_eighteen(write, mapping, age, who):
    assert read_one(write, mapping, Leeftijd=age).rows[0].draft.who == Answer.of(who)


def test_empty_is_what_the_mapping_says_and_nothing_more(write, mapping):
    draft = read_one(write, mapping, Leeftijd="", Datum="", Telefoon="", Naam="").rows[0].draft
    assert (draft.who, draft.when, draft.when_state) == (UNKNOWN, None, "unknown")
    assert (draft.contact_details, draft.persons) == ("", ())


def test_a_required_date_left_silent_is_refused(write):
    silent = load_mapping(write.MAPPING.replace('column = "Datum"\nempty = "onbekend"', 'column = "Datum"'))
    reading = read_one(write, silent, Datum="")
    assert [(p.rule, p.column) for p in reading.problems] == [("answer.silent", "Datum")]


@pytest.mark.parametrize("state", ["nee", "onbekend", "niet_gevraagd", "geweigerd"])
def test_the_four_answers_that_are_no_value_stay_apart(write, state):
    optional = load_mapping(f'{write.MAPPING}\n[fields.contactVeilig]\nconstant = "{state}"\n')
    answer = read_one(write, optional).rows[0].draft.contact_safe
    assert (
        answer.state
        == {"nee": "no", "onbekend": "unknown", "niet_gevraagd": "not_asked", "geweigerd": "refused"}[state]
    )


def test_several_codes_in_a_cell_need_a_separator_in_the_mapping(write, mapping):
    assert read_one(write, mapping, Soort="SX+ARB").rejected == (2,)
    split = load_mapping(write.MAPPING.replace('column = "Soort"', 'column = "Soort"\nseparator = "+"'))
    assert read_one(write, split, Soort="SX + ARB+SX").rows[0].draft.what == Answer.of("labour", "sexual")
    mixed = read_one(write, split, Soort="SX+onbekend")
    assert [problem.rule for problem in mixed.problems] == ["import.answer_mixed"]
    assert [p.rule for p in read_one(write, split, Soort="SX+").problems] == ["code.unknown"]


def test_a_field_with_one_answer_does_not_take_two(write):
    two = load_mapping(write.MAPPING.replace('column = "Gemeente"', 'column = "Gemeente"\nseparator = "/"'))
    assert [p.rule for p in read_one(write, two, Gemeente="Vechterdam/Oudermeer").problems] == ["code.one"]


def test_a_possible_perpetrator_is_not_taken_in(write):
    role = load_mapping(write.MAPPING.replace('constant = "mogelijk_slachtoffer"', 'column = "Spoed"\n'
                        'codes = { J = "mogelijke_pleger", N = "mogelijk_slachtoffer" }'))  # fmt: skip
    assert read_one(write, role, Spoed="N").count("new") == 1
    reading = read_one(write, role, Spoed="J")
    assert [(p.rule, p.column) for p in reading.problems] == [("perpetrators.off", "Spoed")]


def test_the_role_of_a_person_is_never_guessed(write):
    role = load_mapping(write.MAPPING.replace('constant = "mogelijk_slachtoffer"', 'column = "Telefoon"'))
    assert [(p.rule, p.column) for p in read_one(write, role, Telefoon="").problems] == [
        ("import.role_missing", "Telefoon")
    ]
    assert read_one(write, role, Telefoon="getuige").rows[0].draft.persons[0].roles == ("witness",)


def test_the_day_received_is_checked_like_any_date(write):
    received = load_mapping(f'{write.MAPPING}\n[fields.ontvangen]\ncolumn = "Telefoon"\n')
    assert read_one(write, received, Telefoon="03-01-2025").rows[0].received == date(2025, 1, 3)
    assert read_one(write, received, Telefoon="").rows[0].received is None
    assert [p.rule for p in read_one(write, received, Telefoon="03-01-2062").problems] == ["date.future"]


@pytest.mark.parametrize(
    ("text", "rule", "kept"),
    [("CafÃ©", "import.misread", "CafÃ©"), ("=1+1", "import.formula_text", "'=1+1")],
)
def test_an_odd_text_is_kept_harmless_with_a_warning(write, mapping, text, rule, kept):
    reading = read_one(write, mapping, Tekst=text)
    assert [(p.rule, p.severity, p.row, p.column) for p in reading.problems] == [(rule, "warning", 2, "Tekst")]
    assert reading.rows[0].draft.narrative == kept
    assert not reading.has_errors


def test_a_row_with_a_cell_too_few_or_too_many_is_set_apart(write, mapping):
    good = write.text([write.row(), write.row("2"), write.row("3")]).decode().splitlines()
    good[1] = good[1].rpartition(";")[0]
    good[2] += ";nog iets"
    good[3] += ";;"
    reading = read("\n".join(good).encode(), mapping, write.TODAY)
    assert [(p.rule, p.row) for p in reading.problems] == [("import.row_few_cells", 2), ("import.row_many_cells", 3)]
    assert [row.number for row in reading.rows] == [4]


# -- a text that seems to name a possible perpetrator ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Hij rijdt in AB-123-C", "een kenteken"),
        ("Bel 06-12345678", "een telefoonnummer"),
        ("Zie www.voorbeeld.invalid/meisjes", "een profiel of internetadres"),
        ("De baas heet Verzonnen", "een naam"),
        ("De baas heet Verzonnen, AB-123-C", "een kenteken, een naam"),
    ],
)
def test_a_text_that_seems_to_name_someone_is_told_at_its_cell_and_the_row_is_taken_in(write, mapping, text, kinds):
    reading = read_one(write, mapping, Tekst=text)
    assert [(p.row, p.column, p.field, p.rule, p.severity) for p in reading.problems] == [
        (2, "Tekst", "narrative", "perpetrators.text", "warning")
    ]
    assert (len(reading.rows), reading.rejected) == (1, ())
    said = [say_problem(problem, language) for problem in reading.problems for language in ("nl", "en")]
    assert kinds in said[0] and said[1] != said[0]
    assert not any(word in line for word in ("AB-123-C", "12345678", "voorbeeld", "Verzonnen") for line in said)


def test_a_refused_row_is_warned_about_too_and_what_names_nobody_is_not(write, mapping):
    refused = read_one(write, mapping, Tekst="Hij rijdt in AB-123-C", Soort="XX")
    assert {(p.rule, p.severity) for p in refused.problems} == {
        ("code.unknown", "error"), ("perpetrators.text", "warning"),
    }  # fmt: skip
    assert read_one(write, mapping, Tekst="Zij mag niet naar buiten").problems == ()
    assert read_one(write, mapping, Naam="AB-123-C").problems == (), "a name is what that column is for"


ANY_TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=60)


@given(ANY_TEXT | st.sampled_from(["AB-123-C", "@nepnaam", "de pooier is Nep", "0612345678"]))
def test_an_import_warns_of_exactly_the_texts_that_the_form_warns_of(text):
    """One rule for both: what the form tells whoever types, the import tells whoever brings a file."""
    mapping = load_mapping(MAPPING_TEXT)
    outcome = reader(mapping).read(Record(2, cells_with(mapping, Tekst=text), 2))
    told = [p.params["kinds"] for p in outcome.problems if p.rule == "perpetrators.text"]
    read = outcome.row.draft.narrative if outcome.row else ""
    assert told == ([" ".join(names_someone(read))] if names_someone(read) else [])


# -- what a cell said is remembered ------------------------------------------------------------------------------------

CELLS = st.sampled_from(
    ["", "SX", "XX", "ARB", "1", "01", "#N/B", "=1+1", "1,2E+17", "19", "ca. 19", "02-01-2025", "Vechterdam", "\x00",
     "x" * (rows.LONGEST_REMEMBERED + 1), date(2025, 1, 2), values.Fault("import.excel_error", {"value": "x"})]
)  # fmt: skip


def reader(mapping):
    header = Header(1, 1, {column: at for at, column in enumerate(columns(mapping))}, len(columns(mapping)))
    return rows.RowReader(mapping, header, date(2026, 1, 1), cells_can_shift=False)


def cells_with(mapping, **cells):
    good = {"Nr": "1", "Invoer": "02-01-2025", "Soort": "SX", "Gemeente": "Vechterdam", "Leeftijd": "19"}
    return tuple((good | cells).get(column, "") for column in columns(mapping))


def columns(mapping):
    return list(dict.fromkeys([mapping.id_column, *(rule.column for rule in mapping.rules if rule.column)]))


@given(data=st.data())
def test_a_cell_says_the_same_whatever_was_read_before_it(data):
    """Cells that are equal in one column are another thing in the next: what is remembered is of its field."""
    mapping = load_mapping(MAPPING_TEXT)
    width = len(columns(mapping))
    found = data.draw(st.lists(st.lists(CELLS, min_size=width, max_size=width), min_size=1, max_size=6))
    records = [Record(number, tuple(cells), number) for number, cells in enumerate(found, 2)]
    one = reader(mapping)
    assert [one.read(record) for record in records] == [reader(mapping).read(record) for record in records]


def test_a_register_that_never_repeats_itself_is_not_kept_in_memory(monkeypatch):
    monkeypatch.setattr(rows, "REMEMBERED", 5)
    mapping = load_mapping(MAPPING_TEXT)
    one = reader(mapping)
    width = len(columns(mapping))
    for number in range(50):
        one.read(Record(number, tuple(f"cel {number} {at}" for at in range(width)), number))
    kept = [len(column.remembered) for column in one._columns if column.remembered is not None]
    assert kept and max(kept) == 5
