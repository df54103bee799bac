"""A register that was taken in stands as a list: who is on two registers is counted as one person on both."""

from __future__ import annotations

from importlib.resources import files

import pytest

from zicht.errors import Refused
from zicht.registers import load_mapping
from zicht.server.publishing.counted import count_year
from zicht.server.signals.actions.imports import take_in

EXAMPLE = (files("zicht.registers") / "examples" / "handhaving.toml").read_text()
HEAD = "Zaaknr.;Datum invoer;Soort;Gemeente;Datum voorval;Leeftijd;Spoed;Locatie;Naam betrokkene;geb.datum;Toelichting"


def register(*people):
    """A register of 2025 with a row per person: name and date of birth."""
    line = "{};02-01-2025;SX;Vechterdam;30-12-2024;23;N;;{};{};"
    rows = [line.format(number, name, born) for number, (name, born) in enumerate(people)]
    return "\n".join([HEAD, *rows, ""]).encode("cp1252")


def lists(region, working):
    with working():
        return count_year(region["beleid.1"], 2025).lists.patterns


ON_BOTH, ON_ONE = ("Proef-Jansma", "14-03-1999"), ("Fictief-Boer", "01-02-1998")
ON_OTHER = ("Proef-Jansma", "15-03-1999")


def test_people_of_two_registers_make_the_capture_table(region, working):
    mapping = load_mapping(EXAMPLE)
    for username, people in (("handhaving.1", (ON_BOTH, ON_ONE, ON_ONE)), ("ggd.1", (ON_BOTH, ON_OTHER))):
        take_in(data=register(*people), mapping=mapping, by=region[username], activity="demo")
    assert lists(region, working) == {
        frozenset({"ggd", "handhaving"}): 1,
        frozenset({"handhaving"}): 1,
        frozenset({"ggd"}): 1,
    }


@pytest.mark.parametrize("role", ["getuige", "facilitator"])
def test_a_register_of_witnesses_adds_nobody_to_count(region, working, role):
    text = EXAMPLE.replace('"mogelijk_slachtoffer"', f'"{role}"')
    assert text != EXAMPLE
    taken = take_in(data=register(ON_BOTH), mapping=load_mapping(text), by=region["handhaving.1"], activity="demo")
    assert taken.count("new") == 1
    assert lists(region, working) == {}


def test_a_list_for_size_alone_of_another_organisation_is_not_counted_yet(region, working):
    """Who counts needs a right of its desk on each signal, and a key gives no right on anything (ADR 0014)."""
    mapping = load_mapping(EXAMPLE)
    taken = take_in(data=register(ON_BOTH), mapping=mapping, by=region["handhaving.1"], activity="omvang")
    assert taken.count("new") == 1
    assert lists(region, working) == {}
    taken = take_in(data=register(ON_BOTH), mapping=mapping, by=region["ggd.1"], activity="demo")
    assert taken.count("new") == 1
    assert lists(region, working) == {frozenset({"ggd"}): 1}, "nor does it change the lists of others"


def test_whoever_counts_cannot_take_in_for_size_alone_as_no_clause_lets_it_give_itself_a_key(region):
    with pytest.raises(Refused, match="no_ground"):
        take_in(data=register(ON_BOTH), mapping=load_mapping(EXAMPLE), by=region["desk.1"], activity="omvang")
