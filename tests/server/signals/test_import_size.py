"""For the purpose of size: linking key, list, date and covariates agreed on are kept, nothing else of a file."""

from __future__ import annotations

import csv
import io
import random
import tomllib
from importlib.resources import files

import pytest
from access.planted import switched_on
from django.apps import apps
from django.db import connection
from django.utils import timezone
from worlds import draft

from zicht.agreements import bundled
from zicht.errors import Refused
from zicht.knowledge.signal import NOT_ASKED, PERPETRATOR, VICTIM, Answer, Person
from zicht.registers import load_mapping
from zicht.server.door.models import IndexToken, Record, Right
from zicht.server.door.passing import passing
from zicht.server.door.view import NotVisible
from zicht.server.organisations.actions.agreements import load_agreement
from zicht.server.signals import models
from zicht.server.signals.actions.imports import take_in
from zicht.server.signals.history import to_correct
from zicht.server.signals.purpose import FIELDS_OF, for_size
from zicht.server.signals.queries import own_signals

EXAMPLE = (files("zicht.registers") / "examples" / "handhaving.toml").read_text()
MORE = """
[fields.contactgegevens]
column = "Telefoon"
[fields.nationaliteit]
column = "Land"
[fields.geboorteplaats]
column = "Geboren te"
[fields.geslacht]
column = "M/V"
[fields.adres]
column = "Adres"
[fields.taal]
column = "Taal"
"""
FIRST = "Zaaknr.;Datum invoer;Soort;Gemeente;Datum voorval;Leeftijd;Spoed;Locatie;Naam betrokkene;geb.datum;Toelichting"
COLUMNS = (*FIRST.split(";"), "Telefoon", "Land", "Geboren te", "M/V", "Adres", "Taal")
FREE = ("Locatie", "Naam betrokkene", "Toelichting", "Telefoon", "Land", "Geboren te", "Adres", "Taal", "Zaaknr.")
MAPPING = load_mapping(EXAMPLE + MORE)
CONSTANTS = ("wat", "waar", "wanneer", "wie", "acuut", "bekendVia", "hoedanigheid", "contact")


def word(dice):
    """A text that stands nowhere else."""
    return "Merk" + "".join(dice.choices("abcdefghijklmnop", k=14))


def some_row(dice):
    cells = dict.fromkeys(COLUMNS, "")
    cells |= {"Datum invoer": "02-01-2025", "Soort": dice.choice(["SX", "ARB", "?"]), "Gemeente": "Vechterdam",
              "Datum voorval": "30-12-2024", "Leeftijd": dice.choice(["23", "16"]), "Spoed": dice.choice("JN"),
              "geb.datum": "14-03-1999", "M/V": dice.choice(["man", "vrouw"])}  # fmt: skip
    cells |= {name: word(dice) for name in FREE if name == "Zaaknr." or dice.random() < 0.8}
    return cells


def as_file(rows):
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, delimiter=";")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode("cp1252")


def everything(as_owner):
    """Every value in every table, as text and as bytes."""
    with as_owner():
        tables = [model._meta.db_table for model in apps.get_models(include_auto_created=True)]
        found = []
        for table in tables:
            with connection.cursor() as cursor:
                cursor.execute(f'select * from "{table}"')
                for row in cursor.fetchall():
                    found += [
                        bytes(value) if isinstance(value, memoryview | bytes) else str(value).encode() for value in row
                    ]
    return b"\n".join(found)


def taken(by, rows):
    return take_in(data=as_file(rows), mapping=MAPPING, by=by, activity="omvang", at_once=2)


@pytest.mark.parametrize("seed", range(6))
def test_whatever_is_in_the_file_nothing_else_is_in_the_database(region, as_owner, seed):
    dice = random.Random(seed)
    rows = [some_row(dice) for _ in range(5)]
    totals = taken(region["handhaving.1"], rows)
    assert totals.count("new") == totals.read == 5, totals.problems
    kept = everything(as_owner)
    for cells in rows:
        for name in FREE:
            assert not cells[name] or cells[name].casefold().encode() not in kept.lower(), name
        assert cells["geb.datum"].encode() not in kept
        assert b"1999-03-14" not in kept
    with as_owner():
        records = Record.objects.filter(activity="omvang")
        ids = [record.id for record in records]
        assert len(ids) == 5
        assert not any(record.acute for record in records)
        for model in models.GROUP_TABLES:
            if model not in (models.Core, models.Person, models.What):
                assert not model.objects.filter(record__in=ids).exists(), model.__name__
        for core in models.Core.objects.filter(record__in=ids):
            answers = (core.where, core.acute, core.known_via, core.capacity, core.about_self)
            assert set(answers) == {"not_asked"}
            assert core.who in ("adult", "minor"), "an age class is among the covariates"
        assert {person.sex for person in models.Person.objects.filter(record__in=ids)} <= {"male", "female"}
        scopes = set(IndexToken.objects.filter(record__in=ids, kind="person").values_list("scope", flat=True))
        assert scopes <= {"size:meldpunt"}
        assert not IndexToken.objects.filter(record__in=ids, kind__in=("place", "phone", "plate", "profile")).exists()


