"""Every figure of the report is what a brute-force count of the same file gives."""

from __future__ import annotations

from collections import Counter
from statistics import median

from hypothesis import given, settings
from registers.quality_register import MAPPING_TEXT, day, is_valid, report, row, rows

from zicht.registers.quality_changes import PERIOD

STATE_WORDS = {"onbekend": "unknown", "geweigerd": "refused"}
EMPTY = {"when": "unknown", "who": "unknown"}
FIELDS = {"received": "Invoer", "what": "Soort", "where": "Gemeente", "when": "Datum", "who": "Leeftijd",
          "sex": "Sekse", "last_name": "Naam", "birth_date": "Geboren", "narrative": "Tekst"}  # fmt: skip


def state(field, text):
    return STATE_WORDS.get(text) or ("value" if text else EMPTY.get(field, "not_asked"))


def counted(found, field):
    return Counter(state(field, cells[FIELDS[field]]) for cells in found)


@settings(max_examples=60, deadline=None)
@given(rows())
def test_every_state_of_every_field_is_counted_as_by_hand(found):
    told = report(found)
    valid = [cells for cells in found if is_valid(cells)]
    assert (told.read, told.rejected, told.quality.rows) == (len(found), len(found) - len(valid), len(valid))
    for field in told.quality.fields:
        if field.field in FIELDS:
            assert +Counter(field.states) == counted(valid, field.field), field.field


@settings(max_examples=60, deadline=None)
@given(rows())
def test_every_year_is_counted_as_by_hand(found):
    told = report(found)
    by_year: dict[int, list[dict[str, str]]] = {}
    for cells in found:
        if is_valid(cells):
            by_year.setdefault(day(cells["Invoer"]).year, []).append(cells)
    assert [year.year for year in told.years] == sorted(by_year)
    for year in told.years:
        mine = by_year[year.year]
        assert year.rows == len(mine)
        for field in year.fields:
            if field.field in FIELDS:
                assert +Counter(field.states) == counted(mine, field.field)
        days = [delta for cells in mine if (delta := _days(cells)) is not None and delta >= 0]
        assert year.delays == len(days)
        assert year.median_days == (median(days) if days else None)


def _days(cells):
    event = day(cells["Datum"])
    return (day(cells["Invoer"]) - event).days if event else None


@settings(max_examples=60, deadline=None)
@given(rows())
def test_the_delay_is_counted_as_by_hand(found):
    told = report(found).delay
    days = [_days(cells) for cells in found if is_valid(cells)]
    known = sorted(delta for delta in days if delta is not None and delta >= 0)
    assert told.steps["unknown"] == days.count(None)
    assert told.steps["before"] == sum(delta is not None and delta < 0 for delta in days)
    assert told.steps["week"] == sum(delta <= 7 for delta in known)
    assert told.steps["month"] == sum(7 < delta <= 30 for delta in known)
    assert told.steps["later"] == sum(delta > 365 for delta in known)
    assert sum(told.steps.values()) == len(days)
    assert told.median_days == (median(known) if known else None)
    if known:
        assert sum(delta <= told.slow_days for delta in known) >= 0.9 * len(known)
        assert sum(delta < told.slow_days for delta in known) < 0.9 * len(known)


@settings(max_examples=60, deadline=None)
@given(rows())
def test_duplicates_are_counted_as_by_hand(found):
    told = report(found).duplicates
    valid = [cells for cells in found if is_valid(cells)]
    says = {content(cells) for cells in valid}
    persons = [(cells["Naam"], born) for cells in valid if (born := day(cells["Geboren"])) and cells["Naam"]]
    assert (told.repeated, told.clashing) == (0, 0)
    assert told.same_text == len(valid) - len(says)
    assert told.same_person == len(persons) - len(set(persons))


def content(cells):
    """What a row says, in the standard's words: two rows with one content say the same."""
    words = {"SX": "seksueel", "v": "vrouw", "23": "volwassene", "16": "minderjarige"}
    told = [words.get(cells[name], cells[name]) for name in ("Soort", "Gemeente", "Leeftijd", "Tekst")]
    person = (words.get(cells["Sekse"], cells["Sekse"]), cells["Naam"], day(cells["Geboren"]))
    nobody = not (cells["Sekse"] or cells["Naam"] or cells["Geboren"])
    when = day(cells["Datum"]) or state("when", cells["Datum"])
    return (day(cells["Invoer"]), when, *told, None if nobody else person)


@settings(max_examples=60, deadline=None)
@given(rows())
def test_what_each_change_for_size_gains_is_true_when_it_is_made(found):
    """Fill in exactly what the change says, in every row that lacks exactly that: so many more can be compared."""
    before = report(found)
    filler = {
        "last_name": ("Naam", "Ingevuld"),
        "birth_date": ("Geboren", "05-05-1999"),
        PERIOD: ("Invoer", "05-02-2024"),
    }
    for change in before.changes:
        if change.serves != "size":
            continue
        names = [filler[field][0] for field in change.fields]
        mended = [
            cells | dict(filler[f] for f in change.fields) if _lacks_only(cells, names) else cells for cells in found
        ]
        after = report(mended)
        assert after.matchable.now - before.matchable.now == change.rows > 0


def _lacks_only(cells, names):
    lacking = [name for name in ("Naam", "Geboren") if not cells[name] or cells[name] == "onbekend"]
    return lacking == names and "geweigerd" not in (cells["Geboren"],)


@settings(max_examples=60, deadline=None)
@given(rows())
def test_the_gains_for_size_add_up_to_all_that_can_be_gained(found):
    told = report(found)
    gains = sum(change.rows for change in told.changes if change.serves == "size")
    assert told.matchable.of == told.quality.rows
    assert gains == told.matchable.of - told.matchable.now - told.matchable.refused


