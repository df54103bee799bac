"""PostgreSQL, with the intake unit's own credentials: a link gives a signal and shows nothing, also when two send."""

from __future__ import annotations

import secrets
import threading
import uuid

import psycopg
import pytest
from django.db import connection
from server.intake.test_links import told
from server.intake.test_roles import ask, connected, refused

from zicht.knowledge.links import link_rules
from zicht.server.intake.actions.link_report import CHANNEL, _asked, key_of
from zicht.server.intake.actions.report import report_given
from zicht.server.intake.linked import LINKED_CONTENT
from zicht.server.intake.receipts import code_for
from zicht.server.vault.envelope import digest

CODE = "12345678" + "9" * 12


@pytest.fixture
def owner(region):
    with connected("zicht_owner") as session:
        yield session
        session.rollback()


@pytest.fixture
def kept(region):
    """A link that is really kept, for sessions that do not see this test's transaction; gone afterwards."""
    with connected("zicht_owner") as session:
        session.execute("delete from intake_link")
        new_link(session)
        session.commit()
    yield key_of(CODE)
    with connected("zicht_owner") as session:
        session.execute("delete from intake_link")
        session.commit()


def new_link(session, **changes):
    key = key_of(CODE)
    row = {
        "id": str(uuid.uuid4()), "capacity": "education", "number": key.number, "lookup": key.lookup, "tries_left": 3,
        "made_by": str(uuid.uuid4()), "made_by_name": "x", "name_under": "",
    } | changes  # fmt: skip
    columns, places = ", ".join(row), ", ".join(["%s"] * len(row))
    session.execute(
        f"insert into intake_link (organisation_id, made_at, expires_at, kept_until, {columns})"
        f" select id, now(), now() + interval '1 day', current_date + 9, {places} from parties_organisation"
        " where code = 'meldpunt'",
        list(row.values()),
    )
    return key


def given_by(key, form=None, **changes):
    own = f"link:{form or secrets.token_hex(16)}"
    return report_given(told(**changes), own, code_for(own), LINKED_CONTENT, CHANNEL) | _asked(key)


def test_with_its_own_credentials_the_intake_role_opens_a_link_and_sends_one_signal(kept):
    with connected("zicht_intake") as intake:
        asked = _asked(kept) | {"nonce": digest("x")}
        assert ask(intake, "intake_link_open", **asked) == {"capacity": "education"}
        given = given_by(kept)
        assert ask(intake, "intake_link_report", **given) == {"outcome": "new"}
        assert ask(intake, "intake_link_report", **given) == {"outcome": "known"}
        assert ask(intake, "intake_link_report", **given_by(kept)) == {"outcome": "unknown"}
        assert ask(intake, "intake_link_open", **asked) is None
        for column in ("lookup", "number", "id", "*"):
            refused(intake, f"select {column} from intake_link")
        refused(intake, "select zicht_link('{}'::jsonb)")
        intake.rollback()


def test_what_is_given_by_a_link_cannot_widen_what_is_kept(owner):
    key = new_link(owner)
    given, stranger = given_by(key), str(uuid.uuid4())
    given |= {"kind": "case", "state": "case", "controller_id": stranger, "role": "*", "g_status": True}
    given["signals_core"][0] |= {"channel": "form", "capacity": "police", "record_id": stranger}
    given["signals_observation"][0] |= {"record_id": stranger}
    given |= {"signals_identity": [{"sealed": "\\x00"}], "signals_possible_perpetrators": [{"sealed": "\\x00"}]}
    assert ask(owner, "intake_link_report", **given) == {"outcome": "new"}
    signal = given["record"]
    assert owner.execute("select channel, capacity from signals_core where record_id = %s", [signal]).fetchall() == [
        ("link", "education")
    ]
    right = "select role, member, g_status, g_possible_perpetrators from door_right where record_id = %s"
    assert owner.execute(right, [signal]).fetchall() == [("desk", "*", False, False)]
    assert owner.execute("select kind, state, made_by from door_record where id = %s", [signal]).fetchone() == (
        "signal", "received", None,
    )  # fmt: skip
    assert owner.execute("select count(*) from signals_observation where record_id = %s", [signal]).fetchone() == (1,)
    for table in ("signals_identity", "signals_possible_perpetrators"):
        assert owner.execute(f"select 1 from {table} where record_id = %s", [signal]).fetchall() == []
    assert owner.execute("select 1 from signals_observation where record_id = %s", [stranger]).fetchall() == []
    assert owner.execute("select record_id::text, used_at is not null from intake_link").fetchall() == [(signal, True)]


