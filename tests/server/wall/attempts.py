"""What each role tries that it must not, by what it would mean. ``{braces}`` are ids of the filled database."""

from __future__ import annotations


def new_right(record: str, to: str = "own", core: bool = True, status: bool = False) -> str:
    """A right on a record for an organisation, given by one's own, without end."""
    return (
        "insert into door_right (id, record_id, controller, organisation_id, role, team, member, purpose, g_core,"
        " g_observations, g_identity, g_contact, g_narrative, g_location, g_status, g_possible_perpetrators,"
        " g_follow_up, agreement, clause, given_by_id, valid_from, valid_until, kind, received_at, state, acute, due,"
        f" form) values (gen_random_uuid(), '{{{record}}}', '{{own}}', '{{{to}}}', '*', '*', '*', '*', {core}, false,"
        f" false, false, false, false, {status}, false, false, 'x', 'x', '{{own}}', now() - interval '1 hour',"
        " '9999-12-31', 'signal', now(), 'received', false, now(), '')"
    )


def new_entry(actor: str, organisation: str) -> str:
    """A row of the log that says who did something."""
    return (
        "insert into logbook_row (id, at, actor, organisation, role, origin, purpose, action, outcome, records, groups,"
        f" rule, leaf_hash) values (gen_random_uuid(), now(), '{{{actor}}}', '{{{organisation}}}', 'desk', 'page',"
        " 'weighing', 'x', 'ok', '[]', '[]', '', '\\x00')"
    )


def new_grant(giver: str, receiver: str, record: str = "ggd", by: str = "member") -> str:
    """A grant on a signal."""
    return (
        "insert into sharing_grant (id, record_id, receiver_id, giver_id, role, purpose, groups, rules, given_by,"
        f" given_at, until, withdrawn_why) values (gen_random_uuid(), '{{{record}}}', '{{{receiver}}}', '{{{giver}}}',"
        f" 'desk', 'care', '', '', '{{{by}}}', now(), now(), '')"
    )


def new_agreement(by: str) -> str:
    """An agreement, brought in by somebody."""
    return (
        "insert into door_agreement (id, code, version, title, text, sha256, valid_from, valid_until, loaded_by)"
        f" values (gen_random_uuid(), 'x', '1', 'x', 'x', 'x', now(), '9999-12-31', '{{{by}}}')"
    )


def new_message(direction: str) -> str:
    """A message with the reporter of the public signal."""
    return (
        "insert into intake_message (id, record_id, direction, at, sealed)"
        f" values (gen_random_uuid(), '{{public}}', '{direction}', now(), '\\x00')"
    )


def new_follow_up(member: str, organisation: str) -> str:
    """A line of what was done with one's own signal."""
    return (
        "insert into signals_follow_up (id, record_id, kind, code, organisation, member, name, at)"
        f" values (gen_random_uuid(), '{{ggd}}', 'outcome', 'x', '{{{organisation}}}', '{{{member}}}', 'x', now())"
    )


def new_step(organisation: str) -> str:
    """A step in a referral."""
    return (
        "insert into referrals_step (id, record_id, code, name, organisation, at)"
        f" values (gen_random_uuid(), '{{referral}}', 'accepted', 'x', '{{{organisation}}}', now())"
    )


def new_advice(by: str) -> str:
    """Advice of the FG."""
    return (
        "insert into oversight_advice (id, organisation_id, given_by, given_by_name, at, subject, text)"
        f" values (gen_random_uuid(), '{{own}}', '{{{by}}}', 'x', now(), 'x', 'x')"
    )


def new_activity(
    organisation: str = "own", by: str = "member", advice: str = "advice", until: str = "9999-12-31", more: str = ""
) -> str:
    """Fields on possible perpetrators switched on for an organisation."""
    columns, values = (", ended_at", f", {more}") if more else ("", "")
    return (
        "insert into door_activity (id, organisation_id, kind, register, dpia, agreement_id, advice, valid_from,"
        f" valid_until, switched_by{columns}) select gen_random_uuid(), '{{{organisation}}}', 'possible_perpetrators',"
        f" 'x', 'x', id, '{{{advice}}}', now(), '{until}', '{{{by}}}'{values} from door_agreement"
        " where code = 'meldpunt-vechtstreek'"
    )


