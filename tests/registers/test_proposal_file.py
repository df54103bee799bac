"""The file that a user checks: usable as it is, its doubts marked, nothing of possible perpetrators on."""

import tomllib

import pytest

from zicht.registers import load_mapping, open_table, propose_mapping, read


def propose(text, **options):
    return propose_mapping(open_table(text.encode()), "Verzonnen", **options)


BASIC = "Nr;Vorm van uitbuiting;Gemeente;Datum voorval;Leeftijd;Spoed\n"


def test_a_file_of_known_words_is_read_by_its_proposal_without_a_change(write):
    text = BASIC + "1;arbeid;Vechterdam;25-02-2024;23;nee\n2;seksueel;Oudermeer;26-03-2024;ca. 30;ja\n"
    reading = read(text.encode(), propose(text).mapping, write.TODAY)
    assert (reading.read, len(reading.rows)) == (2, 2)
    assert [p.rule for p in reading.problems] == ["import.age_about"]


def test_unknown_codes_stand_in_comments_with_a_suggestion_and_are_not_used(write):
    text = BASIC + "1;SX;Vechterdam;25-02-2024;23;nee\n2;arbeid;Oudermeer;26-03-2024;30;ja\n"
    proposal = propose(text)
    assert '# "SX" = "seksueel"' in proposal.text
    assert read(text.encode(), proposal.mapping, write.TODAY).rejected == (2,)
    corrected = proposal.text + '\n[fields.wat.codes]\n"SX" = "seksueel"\n'
    assert read(text.encode(), load_mapping(corrected), write.TODAY).rejected == ()


def test_signs_that_mean_something_else_everywhere_get_no_suggestion():
    proposal = propose(BASIC + "1;arbeid;-;25-02-2024;23;nvt\n2;arbeid;Vechterdam;26-03-2024;30;ja\n")
    assert '# "-" = ""' in proposal.text
    assert '# "nvt" = ""' in proposal.text


def test_an_order_of_day_and_month_that_is_guessed_is_marked():
    proposal = propose("Nr;Geboortedatum\n1;03-04-1990\n2;05-06-1991\n")
    (line,) = [line for line in proposal.text.splitlines() if line.startswith("date_formats")]
    assert "twijfel" in line
    sure = propose("Nr;Geboortedatum\n1;25-04-1990\n2;05-06-1991\n")
    assert "date_formats" not in sure.text


def test_fields_on_possible_perpetrators_are_in_comments_only():
    proposal = propose("Nr;Kenteken;Gemeente\n1;99-XXX-9;Vechterdam\n2;XX-99-XX;Oudermeer\n")
    assert "# [fields.kenteken]" in proposal.text
    assert "kenteken" not in tomllib.loads(proposal.text)["fields"]
    assert [one.field for one in proposal.columns] == ["id", "plate", "where"]


def test_what_is_required_and_not_found_is_unknown_with_a_doubt():
    proposal = propose("Nr;Gemeente\n1;Vechterdam\n2;Oudermeer\n")
    (line,) = [line for line in proposal.text.splitlines() if line.startswith("constant") and "twijfel" in line][:1]
    assert line.startswith('constant = "onbekend"')
    assert tomllib.loads(proposal.text)["fields"]["wat"] == {"constant": "onbekend"}


def test_a_role_is_added_only_when_there_is_a_person():
    assert "rol" not in tomllib.loads(propose("Nr;Gemeente\n1;Vechterdam\n").text)["fields"]
    fields = tomllib.loads(propose("Nr;Geslacht\n1;vrouw\n2;man\n").text)["fields"]
    assert fields["rol"] == {"constant": "mogelijk_slachtoffer"}


def test_columns_that_are_left_out_are_named_with_the_reason():
    proposal = propose("Nr;Gemeente;BSN\n1;Vechterdam;999990019\n2;Oudermeer;999990020\n")
    assert '# "BSN": burgerservicenummers worden nooit gelezen' in proposal.text


def test_english_is_complete_and_keeps_the_mark():
    text = "Nr;Gemeente;Kleur\n1;Vechterdam;rood\n2;Oudermeer;blauw\n"
    dutch, english = propose(text), propose(text, language="en")
    assert "Not confirmed yet" in english.text
    assert english.text.count("# twijfel") == dutch.text.count("# twijfel")
    assert english.mapping == dutch.mapping


@pytest.mark.parametrize("name", ['Naam "x"', "a\\b", "Straße\u00a01", "[1]", "#"])
def test_any_name_of_a_column_can_be_written(name):
    quoted = name.replace('"', '""')
    proposal = propose(f'Nr;Gemeente;"{quoted}"\n1;Vechterdam;x\n2;Oudermeer;y\n')
    assert proposal.mapping is not None


def test_a_table_of_which_nothing_is_known_gives_no_mapping():
    proposal = propose("aa;bb\nqqq;zzz-1-z\nq-q-q;zz.z\n")
    assert proposal.mapping is None
    assert {one.field for one in proposal.columns} == {"none"}