def test_the_same_rows_under_a_wider_agreement_do_leave_more(region, as_owner):
    """Else the scan of the tables would find nothing whatever was kept."""
    rows = [some_row(random.Random(1)) for _ in range(2)]
    take_in(data=as_file(rows), mapping=MAPPING, by=region["handhaving.1"], activity="demo")
    with as_owner():
        assert models.Narrative.objects.exists() or models.Location.objects.exists()
        assert models.Contact.objects.exists()
        assert set(models.Core.objects.values_list("where", flat=True)) == {"vechterdam"}


def test_what_was_dropped_is_told(region):
    told = taken(region["handhaving.1"], [some_row(random.Random(2))])
    assert set(told.dropped) >= {"toelichting", "plaats", "waar", "acuut", "contactgegevens", "nationaliteit", "adres"}
    assert not {"wat", "wanneer", "wie", "geslacht", "rol", "ontvangen"} & set(told.dropped)


def test_what_is_kept_for_size_is_in_no_list_for_another_purpose(region, as_owner):
    taken(region["handhaving.1"], [some_row(random.Random(3))])
    assert own_signals(region["handhaving.1"]).rows == ()
    with as_owner():
        assert set(Right.objects.filter(record__activity="omvang").values_list("purpose", flat=True)) == {"size"}


def test_it_is_read_under_its_own_purpose_only(region, as_owner):
    taken(region["handhaving.1"], [some_row(random.Random(4))])
    for purpose, seen in (("weighing", 0), ("size", 1)):
        with passing(region["handhaving.1"], "signals.own", purpose, "read"):
            if connection.vendor == "postgresql":
                assert models.Core.objects.count() == seen, purpose


def test_taking_it_in_twice_adds_nothing_and_a_row_known_by_what_was_dropped_is_changed(region):
    rows = [some_row(random.Random(5)), some_row(random.Random(6))]
    first, second = taken(region["handhaving.1"], rows), taken(region["handhaving.1"], rows)
    assert (first.count("new"), second.count("new"), second.count("already_known")) == (2, 0, 2)
    rows[0]["Toelichting"] = "Iets anders"
    assert taken(region["handhaving.1"], rows).count("changed") == 1


@pytest.mark.parametrize("roles", [(PERPETRATOR,), (PERPETRATOR, "facilitator")])
def test_of_a_possible_perpetrator_nothing_is_left_for_size(roles):
    person = Person(roles, Answer("value", ("adult",)), Answer("value", ("male",)), first_name="P", last_name="Q")
    assert for_size(draft(persons=(person,)), frozenset(FIELDS_OF)).persons == ()


def test_who_may_be_a_victim_as_well_is_counted_as_a_victim_and_as_nothing_else():
    both = Person((PERPETRATOR, VICTIM), Answer("value", ("adult",)), Answer("value", ("male",)), last_name="Q")
    (kept,) = for_size(draft(persons=(both,)), frozenset({"sex"})).persons
    assert kept == Person((VICTIM,), NOT_ASKED, Answer("value", ("male",)))


ROLES = "Fictief-{};14-03-1999;{}"
WITH_ROLE = load_mapping(
    """
    source = "Verzonnen Register"
    date_formats = ["dd-mm-jjjj"]
    [fields.naam]
    column = "Naam"
    [fields.geboortedatum]
    column = "Geboren"
    [fields.rol]
    column = "Rol"
    """
    + "".join(f'[fields.{name}]\nconstant = "onbekend"\n' for name in CONSTANTS)
)


def by_role(by, *roles):
    lines = [ROLES.format(word(random.Random(at)), role) for at, role in enumerate(roles)]
    data = "\n".join(["Naam;Geboren;Rol", *lines]).encode()
    return take_in(data=data, mapping=WITH_ROLE, by=by, activity="omvang")


def test_a_possible_perpetrator_in_a_file_leaves_no_person_and_no_key_for_size(region, as_owner):
    by = region["ggd.1"]
    switched_on(region, as_owner)
    totals = by_role(by, "mogelijke_pleger", "mogelijk_slachtoffer", "getuige")
    assert (totals.count("new"), totals.rejected) == (3, 0), totals.problems
    with as_owner():
        ids = set(Record.objects.filter(activity="omvang").values_list("id", flat=True))
        roles = models.Person.objects.filter(record__in=ids).values_list("roles", flat=True)
        assert sorted(roles) == [VICTIM, "witness"]
        assert not models.PossiblePerpetrators.objects.exists()
        keys = IndexToken.objects.filter(record__in=ids).exclude(kind__startswith="row-")
        assert [(key.kind, key.scope) for key in keys] == [("person", "size:meldpunt")], "of the victim alone"


