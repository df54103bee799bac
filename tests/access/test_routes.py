"""Every route of the running app stands in the table, and everything in the table is there."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from access.check import EXCUSED
from access.planted import MARKS, found_in
from access.table import TABLE
from django.http import HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver, path, resolve

from zicht.knowledge.standard import FIELD_GROUPS
from zicht.server.parties.models import ROLES


def routes(patterns: list[URLPattern | URLResolver]) -> Iterator[str]:
    """The names of all routes, at any depth; one without a name goes by its path."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns)
        else:
            yield pattern.name or f"without a name: {pattern.pattern}"


def unlisted(patterns: list[URLPattern | URLResolver]) -> set[str]:
    """What the app has and the table has not, or the other way round."""
    return set(routes(patterns)) ^ {ask.route for ask in TABLE.asks}


def test_the_table_has_every_route_and_no_other():
    assert unlisted(get_resolver().url_patterns) == set()


def test_a_route_that_nobody_put_in_the_table_is_noticed():
    def leak(request):
        return HttpResponse()

    there = list(get_resolver().url_patterns)
    assert unlisted([*there, path("nieuw", leak, name="nieuw")]) == {"nieuw"}
    assert unlisted([*there, path("stil", leak)]) == {"without a name: stil"}
    assert unlisted(there[:-1])


@pytest.mark.parametrize("ask", TABLE.asks, ids=lambda ask: ask.path)
def test_a_question_goes_to_the_route_that_it_names(ask):
    import re

    bare = re.sub(r"\{\w+\}", "00000000-0000-4000-8000-000000000000", ask.path).partition("?")[0]
    assert resolve(bare).url_name == ask.route


def test_every_role_of_the_house_asks():
    asking = {relation.role for relation in TABLE.relations}
    assert {role for ask in TABLE.asks for role in ask.roles} | {""} == asking == set(ROLES) - {"system"} | {""}


def test_the_table_names_only_relations_groups_and_records_that_exist():
    relations = {relation.name for relation in TABLE.relations}
    named = {name for ask in TABLE.asks for name in (*ask.sees, *(ask.opens or ()))}
    named |= {name for act in TABLE.acts for name in act.may} | set(TABLE.database)
    assert named <= relations
    assert {group for groups in TABLE.groups.values() for group in groups} <= set(FIELD_GROUPS)
    said = [said for ask in TABLE.asks for said in ask.sees.values()] + list(TABLE.database.values())
    assert {mark for one in said for mark in TABLE.marks(one)} <= set(MARKS)


def test_whoever_sees_something_may_open_it():
    for ask in TABLE.asks:
        for relation in TABLE.relations:
            if ask.sees.get(relation.name):
                assert ask.outcome(relation) == "shown", (ask.path, relation.name)


def test_nobody_but_who_registered_them_sees_possible_perpetrators_in_the_table():
    group = "possible_perpetrators"
    shown = {
        (relation.name, ask.path)
        for ask in TABLE.asks
        for relation in TABLE.relations
        if any(mark[1] == group for mark in TABLE.seen(ask, relation))
    }
    assert {name for name, _ in shown} == {"registrant"} and len(shown) >= 2
    given = {name for name, said in TABLE.database.items() if any(mark[1] == group for mark in TABLE.marks(said))}
    assert given == {"registrant"}


def test_every_field_group_of_a_record_has_its_own_words():
    found = {mark: found_in(" ".join(said)) for mark, said in MARKS.items()}
    assert {mark: {mark} for mark in MARKS} == found
    assert {group for record, group in MARKS if record == "shared"} == set(FIELD_GROUPS)


def test_what_a_form_offers_is_no_content_but_what_stands_beside_it_is():
    assert found_in('<option value="x">Broekwolde</option><label for="y">orgaanverwijdering</label>') == set()
    assert found_in('{"enum": ["orgaan", "broekwolde"]}') == set()
    assert found_in("<td>Broekwolde</td>") == {("shared", "core")}
    assert found_in('"wat": ["orgaan"]') == {("shared", "observations")}
    assert found_in('filename="zqsharednarrative.pdf"') == {("shared", "narrative")}


def test_every_exception_has_a_reason_and_differs_from_the_table():
    assert all(len(reason) > 20 for reason in EXCUSED.values())
    assert all(line.split(": ")[1].split(" in ")[0] not in line.rpartition(", ")[2] for line in EXCUSED)
