"""The wall lets through exactly what the slow reference says, in random worlds of rights."""

from __future__ import annotations

import uuid
from datetime import timedelta

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg.rows import dict_row
from server.wall import reference
from server.wall.reference import SEEN, Asker, World
from server.wall.walled import tell

from zicht.knowledge.standard import FIELD_GROUPS

pytestmark = pytest.mark.database

RECORDS = ("ggd", "police", "public", "case", "referral")
PEOPLE = ("ggd.1", "ggd.2", "politie.1", "desk.1", "desk.2", "zorg.1", "privacy.1", "fg.1", "beleid.1")
BY_RECORD = (
    "signals_core", "signals_identity", "signals_contact", "signals_narrative", "signals_location", "signals_status",
    "signals_possible_perpetrators", "signals_identity_detail", "signals_contact_detail", "signals_narrative_detail",
    "signals_location_detail", "signals_status_detail", "referrals_referral", "intake_receipt",
)  # fmt: skip
KEY = {"vault_recordkey": "record"} | dict.fromkeys(BY_RECORD, "record_id")
# How a processing activity comes to its end: switched off, its last day gone, its agreement over, or not begun.
OFF = {
    "switched off": "update door_activity set valid_until = now(), ended_at = now()",
    "over": "update door_activity set valid_until = now() - interval '1 hour'",
    "agreement over": "update door_agreement set valid_until = now()",
    "not begun": "update door_activity set valid_from = now() + interval '1 hour'",
}
EDGES = tuple(timedelta(hours=hours) for hours in (-2, -1, 0, 1, 2))
SMALL = settings(
    max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@st.composite
def right(draw):
    start = draw(st.sampled_from(EDGES))
    return {
        "id": uuid.UUID(int=draw(st.integers(0, 2**128 - 1))),
        "record": draw(st.sampled_from(RECORDS)),
        "to": draw(st.sampled_from(PEOPLE)),
        "by": draw(st.sampled_from(PEOPLE)),
        "role": draw(st.sampled_from(["*", "desk", "professional", "partner"])),
        "member": draw(st.sampled_from(["*", *PEOPLE])),
        "team": draw(st.sampled_from(["*", "*", "t1"])),
        "purpose": draw(st.sampled_from(["*", "*", "weighing", "care"])),
        "groups": draw(st.sets(st.sampled_from(sorted(FIELD_GROUPS)), max_size=5)),
        "from": start,
        "until": draw(st.sampled_from([edge for edge in EDGES if edge >= start])),
    }


askers = st.fixed_dictionaries(
    {
        "who": st.sampled_from(PEOPLE),
        "role": st.sampled_from(["", "", "desk", "professional", "partner", "privacy", "fg", "policy"]),
        "team": st.sampled_from(["", "t1"]),
        "purpose": st.sampled_from(["weighing", "care", ""]),
        "scope": st.sampled_from(["", "", "", "sign-in", "count", "task"]),
        "known": st.sampled_from([True, True, True, False]),
    }
)


class Bench:
    """One superuser connection: makes a world of rights in a transaction, looks at it as another role, rolls back."""

    def __init__(self, walled):
        self.walled = walled
        self.connection = walled.connect("postgres", row_factory=dict_row, autocommit=True)
        self.tables = {table: walled.rows(table) for table in SEEN if table != "door_right"}
        self.codes = {str(row["id"]): row["code"] for row in walled.rows("parties_organisation")}

    def asker(self, given):
        actor = self.walled.actors[given["who"]]
        known = given["known"]
        return Asker(
            organisation=str(actor.organisation) if known else "",
            role=(given["role"] or actor.role) if known else "",
            member=str(actor.member) if known else "",
            team=given["team"],
            purpose=given["purpose"],
            scope=given["scope"],
        )

    def row(self, given, now):
        actors = self.walled.actors
        record = next(r for r in self.tables["door_record"] if r["id"] == self.walled.records[given["record"]])
        return {
            "id": given["id"], "record_id": record["id"], "controller": record["controller_id"],
            "organisation_id": actors[given["to"]].organisation, "given_by_id": actors[given["by"]].organisation,
            "role": given["role"], "team": given["team"], "purpose": given["purpose"],
            "member": given["member"] if given["member"] == "*" else str(actors[given["member"]].member),
            **{f"g_{group}": group in given["groups"] for group in FIELD_GROUPS},
            "agreement": "test", "clause": "test",
            "valid_from": now + given["from"], "valid_until": now + given["until"],
            **{name: record[name] for name in ("kind", "received_at", "state", "acute", "due")}, "form": "",
        }  # fmt: skip

    def insert(self, row):
        columns = ", ".join(f'"{name}"' for name in row)
        places = ", ".join("%s" for _ in row)
        return self.connection.execute(f"insert into door_right ({columns}) values ({places})", list(row.values()))

    def switched_on(self, on):
        """The records of the organisation that has possible perpetrators on; none when ``on`` says how it went off."""
        if on in OFF:
            self.connection.execute(OFF[on])
            return frozenset()
        holder = self.walled.actors["ggd.1"].organisation
        return frozenset(row["id"] for row in self.tables["door_record"] if row["controller_id"] == holder)

    def world(self, rights, on="on"):
        """These rights and no others, as rows; the caller holds the transaction."""
        now = self.connection.execute("select now() as now").fetchone()["now"]
        self.connection.execute("delete from door_right")
        rows = [self.row(given, now) for given in {given["id"]: given for given in rights}.values()]
        for row in rows:
            self.insert(row)
        return World(rows, self.tables["logbook_subject"], self.codes, now, self.switched_on(on))

    def look_as(self, user, asker):
        self.connection.execute(f"set local role {user}")
        tell(self.connection, **asker.settings())

    def keys(self, table):
        key = KEY.get(table, "id")
        return {row["key"] for row in self.connection.execute(f'select "{key}" as key from {table}')}

    def expected(self, table, asker, world, worker):
        rows = world.rights if table == "door_right" else self.tables[table]
        key = KEY.get(table, "id")
        return {row[key] for row in rows if reference.seen(table, row, asker, world, worker=worker)}

    def rolled_back(self):
        return self.connection.transaction(force_rollback=True)


@pytest.fixture(scope="module")
def bench(walled):
    found = Bench(walled)
    yield found
    found.connection.close()


@SMALL
@given(
    rights=st.lists(right(), max_size=6),
    asker=askers,
    user=st.sampled_from(["zicht_web", "zicht_web", "zicht_worker"]),
    on=st.sampled_from(["on", "on", *OFF]),
)
def test_what_is_seen_is_what_is_in_force(bench, rights, asker, user, on):
    asker = bench.asker(asker)
    with bench.rolled_back():
        world = bench.world(rights, on)
        bench.look_as(user, asker)
        for table in SEEN:
            assert bench.keys(table) == bench.expected(table, asker, world, user == "zicht_worker"), table


@SMALL
@given(rights=st.lists(right(), min_size=1, max_size=6), asker=askers)
def test_what_can_be_changed_is_less_than_what_is_seen(bench, rights, asker):
    """A record moves on for whoever follows it up; a right is only ended, by who gave it."""
    asker = bench.asker(asker)
    with bench.rolled_back():
        world = bench.world(rights)
        bench.look_as("zicht_web", asker)
        moved = bench.connection.execute("update door_record set state = state").rowcount
        assert moved == sum(
            reference.holds(asker, world, row["id"], "follow_up") for row in bench.tables["door_record"]
        )
        ended = bench.connection.execute("update door_right set valid_until = now()").rowcount
        gave = [row for row in world.rights if reference.own(row, asker, "given_by_id")]
        assert ended == (len(gave) if asker.role in ("desk", "privacy") else 0)


@settings(SMALL, max_examples=120)
@given(rights=st.lists(right(), max_size=5), new=right(), asker=askers, own_gift=st.booleans())
def test_nobody_gives_what_they_do_not_hold(bench, rights, new, asker, own_gift):
    given_by = {"by": asker["who"]} if own_gift else {}
    asker = bench.asker(asker)
    with bench.rolled_back():
        world = bench.world([given for given in rights if given["id"] != new["id"]])
        row = bench.row(new | given_by, world.now)
        record = next(r for r in bench.tables["door_record"] if r["id"] == row["record_id"])
        bench.look_as("zicht_web", asker)
        try:
            with bench.connection.transaction():
                bench.insert(row)
            kept = True
        except psycopg.errors.InsufficientPrivilege:
            kept = False
        assert kept == reference.may_give(row, asker, world, record)


@pytest.mark.parametrize("on", ["on", *OFF])
def test_possible_perpetrators_are_there_while_their_controller_has_them_on(bench, on):
    """The right is the same each time, and so is the row: only the switch differs."""
    may = {"to": "ggd.1", "by": "ggd.1", "role": "*", "member": "*", "team": "*", "purpose": "*",
           "groups": {"possible_perpetrators"}, "from": EDGES[0], "until": EDGES[4]}  # fmt: skip
    asker = bench.asker({"who": "ggd.1", "role": "", "team": "", "purpose": "", "scope": "", "known": True})
    with bench.rolled_back():
        # a right on the police's record too: they have not switched it on
        bench.world([may | {"id": uuid.uuid4(), "record": record} for record in ("ggd", "police")], on)
        bench.look_as("zicht_web", asker)
        assert bench.keys("signals_possible_perpetrators") == ({bench.walled.records["ggd"]} if on == "on" else set())


@pytest.mark.parametrize("on", ["on", *OFF])
def test_possible_perpetrators_are_taken_while_they_are_on(bench, on):
    may = {"to": "ggd.1", "by": "ggd.1", "role": "*", "member": "*", "team": "*", "purpose": "*", "record": "told",
           "groups": {"core", "possible_perpetrators"}, "from": EDGES[0], "until": EDGES[4]}  # fmt: skip
    asker = bench.asker({"who": "ggd.1", "role": "", "team": "", "purpose": "", "scope": "", "known": True})
    with bench.rolled_back():
        bench.connection.execute("update door_record set controller_id = %s where id = %s",
                                 [bench.walled.actors["ggd.1"].organisation, bench.walled.records["told"]])  # fmt: skip
        bench.world([may | {"id": uuid.uuid4()}], on)
        bench.look_as("zicht_web", asker)
        keep = "insert into signals_possible_perpetrators (record_id, sealed) values (%s, '\\x01')"
        if on == "on":
            assert bench.connection.execute(keep, [bench.walled.records["told"]]).rowcount == 1
        else:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                bench.connection.execute(keep, [bench.walled.records["told"]])


PLANTED = {
    "a column without its table": "exists (select 1 from door_right r where r.record_id = record_id and r.g_core)",
    "a forgotten field group": "exists (select 1 from door_right r where r.record_id = signals_core.record_id)",
}


@pytest.mark.parametrize("leak", PLANTED)
def test_a_leak_in_a_policy_would_be_seen(bench, leak):
    """A right on the core of a case and an empty one on a signal show no core of a signal; a planted leak does."""
    first = {"id": uuid.uuid4(), "record": "case", "to": "ggd.1", "by": "desk.1", "role": "*", "member": "*",
             "team": "*", "purpose": "*", "groups": {"core"}, "from": EDGES[0], "until": EDGES[4]}  # fmt: skip
    asker = bench.asker({"who": "ggd.1", "role": "", "team": "", "purpose": "", "scope": "", "known": True})
    with bench.rolled_back():
        world = bench.world([first, first | {"id": uuid.uuid4(), "record": "police", "groups": set()}])
        assert bench.expected("signals_core", asker, world, False) == set()
        bench.connection.execute("set constraints all immediate")  # a table with work pending cannot be altered
        bench.connection.execute(
            f"create policy planted on signals_core for select to zicht_web using ({PLANTED[leak]})"
        )
        bench.look_as("zicht_web", asker)
        assert bench.keys("signals_core") != set()
