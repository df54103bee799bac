"""A made-up register of any size as a CSV file with its mapping: for measuring what taking one in costs."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random

SOURCE = "Verzonnen register"
COLUMNS = (
    "Nr", "Ontvangen", "Soort", "Gemeente", "Datum", "Leeftijd", "Spoed", "Plaats", "Voornaam", "Achternaam",
    "Geboren", "Geslacht", "Toelichting",
)  # fmt: skip
MAPPING = f"""
source = "{SOURCE}"
id = "Nr"
date_formats = ["dd-mm-jjjj"]
[fields.ontvangen]
column = "Ontvangen"
[fields.wat]
column = "Soort"
empty = "onbekend"
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
column = "Spoed"
codes = {{ J = "ja", N = "nee" }}
[fields.plaats]
column = "Plaats"
[fields.voornaam]
column = "Voornaam"
[fields.achternaam]
column = "Achternaam"
[fields.geboortedatum]
column = "Geboren"
[fields.geslacht]
column = "Geslacht"
[fields.toelichting]
column = "Toelichting"
[fields.bekendVia]
constant = "gezien"
[fields.hoedanigheid]
constant = "handhaving"
[fields.contact]
constant = "ja"
[fields.rol]
constant = "mogelijk_slachtoffer"
"""
_FORMS = ("seksueel", "arbeid", "crimineel", "bedelarij", "")
_PLACES = ("Vechterdam", "Oudermeer", "Lindeveen")
_WORDS = ("deur", "op", "slot", "paspoort", "bij", "de", "baas", "slaapt", "kas", "loon", "later", "zegt", "niets")
_FIRST = ("Testa", "Proef", "Nep", "Fictief", "Verzonnen", "Denkbeeldig")


def rows(size: int, seed: int = 7) -> Iterator[tuple[str, ...]]:
    """The rows, each with its own number; one in twenty names a person that an earlier row named too."""
    dice = Random(seed)
    start = date(2019, 1, 1)
    for number in range(size):
        seen = start + timedelta(days=dice.randrange(2200))
        person = number if dice.random() > 0.05 else dice.randrange(number + 1)
        born = date(1960, 1, 1) + timedelta(days=person * 7919 % 15000)
        yield (
            f"R{number:08d}", f"{seen + timedelta(days=dice.randrange(30)):%d-%m-%Y}", dice.choice(_FORMS),
            dice.choice(_PLACES), f"{seen:%d-%m-%Y}", str(dice.randrange(14, 60)), dice.choice("NNNJ"),
            f"Voorbeeldkade {dice.randrange(5000)}", _FIRST[person % len(_FIRST)], f"Voorbeeldnaam{person}",
            f"{born:%d-%m-%Y}", dice.choice(("man", "vrouw", "onbekend")), " ".join(dice.choices(_WORDS, k=14)),
        )  # fmt: skip


def write(folder: Path, size: int, seed: int = 7) -> tuple[Path, Path]:
    """Write the register and its mapping; gives their paths."""
    file, mapping = folder / "register.csv", folder / "register.toml"
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, delimiter=";", lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(rows(size, seed))
    mapping.write_text(MAPPING, "utf-8")
    return file, mapping