@pytest.mark.parametrize(
    "ended",
    ["withdrawn_at = now()", "expires_at = now()", "tries_left = 0", "used_at = now()", "number = '00000000'"],
)
def test_an_ended_link_is_as_unknown_as_a_wrong_one(owner, ended):
    key = new_link(owner)
    owner.execute(f"update intake_link set {ended}")
    assert ask(owner, "intake_link_open", **_asked(key), nonce="x") is None
    given = given_by(key)
    assert ask(owner, "intake_link_report", **given) == {"outcome": "unknown"}
    assert owner.execute("select 1 from door_record where id = %s", [given["record"]]).fetchall() == []


def test_a_wrong_code_costs_its_link_a_try_and_no_other_link_one(owner):
    key = new_link(owner)
    other = new_link(owner, number="87654321")
    assert key == other
    wrong = _asked(key) | {"link_lookup": "0" * 64, "nonce": "x"}
    left = "select number, tries_left from intake_link order by number"
    for expected in (2, 1, 0, 0):
        assert ask(owner, "intake_link_open", **wrong) is None
        assert owner.execute(left).fetchall() == [("12345678", expected), ("87654321", 3)]
    assert ask(owner, "intake_link_open", **_asked(key), nonce="x") is None


def test_a_link_rests_and_opens_again_by_the_clock_of_the_database(owner):
    """The pause is fixed in the function: no process that may ask can shorten it, and nothing given can."""
    key, rules = new_link(owner), link_rules()
    owner.execute("update intake_link set tries_left = 0, wrong_tries = 10, tried_at = now() - interval '59 minutes'")
    asked = _asked(key) | {"nonce": "x", "tries_left": 9, "pause": 0}
    assert (rules.tries, rules.pause_minutes) == (10, 60), "as in migrations/0006_link_tries.py"
    assert ask(owner, "intake_link_open", **asked) is None
    owner.execute("update intake_link set tried_at = now() - interval '60 minutes'")
    assert ask(owner, "intake_link_open", **asked) == {"capacity": "education"}
    assert ask(owner, "intake_link_open", **asked | {"link_lookup": "0" * 64}) is None
    left = "select tries_left, wrong_tries, tried_at > now() - interval '1 minute' from intake_link"
    assert owner.execute(left).fetchall() == [(9, 11, True)]


def test_two_sends_at_the_same_moment_keep_one_signal(kept):
    """Two sessions of the intake role, each with a form of its own: one signal, and the other finds the link used."""
    outcomes, ready = [], threading.Barrier(2)

    def one(given):
        with connected("zicht_intake") as session:
            ready.wait()
            outcomes.append(ask(session, "intake_link_report", **given)["outcome"])
            session.commit()

    given = [given_by(kept), given_by(kept)]
    racers = [threading.Thread(target=one, args=(each,)) for each in given]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()
    assert sorted(outcomes) == ["new", "unknown"]
    with connected("zicht_owner") as session:
        ids = [each["record"] for each in given]
        assert session.execute("select count(*) from door_record where id = any(%s::uuid[])", [ids]).fetchone() == (1,)
        clean(session, ids)


def test_the_same_form_sent_twice_at_the_same_moment_gets_one_receipt(kept):
    form = secrets.token_hex(16)
    given = [given_by(kept, form), given_by(kept, form)]
    with connected("zicht_intake") as first, connected("zicht_intake") as second:
        assert ask(first, "intake_link_report", **given[0]) == {"outcome": "new"}
        second.execute("set lock_timeout = '300ms'")
        with pytest.raises(psycopg.errors.LockNotAvailable):
            ask(second, "intake_link_report", **given[1])
        second.rollback()
        first.commit()
        assert ask(second, "intake_link_report", **given[1]) == {"outcome": "known"}
        second.rollback()
    with connected("zicht_owner") as session:
        clean(session, [given[0]["record"]])


def clean(session, records):
    """Take away what was really kept: these tests commit."""
    session.execute("delete from intake_link")
    for table in ("intake_receipt", "signals_core", "signals_what", "signals_observation", "signals_contact",
                  "signals_narrative", "door_right"):  # fmt: skip
        session.execute(f"delete from {table} where record_id = any(%s::uuid[])", [records])
    session.execute("delete from vault_recordkey where record = any(%s::uuid[])", [records])
    session.execute("delete from door_record where id = any(%s::uuid[])", [records])
    session.commit()


def test_staff_see_a_link_but_never_what_opens_it(region):
    with connection.cursor() as cursor:
        for column in ("number", "lookup", "*"):
            cursor.execute("savepoint here")
            with pytest.raises(Exception, match="permission denied"):
                cursor.execute(f"select {column} from intake_link")
            cursor.execute("rollback to savepoint here")
