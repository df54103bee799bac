"""A workbook gives values only, and an attack in one is refused before it is opened."""

import io
import struct
import zipfile
from datetime import date, datetime, time

import openpyxl
import pytest

from zicht.registers import read, xlsx_file

SHEET = "xl/worksheets/sheet1.xml"
LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha">%s]>""" % b"".join(
    b'<!ENTITY %c "&%c;&%c;&%c;&%c;&%c;&%c;&%c;&%c;">' % (c, *[c - 1] * 8) for c in range(ord("b"), ord("m"))
)


def laughing(xml):
    """A part with a document type in which each entity is eight times the one before."""
    body = xml.split(b"?>", 1)[1] if xml.startswith(b"<?xml") else xml
    return LAUGHS + body.replace(b"Nepnaam", b"&l;")


def rules(reading):
    return [problem.rule for problem in reading.problems]


def one_cell(write, value, column="Tekst"):
    book = openpyxl.load_workbook(io.BytesIO(write.workbook([write.row()])))
    cell = book.active.cell(2, write.COLUMNS.index(column) + 1)
    cell.number_format = "General"
    cell.value = value
    return write.saved(book)


def with_formula(write, column, formula, cached):
    """A workbook as a spreadsheet saves it: the formula, and beside it the value it had."""
    at = f"{chr(ord('A') + write.COLUMNS.index(column))}2"
    data = one_cell(write, f"={formula}", column)
    old = f'<c r="{at}"><f>{formula}</f><v /></c>'.encode()
    new = f'<c r="{at}" t="str"><f>{formula}</f>{cached}</c>'.encode()
    return write.patched(data, SHEET, lambda xml: _replaced(xml, old, new))


def _replaced(xml, old, new):
    assert old in xml or old.replace(b"<v />", b"<v></v>") in xml, xml[-800:]
    return xml.replace(old, new).replace(old.replace(b"<v />", b"<v></v>"), new)


def test_the_saved_value_of_a_formula_is_taken_and_told(write, mapping):
    reading = read(with_formula(write, "Tekst", "A1", "<v>uit de cel</v>"), mapping, write.TODAY)
    assert reading.rows[0].draft.narrative == "uit de cel"
    (problem,) = reading.problems
    assert (problem.rule, problem.severity, problem.row, problem.column) == (
        "import.formula_value",
        "warning",
        2,
        "Tekst",
    )
    assert problem.params["count"] == 1


def test_a_formula_that_was_never_worked_out_is_not_taken_for_empty(write, mapping):
    reading = read(with_formula(write, "Tekst", "A1", ""), mapping, write.TODAY)
    assert reading.rejected == (2,)
    assert "import.formula_empty" in rules(reading)


def test_the_texts_of_a_workbook_that_excel_saved_are_found(write, mapping):
    data = write.workbook([write.row()])
    shared = write.excel(data)
    assert read(shared, mapping, write.TODAY).rows == read(data, mapping, write.TODAY).rows
    assert read(shared, mapping, write.TODAY).rows[0].draft.narrative == "Deur op slot"


def test_a_command_in_a_cell_is_text(write, mapping):
    reading = read(one_cell(write, "'=cmd|' /C calc'!A0"), mapping, write.TODAY)
    assert reading.rows[0].draft.narrative == "'=cmd|' /C calc'!A0"


@pytest.mark.parametrize(
    "part", [SHEET, "xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml", "[Content_Types].xml", "_rels/.rels"]
)
def test_a_billion_laughs_is_refused_in_every_part(write, mapping, part):
    data = write.excel(write.workbook([write.row()]))
    reading = read(write.patched(data, part, laughing), mapping, write.TODAY)
    assert rules(reading) == ["import.xml_entities"]
    assert reading.read == 0


def test_an_outside_reference_is_refused(write, mapping):
    outside = b'<?xml version="1.0"?><!DOCTYPE x SYSTEM "file:///etc/hostname">'
    data = write.patched(write.workbook([write.row()]), SHEET, lambda xml: outside + xml.split(b"?>", 1)[-1])
    assert rules(read(data, mapping, write.TODAY)) == ["import.xml_entities"]


def test_a_zip_that_unpacks_to_too_much_is_not_opened(write, mapping, monkeypatch):
    monkeypatch.setattr(xlsx_file, "MAX_UNPACKED", 2 * 1024 * 1024)
    data = write.patched(write.workbook([write.row()]), SHEET, lambda xml: xml + b" " * 3 * 1024 * 1024)
    assert len(data) < 50_000
    assert rules(read(data, mapping, write.TODAY)) == ["import.zip_bomb"]


def test_a_part_that_is_parsed_whole_may_weigh_less(write, mapping):
    data = write.patched(write.workbook([write.row()]), "xl/styles.xml", lambda xml: xml + b" " * xlsx_file.MAX_WHOLE)
    assert len(data) < 100_000
    assert rules(read(data, mapping, write.TODAY)) == ["import.zip_bomb"]