@settings(max_examples=40, deadline=None)
@given(rows())
def test_what_each_repair_gains_is_true_when_it_is_made(found):
    before = report(found)
    good = {"what": ("Soort", "XX", "SX"), "when": ("Datum", "31-02-2024", "01-02-2024")}
    for change in before.changes:
        if change.serves == "usable":
            column, wrong, right = good[change.fields[0]]
            mended = [cells | {column: right} if cells[column] == wrong else cells for cells in found]
            assert report(mended).quality.rows - before.quality.rows == change.rows > 0


@settings(max_examples=40, deadline=None)
@given(rows())
def test_what_a_change_for_nature_gains_is_the_rows_that_are_silent_or_unknown(found):
    told = report(found)
    valid = [cells for cells in found if is_valid(cells)]
    gains = {change.fields[0]: change.rows for change in told.changes if change.serves == "nature"}
    for field in ("what", "where", "when", "who", "sex"):
        states = counted(valid, field)
        assert gains.get(field, 0) == states["unknown"] + states["not_asked"]


@settings(max_examples=40, deadline=None)
@given(rows())
def test_the_three_hold_the_best_for_size_the_best_for_nature_and_the_best_of_the_rest(found):
    told = report(found)
    assert [change.rows for change in told.changes] == sorted((c.rows for c in told.changes), reverse=True)
    assert len(told.helping) == min(3, len(told.changes))
    best = [[c for c in told.changes if c.serves == serves][:1] for serves in ("size", "nature")]
    first = [change for (change,) in filter(None, best)]
    rest = [change for change in told.changes if change not in first]
    assert set(told.helping) == {*first, *rest[: 3 - len(first)]}
    assert list(told.helping) == [change for change in told.changes if change in told.helping]


def test_many_faults_do_not_hide_what_helps_for_size_and_nature():
    faults = [*[row(Soort="XX")] * 30, *[row(Datum="31-02-2024")] * 20, *[row(Sekse="zz")] * 10]
    told = report([*faults, *[row(Naam="")] * 6, *[row(Leeftijd="")] * 5])
    assert [(c.serves, c.rows) for c in told.helping] == [("usable", 30), ("size", 6), ("nature", 5)]


def test_the_three_changes_follow_the_data():
    no_name, no_birth = [row(Naam="")] * 9, [row(Geboren="")] * 7
    first = report([*no_name, *no_birth, row()])
    assert [(c.serves, c.how, c.fields, c.rows) for c in first.helping] == [
        ("size", "fill", ("last_name",), 9),
        ("size", "fill", ("birth_date",), 7),
    ]
    other = report([*no_birth, *[row(Sekse="")] * 8, *[row(Soort="XX")] * 6, *no_name])
    assert [(c.serves, c.fields, c.rows) for c in other.helping] == [
        ("size", ("last_name",), 9),
        ("nature", ("sex",), 8),
        ("size", ("birth_date",), 7),
    ]


def test_a_column_that_the_register_lacks_is_a_change_for_all_its_rows():
    text = MAPPING_TEXT.replace('[fields.geboortedatum]\ncolumn = "Geboren"\n', "")
    told = report([row()] * 6, text)
    assert [(c.how, c.fields, c.rows) for c in told.helping] == [("column", ("birth_date",), 6)]


def test_without_a_column_for_registration_the_year_is_that_of_the_event():
    text = MAPPING_TEXT.replace('[fields.ontvangen]\ncolumn = "Invoer"\n', "")
    told = report([row(Datum="01-02-2023"), row(Datum=""), row()], text)
    assert (told.year_of, [year.year for year in told.years]) == ("when", [2023, 2024, None])
    assert told.delay.steps["unknown"] == 3


def test_rows_with_one_number_are_told_apart_as_repeated_or_clashing():
    again = report([row(Nr="7"), row(Nr="7"), row(Nr="8"), row(Nr="8", Sekse="m")]).duplicates
    assert (again.repeated, again.clashing, again.same_text) == (1, 2, 0)


def test_a_row_with_two_faults_is_gained_by_neither_repair_alone():
    both, one = row(Soort="XX", Datum="31-02-2024"), row(Soort="XX")
    told = report([*[both] * 7, *[one] * 6, row()])
    assert [(c.how, c.fields, c.column, c.rule, c.rows) for c in told.changes if c.serves == "usable"] == [
        ("repair", ("what",), "Soort", "code.unknown", 6)
    ]


def test_rows_about_a_witness_do_not_count_for_size():
    text = MAPPING_TEXT.replace('constant = "mogelijk_slachtoffer"', 'constant = "getuige"')
    told = report([row(), row(Naam="", Geboren="", Sekse="")], text)
    assert told.matchable.of == 0
    assert not [change for change in told.changes if change.serves == "size"]


def test_what_a_person_refused_to_say_is_never_a_change():
    told = report([row(Geboren="geweigerd", Sekse="geweigerd", Soort="geweigerd", Datum="geweigerd")] * 8)
    assert told.changes == ()
    assert (told.matchable.now, told.matchable.refused) == (0, 8)


def test_residence_status_nationality_and_birthplace_are_never_proposed():
    extra = "".join(
        f'[fields.{name}]\ncolumn = "Tekst"\n' for name in ("nationaliteit", "verblijfsstatus", "geboorteplaats")
    )
    told = report([row(Tekst="")] * 8, MAPPING_TEXT + extra)
    named = {field for change in told.changes for field in change.fields}
    assert not named & {"nationality", "residence_status", "birthplace"}


def test_overlap_is_off_while_nothing_may_be_compared():
    assert report([row()]).overlap == "off"