def omvang(**changes):
    text = (
        dict(bundled())["omvang.toml"]
        .replace('version = "2026.1"', 'version = "2026.2"')
        .replace('id = "omvang"', 'id = "omvang-2"')
    )
    for old, new in changes.values():
        assert old in text
        text = text.replace(old, new)
    return text


def test_the_covariates_of_the_agreement_decide(region, as_owner):
    text = omvang(covariates=('["form", "age_class", "sex"]', '["municipality"]'))
    assert tomllib.loads(text)["clause"][0]["covariates"] == ["municipality"]
    load_agreement(text=text, by=region["privacy.1"], now=timezone.now())
    rows = [some_row(random.Random(7))]
    totals = take_in(data=as_file(rows), mapping=MAPPING, by=region["handhaving.1"], activity="omvang-2")
    assert "wat" in totals.dropped
    with as_owner():
        core = models.Core.objects.get()
        assert (core.where, core.who) == ("vechterdam", "not_asked")
        assert set(models.What.objects.values_list("form", flat=True)) == {"not_asked"}


def test_an_agreement_about_size_that_lets_nobody_link_is_no_ground(region):
    text = omvang(party=('from = "*"', 'from = "ggd"'))
    load_agreement(text=text, by=region["privacy.1"], now=timezone.now())
    with pytest.raises(Refused) as refused:
        take_in(
            data=as_file([some_row(random.Random(8))]), mapping=MAPPING, by=region["handhaving.1"], activity="omvang-2"
        )
    assert refused.value.code == "imports.no_ground"


SEVERAL_ROLES = EXAMPLE.replace(
    'constant = "mogelijk_slachtoffer"',
    'column = "Rol"\nseparator = "+"\ncodes = { S = "mogelijk_slachtoffer", P = "mogelijke_pleger", G = "getuige" }',
)


def with_roles(*roles):
    """One row for each role, of people with one name each who were born on one day."""
    dice, rows = random.Random(9), []
    for role in roles:
        rows.append({name: value for name, value in some_row(dice).items() if name in FIRST.split(";")} | {"Rol": role})
        rows[-1]["Naam betrokkene"] = word(dice)
    return rows


def taken_with_roles(region, rows):
    out = io.StringIO()
    writer = csv.DictWriter(out, [*FIRST.split(";"), "Rol"], delimiter=";")
    writer.writeheader()
    writer.writerows(rows)
    data = out.getvalue().encode("cp1252")
    return take_in(data=data, mapping=load_mapping(SEVERAL_ROLES), by=region["handhaving.1"], activity="omvang")


def linked():
    return set(IndexToken.objects.filter(scope="size:meldpunt").values_list("kind", "record_id"))


def test_of_a_possible_perpetrator_nothing_is_kept_and_their_row_is_not_refused(region, as_owner):
    rows = with_roles("P")
    totals = taken_with_roles(region, rows)
    assert (totals.read, totals.count("new"), totals.problems) == (1, 1, ())
    kept = everything(as_owner).lower()
    assert rows[0]["Naam betrokkene"].casefold().encode() not in kept
    with as_owner():
        assert not models.Person.objects.exists()
        assert not models.PossiblePerpetrators.objects.exists()
        assert linked() == set()


def test_who_may_be_a_victim_as_well_is_counted_as_that_and_nothing_says_more(region, as_owner):
    """Whoever was made to commit a crime is a possible victim: leaving them out would make the number too low."""
    taken_with_roles(region, with_roles("S+P"))
    with as_owner():
        person = models.Person.objects.get()
        assert person.roles == "presumed_victim"
        assert not models.PossiblePerpetrators.objects.exists()
        assert linked() == {("person", person.record_id)}


def test_a_witness_gives_nobody_a_key(region, as_owner):
    taken_with_roles(region, with_roles("G", "S"))
    with as_owner():
        assert [kind for kind, _ in linked()] == ["person"]
        assert not IndexToken.objects.filter(kind="other_person").exists(), "nor is a witness found by the own list"


@pytest.mark.parametrize("who", ["handhaving.1", "desk.1", "desk.2"])
def test_what_is_kept_for_size_is_corrected_into_nothing_more(region, as_owner, who):
    """It is not there for whoever corrects: its rights are for size, and correcting is for weighing."""
    taken(region["handhaving.1"], [some_row(random.Random(1))])
    with as_owner():
        record = Record.objects.get(activity="omvang")
    with pytest.raises(NotVisible):
        to_correct(region[who], record.id)