def of_case(signal: str) -> str:
    """A signal put under the case."""
    return (
        f"insert into cases_case_signal (id, case_id, signal_id) values (gen_random_uuid(), '{{case}}', '{{{signal}}}')"
    )


def new_talk(organisation: str) -> str:
    """Advice that an organisation gave without a signal."""
    return (
        'insert into intake_consultation (id, organisation_id, "on", caller, theme, answer, kept_until)'
        f" values (gen_random_uuid(), '{{{organisation}}}', current_date, 1, 1, 1, current_date + 9)"
    )


def new_one_off(organisation: str, by: str) -> str:
    """A one-off link of a desk."""
    return (
        "insert into intake_link (id, organisation_id, capacity, number, lookup, tries_left, made_by, made_by_name,"
        " made_at, expires_at, kept_until, name_under) values (gen_random_uuid(), "
        f"'{{{organisation}}}', 'care', '00000000', 'x', 10, '{{{by}}}', 'x', now(), now() + interval '1 day',"
        " current_date + 9, '')"
    )


def new_link(member: str) -> str:
    """An account at an organisation's provider that opens a member."""
    return (
        "insert into parties_outsideaccount (id, member_id, identity, linked)"
        f" values (gen_random_uuid(), '{{{member}}}', 'mine', now())"
    )


def new_past(member: str, record: str = "ggd") -> str:
    """A row of history in somebody's name."""
    return (
        "insert into signals_core_before (id, record_id, correction, number, at, organisation, member, name, why,"
        f" standard, sealed) values (gen_random_uuid(), '{{{record}}}', gen_random_uuid(), 99, now(), '{{own}}',"
        f" '{{{member}}}', 'x', 'other', '1', '')"
    )


def new_draft(member: str, organisation: str = "own", draft: str = "", ends: str = "now() + interval '1 day'") -> str:
    """A form that is not sent yet; under the id of something that is there already, when one is named."""
    place = f"'{{{draft}}}'" if draft else "gen_random_uuid()"
    return (
        'insert into drafts_draft (id, organisation, member, version, "window", standard, started_at, saved_at,'
        f" expires_at, sealed) values ({place}, '{{{organisation}}}',"
        f" '{{{member}}}', 1, 'w', '1', now(), now(), {ends}, '\\x00')"
    )


