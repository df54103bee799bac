"""The wall around notices: the addressee reads and marks; whoever weighs tells those who saw the signal; no more."""

from __future__ import annotations

import psycopg
import pytest

pytestmark = pytest.mark.database
ADDRESSEE = "woon.1"
OTHERS = (
    "ggd.1", "ggd.2", "politie.1", "desk.1", "desk.2", "zorg.1", "privacy.1", "ggd.privacy", "fg.1", "beleid.1",
    "beheer.1",
)  # fmt: skip
INSERT = (
    "insert into notices_notice (id, member, organisation, record_id, controller, code, made_at, read_at)"
    " values (gen_random_uuid(), %(member)s, %(organisation)s, %(record)s, %(controller)s, %(code)s, now(), %(read)s)"
)


@pytest.fixture
def as_(walled, session):
    def stand(username, role="zicht_web"):
        connection = session(role)
        walled.as_actor(connection, username)
        return connection

    return stand


@pytest.fixture
def notice(walled):
    """A notice that may be made: to who registered the signal of the GGD, that it became a case."""
    registrant = walled.actors["ggd.1"]
    good = {
        "member": registrant.member, "organisation": registrant.organisation, "record": walled.records["ggd"],
        "controller": registrant.organisation, "code": "case", "read": None,
    }  # fmt: skip
    return lambda **changes: good | changes


def refused(connection, statement, values=None):
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(statement, values)


def test_the_addressee_reads_it_and_marks_it(walled, as_):
    connection = as_(ADDRESSEE)
    assert connection.execute("select record_id from notices_notice").fetchall() == [(walled.records["told"],)]
    assert connection.execute("update notices_notice set read_at = now()").rowcount == 1


@pytest.mark.parametrize("who", OTHERS)
def test_nobody_else_reads_or_marks_it(as_, who):
    connection = as_(who)
    assert connection.execute("select id from notices_notice").rowcount == 0
    assert connection.execute("update notices_notice set read_at = now()").rowcount == 0


def test_the_same_member_for_another_organisation_does_not(walled, as_):
    connection = as_(ADDRESSEE)
    connection.execute("select set_config('zicht.organisation', %s, true)", [str(walled.actors["ggd.1"].organisation)])
    assert connection.execute("select id from notices_notice").rowcount == 0


@pytest.mark.parametrize("scope", ["sign-in", "count", "task"])
@pytest.mark.parametrize("role", ["zicht_web", "zicht_worker"])
def test_no_scope_opens_them(as_, role, scope):
    connection = as_("desk.1", role)
    connection.execute("select set_config('zicht.scope', %s, true)", [scope])
    assert connection.execute("select id from notices_notice").rowcount == 0


@pytest.mark.parametrize("column", ["member", "organisation", "record_id", "controller", "code", "made_at"])
def test_of_a_notice_only_that_it_was_read_is_ever_changed(as_, column):
    refused(as_(ADDRESSEE), f"update notices_notice set {column} = {column}")


def test_nobody_deletes_one(as_):
    refused(as_(ADDRESSEE), "delete from notices_notice")


def test_who_weighs_tells_whoever_the_log_says_saw_it(as_, notice):
    assert as_("desk.1").execute(INSERT, notice()).rowcount == 1


def test_who_weighs_does_not_read_it_back(as_, notice):
    connection = as_("desk.1")
    connection.execute(INSERT, notice())
    assert connection.execute("select id from notices_notice").rowcount == 0


@pytest.mark.parametrize("who", [who for who in OTHERS if not who.startswith("desk")] + [ADDRESSEE])
def test_nobody_else_tells_anyone(as_, notice, who):
    refused(as_(who), INSERT, notice())


def test_the_word_desk_is_not_enough_without_a_right_on_the_signal(walled, as_, notice):
    connection = as_("politie.1")
    connection.execute("select set_config('zicht.role', 'desk', true)")
    refused(connection, INSERT, notice())


def test_nobody_is_told_of_a_signal_that_the_log_does_not_say_they_saw(walled, as_, notice):
    stranger = walled.actors["ggd.2"]
    refused(as_("desk.1"), INSERT, notice(member=stranger.member))


def test_nobody_is_told_under_an_organisation_for_which_they_did_not_see_it(walled, as_, notice):
    refused(as_("desk.1"), INSERT, notice(organisation=walled.actors["politie.1"].organisation))


def test_nobody_is_told_what_is_not_so(as_, notice):
    refused(as_("desk.1"), INSERT, notice(code="no_sign"))


def test_a_signal_is_not_said_to_be_anothers(walled, as_, notice):
    refused(as_("desk.1"), INSERT, notice(controller=walled.actors["politie.1"].organisation))


def test_no_notice_begins_as_read(as_, notice):
    refused(as_("desk.1"), INSERT, notice(read="2026-01-01"))


def test_who_only_tried_to_open_it_is_not_told(walled, as_, notice, session):
    """The log has them as refused."""
    refused_one = walled.actors["politie.1"]
    owner = session("postgres")
    row = owner.execute(
        "insert into logbook_row (id, at, actor, organisation, role, origin, purpose, action, outcome, records, groups,"
        " rule, leaf_hash) values (gen_random_uuid(), now(), %s, %s, 'professional', 'page', 'weighing',"
        " 'signals.open', 'denied', '[]', '[\"core\"]', '', '\\x00') returning id",
        [refused_one.member, refused_one.organisation],
    ).fetchone()
    owner.execute(
        "insert into logbook_subject (id, row, record, controller, at) values (gen_random_uuid(), %s, %s, %s, now())",
        [row[0], walled.records["ggd"], walled.actors["ggd.1"].organisation],
    )
    owner.execute("set local role zicht_web")
    walled.as_actor(owner, "desk.1")
    refused(owner, INSERT, notice(member=refused_one.member, organisation=refused_one.organisation))


def test_the_unit_for_public_reports_knows_no_notices(as_, notice):
    for statement in ("select id from notices_notice", "update notices_notice set read_at = now()"):
        refused(as_("desk.1", "zicht_intake"), statement)
    refused(as_("desk.1", "zicht_intake"), INSERT, notice())