def test_a_zip_that_lies_about_its_size_is_broken_not_unpacked(write, mapping):
    """Cutting the declared size of a part lets the reader stop there: the rest is never unpacked."""
    data = write.patched(write.workbook([write.row()]), SHEET, lambda xml: xml + b" " * 1024 * 1024)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        size = archive.getinfo(SHEET).file_size
    lying = data.replace(struct.pack("<I", size), struct.pack("<I", 100))
    assert lying != data
    assert rules(read(lying, mapping, write.TODAY)) == ["import.workbook_broken"]


def test_a_zip_with_too_many_parts_is_not_opened(mapping, write):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for number in range(xlsx_file.MAX_PARTS + 1):
            archive.writestr(f"{number}.xml", b"<a/>")
    assert rules(read(out.getvalue(), mapping, write.TODAY)) == ["import.zip_bomb"]


def test_a_zip_that_is_no_workbook_says_so(mapping, write):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("register.csv", b"a;b")
    assert rules(read(out.getvalue(), mapping, write.TODAY)) == ["import.zip_no_workbook"]


def test_a_workbook_behind_a_password_says_so(write, mapping):
    """Bit 0 of a part's flags, in the list at the end of the zip, is "encrypted"."""
    data = bytearray(write.workbook([write.row()]))
    data[data.index(b"PK\x01\x02") + 8] |= 1
    assert rules(read(bytes(data), mapping, write.TODAY)) == ["import.file_locked"]


@pytest.mark.parametrize("cut", [30, 400, -30])
def test_half_a_workbook_is_broken(write, mapping, cut):
    assert rules(read(write.workbook([write.row()])[:cut], mapping, write.TODAY)) == ["import.workbook_broken"]


@pytest.mark.parametrize(
    "change",
    [
        lambda xml: xml.replace(b'<row r="2"', b'<row r="1"'),
        lambda xml: xml.replace(b'<row r="2"', b'<row r="999999999"'),
        lambda xml: xml.replace(b'r="B2"', b'r="A2"'),
        lambda xml: xml.replace(b'r="B2"', b'r="ZZZ2"'),
        lambda xml: xml.replace(b't="s"><v>0<', b't="s"><v>999<'),
        lambda xml: xml[: len(xml) // 2],
    ],
    ids=[
        "row twice",
        "row beyond the sheet",
        "cell twice",
        "column beyond the sheet",
        "text that is not in the list",
        "cut off",
    ],
)
def test_a_sheet_that_contradicts_itself_is_refused_and_not_half_read(write, mapping, change):
    data = write.patched(write.excel(write.workbook([write.row()])), SHEET, change)
    assert rules(read(data, mapping, write.TODAY)) == ["import.workbook_broken"]


@pytest.mark.parametrize(
    ("column", "value", "rule"),
    [
        ("Nr", date(2025, 1, 2), "import.id_date"),
        ("Nr", 1234567890123456789, "import.number_rounded"),
        ("Tekst", "#VALUE!", "import.excel_error"),
        ("Tekst", time(12, 30), "import.time_only"),
        ("Datum", 45000, "import.date_unread"),
        ("Datum", "1899-01-01", "date.ancient"),
        ("Leeftijd", 23.5, "import.age_unread"),
    ],
)
def test_what_a_spreadsheet_did_to_a_cell_is_told_at_that_cell(write, mapping, column, value, rule):
    reading = read(one_cell(write, value, column), mapping, write.TODAY)
    assert (2, column, rule) in [(p.row, p.column, p.rule) for p in reading.problems]
    assert reading.rejected == (2,)


def test_a_moment_is_its_day_and_a_whole_number_has_no_point(write, mapping):
    reading = read(one_cell(write, datetime(2025, 1, 2, 13, 45), "Datum"), mapping, write.TODAY)
    assert reading.rows[0].draft.when == date(2025, 1, 2)
    assert read(one_cell(write, 12.0), mapping, write.TODAY).rows[0].draft.narrative == "12"
    assert read(one_cell(write, True), mapping, write.TODAY).rows[0].draft.narrative == "TRUE"
    assert read(one_cell(write, "a_x000D_\nb"), mapping, write.TODAY).rows[0].draft.narrative == "a\nb"


def test_the_sheet_with_the_header_is_found_and_a_named_sheet_must_exist(write, mapping):
    book = openpyxl.load_workbook(io.BytesIO(write.workbook([write.row()], sheet="Meldingen")))
    book.create_sheet("Toelichting", 0).append(["Dit is geen tabel"])
    reading = read(write.saved(book), mapping, write.TODAY)
    assert (reading.file.sheet, reading.file.header_row, reading.read) == ("Meldingen", 1, 1)
    assert (reading.file.encoding, reading.file.delimiter) == (None, None)


def test_empty_rows_between_keep_the_row_numbers(write, mapping):
    book = openpyxl.load_workbook(io.BytesIO(write.workbook([write.row("1"), write.row("2")])))
    book.active.insert_rows(3, 4)
    reading = read(write.saved(book), mapping, write.TODAY)
    assert [row.number for row in reading.rows] == [2, 7]


def test_a_remark_beside_the_table_spoils_nothing(write, mapping):
    book = openpyxl.load_workbook(io.BytesIO(write.workbook([write.row()])))
    book.active["P2"] = "zie mail"
    assert read(write.saved(book), mapping, write.TODAY).count("new") == 1