# What no role of the server may do, whatever it says about who asks.
NOBODY = {
    "become the owner": "set role zicht_owner",
    "become the superuser": "set role postgres",
    "become another session": "set session authorization zicht_owner",
    "leave row security": "alter table signals_core disable row level security",
    "drop a policy": "drop policy select_signals_core on signals_core",
    "add a policy": "create policy mine on signals_core using (true)",
    "let itself bypass": "alter role {role} bypassrls",
    "join the owner": "grant zicht_owner to {role}",
    "make a role": "create role helper superuser login",
    "make a table": "create table mine (x int)",
    "make a temporary table that stands in": "create temporary table door_record (id uuid)",
    "make a function": "create function mine() returns int language sql as 'select 1'",
    "make a schema": "create schema mine",
    "make a view": "create view mine as select * from signals_core",
    "make an extension": "create extension dblink",
    "read the passwords": "select * from pg_authid",
    "read a file": "select pg_read_file('/etc/passwd')",
    "list a folder": "select pg_ls_dir('/')",
    "copy to a file": "copy parties_organisation to '/tmp/zicht-copy'",
    "copy to a program": "copy parties_organisation to program 'cat'",
    "copy from a file": "copy parties_organisation from '/etc/passwd'",
    "import a large object": "select lo_import('/etc/passwd')",
    "turn triggers off": "set session_replication_role = replica",
    "disable the log's trigger": "alter table logbook_row disable trigger all",
    "empty the log": "truncate logbook_row",
    "change the log": "update logbook_row set action = 'x'",
    "delete from the log": "delete from logbook_row",
    "change a leaf": "update logbook_leaf set leaf_hash = '\\x00'",
    "delete a leaf": "delete from logbook_leaf",
    "change a head": "update logbook_head set root = '\\x00'",
    "delete a head": "delete from logbook_head",
    "delete a key": "delete from vault_recordkey",
    "change a key": "update vault_recordkey set wrapped = '\\x00'",
    "delete a record": "delete from door_record",
    "delete a right": "delete from door_right",
    "change what a right holds": "update door_right set g_status = true",
    "change whose a right is": "update door_right set organisation_id = given_by_id, member = '*'",
    "change whose a record is": "update door_record set controller_id = null",
    "change a statement": "update signals_observation set answer = 'no'",
    "change a signal's past": "update signals_core_before set why = 'other'",
    "delete a signal's past": "delete from signals_narrative_before",
    "take away what was done": "delete from signals_follow_up",
    "read what opens a link": "select lookup from intake_link",
    "read how a link is found": "select number from intake_link",
    "make a link last longer": "update intake_link set expires_at = '9999-12-31'",
    "give a link its tries back": "update intake_link set tries_left = 10",
    "open a link again": "update intake_link set used_at = null",
    "ask for a link past its functions": "select zicht_link('{{}}'::jsonb)",
    "change a talk": "update intake_consultation set caller = 1",
    "delete a message": "delete from intake_message",
    "read what a receipt opens": "select wrapped from intake_receipt",
    "delete a draft": "delete from drafts_draft",
    "give a draft to another": "update drafts_draft set member = '{other}'",
    "change for whom a draft is": "update drafts_draft set organisation = '{own}'",
    "change when a draft began": "update drafts_draft set started_at = now()",
    "make a member": "insert into parties_member (id) values (gen_random_uuid())",
    "give a member another role": "update parties_member set role = 'admin'",
    "move a member": "update parties_member set organisation_id = null",
    "delete a member": "delete from parties_member",
    "move the account that opens a member": "update parties_outsideaccount set member_id = '{member}'",
    "change the account that opens a member": "update parties_outsideaccount set identity = 'x'",
    "change an organisation": "update parties_organisation set reporting_point = true",
    "change the migrations": "delete from django_migrations",
    "write the public log": "select zicht_public_log('x', 'ok', null, null, array[]::text[], '')",
    "find a receipt": "select zicht_receipt('x', 'x')",
    "ask a form by id": "select zicht_form_of('{police}')",
}
# As ggd.1, a professional who registered one signal.
PROFESSIONAL_REFUSED = {
    "a run in another's name": "insert into signals_import_run select gen_random_uuid(), organisation,"
    " gen_random_uuid(), 'y', 'y', 'demo', 'running', 1, 0, 0, now(), now() from signals_import_run",
    "another file under a run": "update signals_import_run set sha256 = 'z'",
    "take a run away": "delete from signals_import_run",
    "a right on another organisation's signal": new_right("police"),
    "a right that holds nothing": new_right("police", core=False),
    "a right on the case made of one's signal": new_right("case"),
    "a one-off link": new_one_off("own", "member"),
    "advice of another organisation": new_talk("point"),
    "a key for another's record": "insert into vault_recordkey (record, under, wrapped) values ('{police}', 'k', '')",
    "a record in another's name": (
        "insert into door_record (id, kind, controller_id, body, activity, standard, made_by, retention_rule,"
        " retention_trigger, retention_term, retention_category, hold, hold_reason, received_at, state, acute, due)"
        " select gen_random_uuid(), kind, controller_id, body, activity, standard, '{other}', '', '', '', '', hold, '',"
        " received_at, state, acute, due from door_record where id = '{ggd}'"
    ),
    "a log entry in another's name": new_entry("other", "own"),
    "a log entry of another organisation": new_entry("member", "point"),
    "an agreement": new_agreement("member"),
    "possible perpetrators switched on": new_activity(),
    "a grant": new_grant("own", "point"),
    "another's key for the API": (
        "insert into parties_apikey (id, member_id, digest, label, created, expires)"
        " values (gen_random_uuid(), '{other}', 'x', 'x', now(), now())"
    ),
    "an account that opens another": new_link("other"),
    "a past in another's name": new_past("other"),
    "a past of another's signal": new_past("member", "police"),
    "row security off": "set local row_security = off; select * from signals_core",
    "a follow-up in another's name": new_follow_up("other", "own"),
    "a follow-up of another organisation": new_follow_up("member", "point"),
    "a draft in another's name": new_draft("other"),
    "a draft in a colleague's name": new_draft("colleague"),
    "a draft for another organisation": new_draft("member", "point"),
    "a draft under the id of another's signal, to come to its key": new_draft("member", draft="police"),
    "a draft under the id of a colleague's case": new_draft("member", draft="case"),
    "a draft under the id of another's draft": new_draft("member", draft="police_draft"),
    "a draft that is over when it begins": new_draft("member", ends="now()"),
    "what has expired, of everyone": "select * from zicht_expire_drafts()",
    "old links of everyone": "select * from zicht_erase_links()",
    "wrong codes forgotten": "update intake_link set wrong_tries = 0, tried_at = null",
    "a key for another's draft": (
        "insert into vault_recordkey (record, under, wrapped) values ('{police_draft}', 'k', '')"
    ),
    "a statement on another's signal": (
        "insert into signals_what (id, record_id, form) values (gen_random_uuid(), '{police}', 'labour')"
    ),
}
PROFESSIONAL_FINDS_NOTHING = {
    "one-off links": "select id from intake_link",
    "talks elsewhere": "select id from intake_consultation where organisation_id <> '{own}'",
    "a talk erased before its day": "delete from intake_consultation",
    "another's record": "select id from door_record where id = '{police}'",
    "another's record, changed": "update door_record set state = 'closed' where id = '{police}'",
    "a right of one's own, made longer": "update door_right set valid_until = '9999-12-31'",
    "a right of another": "select id from door_right where organisation_id <> '{own}'",
    "the core of one's own signal, taken away without a past": "delete from signals_core",
    "statements taken away without a past": "delete from signals_observation",
    "whose rights a correction touches": "select * from zicht_rights_to_settle('{ggd}')",
    "the password of a colleague": "update parties_member set password = 'x' where id = '{colleague}'",
    "members elsewhere": "select id from parties_member where organisation_id <> '{own}'",
    "keys of others": "select id from parties_apikey where member_id <> '{member}'",
    "accounts that open others": "select id from parties_outsideaccount where member_id <> '{member}'",
    "accounts that open others, taken away": "delete from parties_outsideaccount where member_id <> '{member}'",
    "secrets of second factors": "select id from mfa_authenticator",
    "drafts of others": "select id from drafts_draft where member <> '{member}'",
    "another's draft, changed": "update drafts_draft set version = 9 where id = '{police_draft}'",
    "the key of another's draft": "select record from vault_recordkey where record = '{police_draft}'",
    "one's own draft that is over": "select id from drafts_draft where id = '{over}'",
    "one's own draft that is over, made to last": (
        "update drafts_draft set expires_at = now() + interval '1 day' where id = '{over}'"
    ),
    "the key of one's own draft that is over": "select record from vault_recordkey where record = '{over}'",
    "another's draft, thrown away": "select 1 where zicht_drop_draft('{police_draft}')",
    "another's signal, thrown away as a draft": "select 1 where zicht_drop_draft('{police}')",
    "the log": "select id from logbook_row",
    "possible perpetrators switched off": "update door_activity set valid_until = now(), ended_at = now()",
    "possible perpetrators of another": "select from signals_possible_perpetrators where record_id = '{police}'",
    "who opened a signal": "select * from zicht_who_opened('{ggd}', array['signals.open', 'cases.signal'])",
    "statistics on hidden columns": "select * from pg_stats where schemaname = 'public' and tablename like 'signals%%'",
}
# As desk.1, who may give what the desk holds to others.
DESK_REFUSED = {
    "a one-off link in another's name": new_one_off("own", "other"),
    "a one-off link of another organisation": new_one_off("partner", "member"),
    "a link taken back in another's name": (
        "update intake_link set withdrawn_at = now(), withdrawn_by = '{other}' where organisation_id = '{own}'"
    ),
    "a link taken back and open": "update intake_link set withdrawn_by = '{member}' where organisation_id = '{own}'",
    "a longer right": "update door_right set valid_until = '9999-12-31' where organisation_id = '{own}'",
    "a right for the desk itself": new_right("police"),
    "a group that it does not hold": new_right("ggd", to="partner", status=True),
    "a grant in another's name": new_grant("partner", "own"),
    "a grant that a colleague gave": new_grant("own", "partner", by="other"),
    "a grant on what is not there": new_grant("own", "partner", record="member"),
    "words of the reporter": new_message("from_reporter"),
    "a step of the partner": new_step("partner"),
    "a case on a signal that it cannot see": of_case("member"),
    "an agreement": new_agreement("member"),
    "a released picture": (
        "insert into publishing_picture (id, organisation_id, year, state, asked_by, asked_by_name, asked_at, problem,"
        " size_level) values (gen_random_uuid(), '{own}', 2025, 'asked', '{member}', 'x', now(), '', '')"
    ),
}
# The same statements where they belong: what is refused above is not refused for its spelling.
PROFESSIONAL_MAY = {
    "advice of one's own organisation": new_talk("own"),
    "a right on a signal that one made": new_right("ggd"),
    "a log entry in one's own name": new_entry("member", "own"),
    "another account that opens oneself": (
        "delete from parties_outsideaccount where member_id = '{member}'; " + new_link("member")
    ),
    "a follow-up in one's own name": new_follow_up("member", "own"),
    "a past of one's own signal in one's own name": new_past("member"),
    "a draft of one's own": new_draft("member"),
    "one's own draft, changed": "update drafts_draft set version = 9 where id = '{draft}'",
    "the key of one's own draft": "select record from vault_recordkey where record = '{draft}'",
    "one's own draft, thrown away": "select 1 where zicht_drop_draft('{draft}')",
    "one's own draft that is over, thrown away": "select 1 where zicht_drop_draft('{over}')",
}
DESK_MAY = {
    "a one-off link of one's own": new_one_off("own", "member"),
    "a link taken back": "update intake_link set withdrawn_at = now(), withdrawn_by = '{member}'",
    "a right for a partner, of what the desk holds": new_right("ggd", to="partner"),
    "a grant of one's own": new_grant("own", "partner"),
    "an answer to the reporter": new_message("to_reporter"),
    "a step of one's own": new_step("own"),
    "another signal of the case": of_case("police"),
    "an end to what one gave": "update door_right set valid_until = now() where organisation_id = '{partner}'",
}
# As ggd.privacy, who may switch for the own organisation and in their own name.
PRIVACY_REFUSED = {
    "the switch of another organisation": new_activity(organisation="point"),
    "a switch in another's name": new_activity(by="other"),
    "a switch on the advice to another organisation": new_activity(advice="advice_to_point"),
    "a switch on no advice": new_activity(advice="member"),
    "a switch that is over as it begins": new_activity(more="now()"),
    "a switch that lasts longer": "update door_activity set valid_until = '9999-12-31'",
    "an end in another's name": (
        "update door_activity set valid_until = now(), ended_at = now(), ended_by = '{other}'"
    ),
    "an end that does not end": "update door_activity set ended_at = now(), ended_by = '{member}'",
    "another DPIA": "update door_activity set dpia = 'y'",
    "another organisation's": "update door_activity set organisation_id = '{point}'",
    "no trace of it": "delete from door_activity",
}
WITHDRAW = "update sharing_grant set withdrawn_at = {at}, withdrawn_by = {by}, withdrawn_why = 'other'"
