"""The made-up numbers of the region hold together: an expert may edit them, and is told what does not fit."""

import tomllib
from importlib.resources import files

import pytest

from zicht.knowledge.standard import codes, municipalities, organisations
from zicht.synthetic.world import CREW, Register, read, world

FORMS = [code.id for code in codes("form")]


def test_the_forms_are_those_of_the_standard() -> None:
    assert [form.id for form in world().forms] == FORMS


def test_every_data_file_says_that_it_is_made_up_and_has_a_version() -> None:
    for item in (files("zicht.synthetic") / "data").iterdir():
        found = tomllib.loads(item.read_text(encoding="utf-8"))
        assert (found["source"], found["version"]) == ("Zicht, made up", "2026.1"), item.name


@pytest.mark.parametrize("column", ["share", "minor", "female", "together"])
def test_every_share_of_a_form_is_a_share(column: str) -> None:
    assert all(0 <= getattr(form, column) <= 1 for form in world().forms)


@pytest.mark.parametrize("steps", ["share", "visibility_share", "delay_share"])
def test_shares_of_a_whole_make_a_whole(steps: str) -> None:
    assert sum(read("world.toml")[steps]) == pytest.approx(1.0)


def test_shares_of_reporters_and_of_loose_signals_make_a_whole() -> None:
    assert sum(row["share"] for row in read("world.toml")["reporter"]) == pytest.approx(1.0)
    assert sum(register.loose for register in world().registers) == pytest.approx(1.0)


def test_visibility_changes_who_is_seen_but_hardly_how_many() -> None:
    mean = sum(f * s for f, s in zip(world().visibility, world().visibility_shares, strict=True))
    assert mean == pytest.approx(1.0, abs=0.05)


@pytest.mark.parametrize("register", world().registers, ids=lambda register: register.source)
def test_a_register_has_a_chance_for_every_form_and_differs_by_age_and_place(register: Register) -> None:
    assert len(register.capture) == len(FORMS)
    assert all(0 <= chance < 0.5 for chance in register.capture)
    assert len(set(register.capture)) > 3
    assert register.minor != 1.0 and register.outside != 1.0
    assert 0 < register.named < 1


def test_every_organisation_has_one_register_and_the_public_one_besides() -> None:
    staff = [register.id for register in world().registers if not register.public]
    assert sorted(staff) == sorted(organisation.id for organisation in organisations())
    assert [register.id for register in world().registers if register.public] == ["meldpunt"]


def test_no_two_registers_are_called_the_same() -> None:
    sources = [register.source for register in world().registers]
    assert len(set(sources)) == len(sources)


def test_every_form_can_be_seen_by_at_least_three_registers() -> None:
    # otherwise a form would be invisible to any method that compares lists
    for form in range(len(FORMS)):
        assert sum(register.capture[form] > 0 for register in world().registers) >= 3


def test_every_capacity_can_report() -> None:
    staffed = {organisation.capacity for organisation in organisations()}
    assert staffed | set(world().reporters) == {code.id for code in codes("capacity")}


def test_towns_are_as_likely_as_they_are_large() -> None:
    people = [town.inhabitants for town in municipalities()]
    assert world().towns == tuple(town.id for town in municipalities())
    assert world().town_steps[0] == pytest.approx(people[0] / sum(people))
    # the first is the main town: `outside` counts from there
    assert people[0] == max(people)


def test_delays_grow_and_the_longest_follows_from_them() -> None:
    assert list(world().delays) == sorted(set(world().delays))
    assert world().longest_delay == max(world().delays) * max(world().pace)
    assert len(world().pace) % 2 == 0 and CREW > 1


def test_sixty_users_are_planned_in_organisations_that_exist() -> None:
    assert sum(count for _, _, count in world().roles) == 60
    assert {name for name, _, _ in world().roles} == {organisation.id for organisation in organisations()}
