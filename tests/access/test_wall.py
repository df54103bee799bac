"""Past the door, PostgreSQL alone gives what the table says; each policy that is opened turns this red."""

from __future__ import annotations

import pytest
from access import wall
from access.check import relation
from access.table import TABLE
from django.db import connection

from zicht.server.oversight.actions.switch import switch_off


@pytest.mark.parametrize("name", [found.name for found in TABLE.relations if not found.after_withdrawal])
def test_the_tables_give_what_the_table_says(world, region, name):
    found = list(wall.violations(world, region, relation(name)))
    assert not found, "\n".join(found)


def test_after_withdrawal_the_tables_give_the_partner_nothing(world, region, standing):
    found = standing("partner_withdrawn").relation
    assert wall.rows_seen(world, region, found) == set()


def test_switched_off_the_tables_give_nothing_of_possible_perpetrators(world, region):
    found = relation("registrant")
    before = wall.rows_seen(world, region, found)
    switch_off(by=region["ggd.privacy"])
    assert wall.rows_seen(world, region, found) == {mark for mark in before if mark[1] != "possible_perpetrators"}
    assert any(mark[1] == "possible_perpetrators" for mark in before)


@pytest.mark.parametrize("table", wall.TABLES)
def test_an_open_policy_is_noticed(world, region, as_role, table):
    with as_role("zicht_owner"), connection.cursor() as cursor:
        cursor.execute(f"alter policy select_{table} on {table} using (true)")
    leaks = list(wall.violations(world, region, relation("other")))
    assert leaks
    assert {line.rpartition(":")[2] for line in leaks} == {wall.TABLES[table]}
