"""A made-up register for the quality report, and what a person would count in it by hand."""

from __future__ import annotations

import csv
import io
from datetime import date

from hypothesis import strategies as st

from zicht.registers import load_mapping, read
from zicht.registers.quality_report import QualityReport, report_on

TODAY = date(2025, 6, 3)
COLUMNS = ("Nr", "Invoer", "Soort", "Gemeente", "Datum", "Leeftijd", "Sekse", "Naam", "Geboren", "Tekst")
MAPPING_TEXT = """
source = "Verzonnen Register"
id = "Nr"
date_formats = ["dd-mm-jjjj", "jjjj-mm-dd"]
[fields.ontvangen]
column = "Invoer"
[fields.wat]
column = "Soort"
codes = { SX = "seksueel", ARB = "arbeid" }
[fields.waar]
column = "Gemeente"
[fields.wanneer]
column = "Datum"
empty = "onbekend"
[fields.wie]
column = "Leeftijd"
read_as = "age"
empty = "onbekend"
[fields.acuut]
constant = "nee"
[fields.bekendVia]
constant = "gezien"
[fields.hoedanigheid]
constant = "handhaving"
[fields.contact]
constant = "onbekend"
[fields.rol]
constant = "mogelijk_slachtoffer"
[fields.geslacht]
column = "Sekse"
codes = { v = "vrouw", m = "man" }
[fields.achternaam]
column = "Naam"
[fields.geboortedatum]
column = "Geboren"
[fields.toelichting]
column = "Tekst"
"""
GOOD = {
    "Invoer": "05-02-2024",
    "Soort": "SX",
    "Gemeente": "Vechterdam",
    "Datum": "01-02-2024",
    "Leeftijd": "23",
    "Sekse": "v",
    "Naam": "Nepnaam",
    "Geboren": "03-04-2000",
    "Tekst": "Verzonnen",
}
# per column the cells that a generated register may have; XX and 31-02 are faults of the row
CELLS = {
    "Invoer": ["05-02-2024", "2023-07-01", "01-03-2025"],
    "Soort": ["SX", "ARB", "onbekend", "geweigerd", "seksueel", "XX"],
    "Gemeente": ["Vechterdam", "onbekend"],
    "Datum": ["01-02-2024", "2023-06-01", "", "geweigerd", "31-02-2024", "20-02-2025"],
    "Leeftijd": ["23", "16", "", "volwassene"],
    "Sekse": ["v", "m", "", "vrouw", "geweigerd"],
    "Naam": ["Nepnaam", "Fictief", ""],
    "Geboren": ["03-04-2000", "2001-01-01", "", "onbekend", "geweigerd"],
    "Tekst": ["Verzonnen", ""],
}
FAULTS = {("Soort", "XX"), ("Datum", "31-02-2024")}


def row(**cells: str) -> dict[str, str]:
    return GOOD | cells


def rows(least: int = 0, most: int = 60) -> st.SearchStrategy[list[dict[str, str]]]:
    one = st.fixed_dictionaries({name: st.sampled_from(cells) for name, cells in CELLS.items()})
    return st.lists(one, min_size=least, max_size=most)


def as_bytes(found: list[dict[str, str]]) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, delimiter=";")
    writer.writeheader()
    for number, cells in enumerate(found, 1):
        writer.writerow({"Nr": str(number), **cells})
    return out.getvalue().encode()


def report(found: list[dict[str, str]], mapping_text: str = MAPPING_TEXT) -> QualityReport:
    data, mapping = as_bytes(found), load_mapping(mapping_text)
    return report_on(data, mapping, read(data, mapping, TODAY), TODAY)


def is_valid(cells: dict[str, str]) -> bool:
    return not FAULTS & set(cells.items())


def day(text: str) -> date | None:
    for order in ((2, 1, 0), (0, 1, 2)):
        parts = text.split("-")
        if len(parts) == 3 and len(parts[order[0]]) == 4:
            return date(*(int(parts[at]) for at in order))
    return None
