"""A row is known again by its number, else by all that it says; order and form do not matter."""

from dataclasses import fields, replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from zicht.knowledge.signal import NO, UNKNOWN, Answer, Person, SignalDraft
from zicht.registers import NOTHING_KNOWN, RegisterRow, RememberedRows, row_keys
from zicht.registers.keys import stand

DRAFT = SignalDraft(
    what=Answer.of("labour"),
    where=Answer.of("vechterdam"),
    when=date(2025, 1, 2),
    who=UNKNOWN,
    acute=NO,
    known_via=Answer.of("seen"),
    capacity=Answer.of("enforcement"),
    contact=NO,
)
ROW = RegisterRow("Verzonnen Register", "7", 2, DRAFT)
rows = st.lists(
    st.builds(
        lambda number, text: replace(ROW, source_id=number, draft=replace(DRAFT, narrative=text)),
        st.sampled_from(["", "1", "2", "3"]),
        st.sampled_from(["a", "b"]),
    ),
    max_size=12,
).map(lambda found: [replace(row, number=at) for at, row in enumerate(found, 2)])


def standings(found):
    return sorted((row_keys(row).content, row.standing) for row in found.rows)


def test_keys_are_stable_bytes():
    """What is kept of an import today must be recognised next year: these bytes may not change."""
    keys = row_keys(replace(ROW, draft=replace(DRAFT, narrative="één", persons=(Person(("witness",)),))))
    assert keys.identity == b'["zicht.registers.row/1","identity","Verzonnen Register","7"]'
    assert (
        keys.content
        == (
            '["zicht.registers.row/1","content","Verzonnen Register","7","",{"acute":["no"],'
            '"capacity":["value","enforcement"],"contact":["no"],"known_via":["value","seen"],"narrative":"één",'
            '"persons":[{"roles":["witness"]}],"what":["value","labour"],"when":"2025-01-02",'
            '"where":["value","vechterdam"],"who":["unknown"]}]'
        ).encode()
    )


def test_a_row_without_a_number_has_no_identity():
    assert row_keys(replace(ROW, source_id="")).identity == b""


def test_place_and_standing_are_no_part_of_the_keys():
    assert row_keys(replace(ROW, number=99, standing="changed")) == row_keys(ROW)


def test_every_part_of_a_row_is_part_of_its_content():
    others = [
        replace(ROW, source="Ander Register"),
        replace(ROW, source_id="8"),
        replace(ROW, received=date(2025, 1, 3)),
        *(replace(ROW, draft=replace(DRAFT, **{name: value})) for name, value in changed_fields().items()),
    ]
    contents = {row_keys(row).content for row in [ROW, *others]}
    assert len(contents) == len(others) + 1


def changed_fields():
    """Each field of a draft with a value that ``DRAFT`` does not have."""
    special = {"when": date(2024, 1, 1), "when_state": "unknown", "persons": (Person(("witness",)),)}
    found = {}
    for part in fields(SignalDraft):
        if part.name != "observations":  # a register's row has none
            found[part.name] = special.get(part.name) or (
                Answer("refused") if isinstance(getattr(DRAFT, part.name), Answer) else "x"
            )
    return found


@given(rows)
def test_nothing_known_and_nothing_lost(given_rows):
    found = stand(given_rows, NOTHING_KNOWN)
    assert len(found.rows) + len(found.conflicting) == len(given_rows)
    assert not any(row.standing == "changed" for row in found.rows)


@given(rows, st.randoms())
def test_the_order_of_the_rows_does_not_matter(given_rows, random):
    shuffled = random.sample(given_rows, len(given_rows))
    one, other = stand(given_rows, NOTHING_KNOWN), stand(shuffled, NOTHING_KNOWN)
    assert standings(one) == standings(other)
    assert sorted(row.number for row in one.conflicting) == sorted(row.number for row in other.conflicting)


@given(rows, rows, st.randoms())
def test_what_was_taken_in_is_known_and_only_what_is_added_is_new(before, added, random):
    """For rows without a number: a multiset, so a second equal row is new when one was kept."""
    before = [replace(row, source_id="") for row in before]
    added = [replace(row, source_id="") for row in added]
    known = NOTHING_KNOWN.with_new(stand(before, NOTHING_KNOWN).rows)
    mixed = random.sample(before + added, len(before) + len(added))
    found = stand(mixed, known)
    assert sum(row.standing == "new" for row in found.rows) == len(added)
    assert sum(row.standing == "already_known" for row in found.rows) == len(before)


@given(rows)
def test_a_file_taken_in_twice_gives_nothing_new(given_rows):
    known = NOTHING_KNOWN.with_new(stand(given_rows, NOTHING_KNOWN).rows)
    assert all(row.standing == "already_known" for row in stand(given_rows, known).rows)


def test_the_same_number_with_other_content_is_changed():
    known = RememberedRows().with_new([ROW])
    (found,) = stand([replace(ROW, draft=replace(DRAFT, narrative="anders"))], known).rows
    assert found.standing == "changed"


def test_one_number_with_two_stories_sets_both_apart():
    other = replace(ROW, number=3, draft=replace(DRAFT, narrative="anders"))
    found = stand([ROW, other], NOTHING_KNOWN)
    assert (found.rows, [row.number for row in found.conflicting]) == ((), [2, 3])


def test_numbers_that_a_spreadsheet_cannot_tell_apart_are_set_apart_not_merged():
    found = stand([replace(ROW, source_id="007"), replace(ROW, number=3)], NOTHING_KNOWN)
    assert len(found.conflicting) == 2


def test_the_same_row_twice_is_taken_in_once_and_told():
    found = stand([ROW, replace(ROW, number=3)], NOTHING_KNOWN)
    assert [row.standing for row in found.rows] == ["new", "already_known"]
    assert [row.number for row in found.repeated] == [3]
