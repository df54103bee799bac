"""Both databases: triggers that keep the list columns of ``Right`` and the log append-only.

PostgreSQL: the roles, and the second wall: policies of fixed text that read ``door_right``. Agreements are
data; no policy names one. All policies stand here, in one place, so that they can be read as one.
"""

from django.db import migrations

GROUPS = {
    "signals_core": "core",
    "signals_person": "core",
    "signals_what": "observations",
    "signals_observation": "observations",
    "signals_identity": "identity",
    "signals_contact": "contact",
    "signals_narrative": "narrative",
    "signals_location": "location",
    "signals_status": "status",
    "signals_possible_perpetrators": "possible_perpetrators",
    "signals_follow_up": "follow_up",
    "signals_core_detail": "core",
    "signals_observation_detail": "observations",
    "signals_follow_up_detail": "follow_up",
    "signals_identity_detail": "identity",
    "signals_contact_detail": "contact",
    "signals_narrative_detail": "narrative",
    "signals_location_detail": "location",
    "signals_status_detail": "status",
    "referrals_referral": "core",
    "referrals_step": "follow_up",
}
APPEND_ONLY = ("logbook_row", "logbook_subject", "logbook_leaf", "logbook_node", "logbook_head")

ORG = "(select nullif(current_setting('zicht.organisation', true), '')::uuid)"
SCOPE = "(select current_setting('zicht.scope', true))"


def setting(name):
    return f"(select current_setting('zicht.{name}', true))"


ROLE, MEMBER, PURPOSE = (setting(name) for name in ("role", "member", "purpose"))
# Functions, which the planner does not look into. Spelled out, it guesses that each condition on a setting lets one row
# in two hundred pass and all of them together none, and a list then sorts everything that an organisation may see.
IN_FORCE = (
    f"r.organisation_id = {ORG}"
    " and zicht_in_force(r.role, r.member, r.team, r.purpose, r.valid_from, r.valid_until)"
)
RIGHT_FUNCTIONS = """
create function zicht_in_force(
  of_role varchar, of_member varchar, of_team varchar, of_purpose varchar, since timestamptz, until timestamptz
) returns boolean language plpgsql stable parallel safe as $$
begin
  return of_role in ('*', current_setting('zicht.role', true)) and of_member in ('*', current_setting('zicht.member', true))
     and of_team in ('*', current_setting('zicht.team', true))
     and of_purpose in ('*', current_setting('zicht.purpose', true)) and since <= now() and until > now();
end $$;

-- A right is seen by whoever has it now, by those who gave it, and by those who watch over the organisation that has it.
create function zicht_sees_right(
  of_organisation uuid, giver uuid,
  of_role varchar, of_member varchar, of_team varchar, of_purpose varchar, since timestamptz, until timestamptz
) returns boolean language plpgsql stable parallel safe as $$
declare
  mine uuid := nullif(current_setting('zicht.organisation', true), '')::uuid;
  acting text := current_setting('zicht.role', true);
begin
  return (of_organisation = mine and (
           zicht_in_force(of_role, of_member, of_team, of_purpose, since, until) or acting in ('privacy', 'fg')))
      or (giver = mine and acting in ('desk', 'privacy', 'fg'));
end $$
"""
WATCHES = f"{ROLE} in ('privacy', 'fg')"
# Who may see a record at all may add to its follow-up, without being able to read it back; in no name but their own.
SIGNED = {
    "signals_follow_up": f"signals_follow_up.organisation = {ORG} and signals_follow_up.member::text = {MEMBER}",
    "referrals_step": f"referrals_step.organisation = {ORG}",
}


def right_on(column, group=""):
    """``column`` must name its table: a bare name would be taken as the right's own column, and always match."""
    holds = f" and r.g_{group}" if group else ""
    return f"exists (select 1 from door_right r where r.record_id = {column} and {IN_FORCE}{holds})"


# What the organisation's desk may see now, whoever asks for the count.
DESK = (
    f"r.organisation_id = {ORG} and r.role in ('*', 'desk') and r.member = '*' and r.team = '*'"
    " and r.valid_from <= now() and r.valid_until > now()"
)


def counted(column, group):
    return (
        f"{SCOPE} = 'count' and exists"
        f" (select 1 from door_right r where r.record_id = {column} and {DESK} and r.g_{group})"
    )


def policy(table, command, *, using="", check="", to="zicht_web", name=""):
    parts = [f"create policy {name or command}_{table} on {table} for {command} to {to}"]
    if using:
        parts.append(f"using ({using})")
    if check:
        parts.append(f"with check ({check})")
    return " ".join(parts)


def group_policies():
    for table, group in GROUPS.items():
        sees = right_on(f"{table}.record_id", group)
        yield policy(table, "select", using=sees)
        adds = f"{right_on(f'{table}.record_id')} and {SIGNED[table]}" if table in SIGNED else sees
        yield policy(table, "insert", check=adds)


def spine_policies():
    yield policy("door_record", "select", using=f"{right_on('door_record.id')} or ({WATCHES} and controller_id = {ORG})")
    yield policy("door_record", "insert", check=f"controller_id = {ORG} and made_by::text = {MEMBER}")
    moves = right_on("door_record.id", "follow_up")
    yield policy("door_record", "update", using=moves, check=moves)
    sees = "zicht_sees_right(organisation_id, given_by_id, role, member, team, purpose, valid_from, valid_until)"
    yield policy("door_right", "select", using=sees)
    may_give = ", ".join(f"g_{g}" for g in sorted({*GROUPS.values()}))
    gives = f"given_by_id = {ORG} and zicht_may_give(record_id, organisation_id, {may_give})"
    yield policy("door_right", "insert", check=gives)
    ends = f"given_by_id = {ORG} and {ROLE} in ('desk', 'privacy')"
    # Only the end of a right may be written (see WEB_MAY), and only to end it: never to make it last longer.
    yield policy("door_right", "update", using=ends, check=f"{ends} and valid_until <= now()")
    yield policy("door_indextoken", "select", using=f"scope = {ORG}::text")
    yield policy("door_indextoken", "insert", check=right_on("door_indextoken.record_id"))
    yield policy("vault_recordkey", "select", using=right_on("vault_recordkey.record"))
    yield policy("vault_recordkey", "insert", check=right_on("vault_recordkey.record"))
    yield policy("door_agreement", "select", using=f"{ORG} is not null")
    # What is agreed in the region is kept by the reporting point: else who receives could write what is given.
    point = f"(select o.reporting_point from parties_organisation o where o.id = {ORG})"
    keeps = f"{ROLE} = 'privacy' and {point}"
    yield policy("door_agreement", "insert", check=f"{keeps} and loaded_by::text = {MEMBER}")
    yield policy("door_agreement", "update", using=keeps, check=keeps)


def room_policies():
    # A notice is its addressee's alone: whoever makes one does not read it back.
    mine = f"notices_notice.member::text = {MEMBER} and notices_notice.organisation = {ORG}"
    yield policy("notices_notice", "select", using=mine)
    yield policy("notices_notice", "update", using=mine, check=mine)
    tells = ", ".join(f"notices_notice.{name}" for name in ("record_id", "controller", "code", "member", "organisation"))
    yield policy("notices_notice", "insert", check=f"zicht_may_tell({tells}) and notices_notice.read_at is null")
    yield policy("cases_case_signal", "select", using=right_on("cases_case_signal.case_id", "core"))
    both = (right_on(f"cases_case_signal.{column}", "core") for column in ("case_id", "signal_id"))
    yield policy("cases_case_signal", "insert", check=" and ".join(both))
    # Messages with a reporter are their words: whoever may not read the narrative may not read these.
    told = right_on("intake_message.record_id", "narrative")
    yield policy("intake_message", "select", using=told)
    # Nobody here puts words in a reporter's mouth: what they say comes in by their receipt only.
    yield policy("intake_message", "insert", check=f"{told} and direction = 'to_reporter'")
    yield policy("intake_receipt", "select", using=right_on("intake_receipt.record_id", "core"))
    both = f"{ORG} in (giver_id, receiver_id)"
    yield policy("sharing_grant", "select", using=both)
    gives = f"giver_id = {ORG} and {ROLE} = 'desk' and given_by::text = {MEMBER} and withdrawn_at is null"
    yield policy("sharing_grant", "insert", check=f"{gives} and {right_on('sharing_grant.record_id')}")
    # Withdrawn once, in one's own name: who took it back and when is history.
    ends = f"giver_id = {ORG} and {ROLE} in ('desk', 'privacy')"
    named = f"{ends} and withdrawn_at is not null and withdrawn_by::text = {MEMBER}"
    yield policy("sharing_grant", "update", using=f"{ends} and withdrawn_at is null", check=named)
    adviser = f"organisation_id = {ORG} and {ROLE} = 'policy'"
    yield policy("publishing_picture", "select", using=adviser)
    # A page asks; what was released comes from the worker alone.
    asks = f"{adviser} and state = 'asked' and asked_by::text = {MEMBER}"
    yield policy("publishing_picture", "insert", check=asks)
    yield policy("publishing_picture", "update", using=adviser, check=adviser)
    yield policy("oversight_advice", "select", using=f"organisation_id = {ORG} and {WATCHES}")
    yield policy(
        "oversight_advice", "insert", check=f"organisation_id = {ORG} and {ROLE} = 'fg' and given_by::text = {MEMBER}"
    )


def people_policies():
    signing = f"{SCOPE} = 'sign-in'"
    yield policy("parties_member", "select", using=f"{signing} or organisation_id = {ORG}")
    yield policy("parties_member", "update", using=signing, check=signing)
    own = f"member_id::text = {MEMBER}"
    yield policy("parties_apikey", "select", using=f"{signing} or {own}")
    yield policy("parties_apikey", "insert", check=own)
    yield policy("parties_apikey", "update", using=own, check=own)
    # Looked up while somebody signs in; made and taken away by nobody but the member. Never moved to another.
    linked = f"parties_outsideaccount.member_id::text = {MEMBER}"
    yield policy("parties_outsideaccount", "select", using=f"{signing} or {linked}")
    yield policy("parties_outsideaccount", "insert", check=linked)
    yield policy("parties_outsideaccount", "delete", using=linked)
    # The secret of a second factor is sealed, and looked up while somebody signs in only.
    for command in ("select", "insert", "update", "delete"):
        read, written = command != "insert", command in ("insert", "update")
        yield policy("mfa_authenticator", command, using=signing if read else "", check=signing if written else "")


def log_policies():
    said = f"coalesce(logbook_row.actor::text, '') = coalesce({MEMBER}, '')"
    yield policy("logbook_row", "insert", check=f"{said} and logbook_row.organisation is not distinct from {ORG}")
    yield policy("logbook_subject", "insert", check="true")
    yield policy("logbook_subject", "select", using=f"{WATCHES} and controller = {ORG}")
    about = f"exists (select 1 from logbook_subject s where s.row = logbook_row.id and s.controller = {ORG})"
    yield policy("logbook_row", "select", using=f"{WATCHES} and (organisation = {ORG} or {about})")
    for table in ("logbook_row", "logbook_subject"):
        yield policy(table, "select", using="true", to="zicht_worker", name="worker")


def worker_policies():
    """Only the worker counts: what the desk of the organisation whose picture is made may see now."""
    for table, group in (("signals_core", "core"), ("signals_what", "observations"), ("signals_follow_up", "follow_up")):
        yield policy(table, "select", using=counted(f"{table}.record_id", group), to="zicht_worker", name="count")
    desk = DESK.replace("r.", "door_right.")
    yield policy("door_right", "select", using=f"{SCOPE} = 'count' and {desk}", to="zicht_worker", name="count")
    # Only the keys that agreements gave this organisation for this purpose, and only those of people.
    scope = f"{PURPOSE} || ':' || (select o.code from parties_organisation o where o.id = {ORG})"
    linked = f"door_indextoken.kind = 'person' and door_indextoken.scope = {scope}"
    linked = f"{linked} and {counted('door_indextoken.record_id', 'core')}"
    yield policy("door_indextoken", "select", using=linked, to="zicht_worker", name="count")
    yield policy("door_record", "select", using=counted("door_record.id", "core"), to="zicht_worker", name="count")
    # A task that could not be done as who asked for it is noted as failed all the same.
    given_up = f"{SCOPE} = 'task' and publishing_picture.organisation_id = {ORG}"
    yield policy("publishing_picture", "select", using=given_up, to="zicht_worker", name="task_read")
    yield policy("publishing_picture", "update", using=given_up, check=given_up, to="zicht_worker", name="task")


PROTECTED = (
    *GROUPS,
    "door_record",
    "door_right",
    "door_indextoken",
    "door_agreement",
    "vault_recordkey",
    "notices_notice",
    "cases_case_signal",
    "intake_message",
    "intake_receipt",
    "sharing_grant",
    "publishing_picture",
    "oversight_advice",
    "parties_member",
    "parties_apikey",
    "parties_outsideaccount",
    "mfa_authenticator",
    "logbook_row",
    "logbook_subject",
)

ROLES = """
do $$
declare wanted text;
begin
  foreach wanted in array array['zicht_web', 'zicht_intake', 'zicht_worker'] loop
    if not exists (select 1 from pg_roles where rolname = wanted) then
      execute format('create role %I login', wanted);
    end if;
    execute format('grant usage on schema public to %I', wanted);
  end loop;
  grant zicht_web to zicht_worker;
end $$;
"""

FUNCTIONS = """
create function zicht_copy_to_rights() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  update door_right set received_at = new.received_at, state = new.state, acute = new.acute, due = new.due
   where record_id = new.id;
  return null;
end $$;
create trigger record_to_rights after update of received_at, state, acute, due on door_record
  for each row execute function zicht_copy_to_rights();

create function zicht_form_of(wanted uuid) returns text language sql stable security definer set search_path = public, pg_temp as $$
  select case count(*) when 0 then '' when 1 then min(form) else 'several' end from signals_what where record_id = wanted
$$;
create function zicht_form_to_rights() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  update door_right set form = zicht_form_of(new.record_id) where record_id = new.record_id and g_observations;
  return null;
end $$;
create trigger what_to_rights after insert or update on signals_what
  for each row execute function zicht_form_to_rights();
create function zicht_form_on_right() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  new.form := case when new.g_observations then zicht_form_of(new.record_id) else '' end;
  return new;
end $$;
create trigger right_form before insert on door_right for each row execute function zicht_form_on_right();

create function zicht_append_only() returns trigger language plpgsql as $$
begin
  raise exception 'the log is append-only';
end $$;
"""

# Who makes a record gives the first rights on it. After that only a desk gives on, to another organisation, and no
# more than it holds itself: so nobody gives themselves a right, or a wider one.
def may_give():
    groups = sorted({*GROUPS.values()})
    arguments = ", ".join(f"a_{group} boolean" for group in groups)
    # Two rights may complete each other, so each group may come from another right: ask group by group.
    asked = " and ".join(
        f"(not a_{g} or exists (select 1 from door_right r where r.record_id = wanted and {IN_FORCE} and r.g_{g}))"
        for g in groups
    )
    return (
        f"create function zicht_may_give(wanted uuid, receiver uuid, {arguments}) returns boolean"
        " language plpgsql stable security definer set search_path = public, pg_temp as $$ begin"
        " if exists (select 1 from door_record d"
        f" where d.id = wanted and d.controller_id = {ORG} and d.made_by::text = {MEMBER}) then return true; end if;"
        f" return coalesce({ROLE} = 'desk' and receiver <> {ORG} and {right_on('wanted')} and {asked}, false); end $$"
    )


# The desk tells everyone who saw a signal: so it may ask who opened one that it weighs, and nothing else of the log.
def who_opened():
    return (
        "create function zicht_who_opened(wanted uuid, actions text[])"
        " returns table (actor uuid, organisation uuid, role varchar, at timestamptz)"
        " language sql stable security definer set search_path = public, pg_temp as $$"
        " select l.actor, l.organisation, l.role, l.at from logbook_subject s join logbook_row l on l.id = s.row"
        " where s.record = wanted and l.action = any (actions) and l.outcome = 'ok' and l.actor is not null"
        f" and {ROLE} = 'desk' and {right_on('wanted', 'follow_up')} $$;"
        " revoke all on function zicht_who_opened(uuid, text[]) from public;"
        " grant execute on function zicht_who_opened(uuid, text[]) to zicht_web"
    )


# Who declines a referral sees no more of what came with it. The receiver may end its own rights of a grant and nothing
# else: never another's, never make one last longer. The right on the referral itself stays, to read how it ended.
def give_back():
    return (
        "create function zicht_give_back(wanted uuid) returns void"
        " language plpgsql security definer set search_path = public, pg_temp as $$ begin"
        f" if {ROLE} is distinct from 'partner' then return; end if;"
        " update door_right set valid_until = now() where \"grant\" = wanted and kind <> 'referral'"
        f" and organisation_id = {ORG} and valid_until > now(); end $$;"
        " revoke all on function zicht_give_back(uuid) from public;"
        " grant execute on function zicht_give_back(uuid) to zicht_web"
    )


# Whoever weighs tells those who saw the signal, and tells no more than the state it has: nobody is told of a record
# that the log does not say they saw.
def may_tell():
    return (
        "create function zicht_may_tell(wanted uuid, of_controller uuid, said text, told uuid, place uuid)"
        " returns boolean language sql stable security definer set search_path = public, pg_temp as $$"
        f" select coalesce({ROLE} = 'desk' and {right_on('wanted', 'follow_up')}"
        " and exists (select 1 from door_record d"
        " where d.id = wanted and d.controller_id = of_controller and d.state = said)"
        " and exists (select 1 from logbook_subject s join logbook_row l on l.id = s.row where s.record = wanted"
        " and l.actor = told and l.organisation = place and l.outcome = 'ok'), false) $$"
    )


WEB_MAY = {
    "select, insert": [*GROUPS, "door_record", "door_right", "door_agreement", "door_indextoken", "vault_recordkey",
                       "cases_case_signal", "intake_message", "sharing_grant", "oversight_advice", "parties_apikey",
                       "publishing_picture", "notices_notice"],
    # What an act changes and no other column: whose a record is and what a right holds never change.
    "update (state, acute, due, retention_rule, retention_trigger, retention_term, retention_category, retention_from,"
    " retention_due)": ["door_record"],
    "update (valid_until)": ["door_right"],
    "update (valid_until, ended_at)": ["door_agreement"],
    "update (withdrawn_at, withdrawn_by, withdrawn_why)": ["sharing_grant"],
    "update (revoked)": ["parties_apikey"],
    "update (read_at)": ["notices_notice"],
    "select, insert, delete": ["parties_outsideaccount"],
    "update (last_login, password)": ["parties_member"],
    # that a receipt exists and until when; never what a code opens
    "select (record_id, expires_at)": ["intake_receipt"],
    "select": ["zicht_made_up", "zicht_list_differences", "parties_organisation", "parties_team", "parties_member",
               "logbook_row", "logbook_subject", "logbook_leaf", "logbook_node", "logbook_head", "logbook_unsealed",
               "account_emailaddress", "django_migrations"],
    "insert": ["logbook_row", "logbook_subject", "logbook_unsealed", "django_tasks_database_dbtaskresult"],
    "select, insert, update, delete": ["django_session", "mfa_authenticator"],
}  # fmt: skip
WORKER_MAY = {
    "select, insert": ["logbook_leaf", "logbook_node", "logbook_head"],
    "select, delete": ["logbook_unsealed"],
    "select, update": ["django_tasks_database_dbtaskresult"],
    "update": ["publishing_picture"],
}


# What ``zicht check`` may know of tables that it may not read: counts only, seen with the owner's eyes.
VIEWS = """
create view zicht_made_up as select l.action, count(*) as times from logbook_row l
 where l.role = 'system' and l.action in ('organisations.set_up_made_up', 'organisations.open_demo_account')
 group by l.action;
create view zicht_list_differences as select
  count(*) filter (where r.kind <> d.kind) as kind,
  count(*) filter (where r.controller <> d.controller_id) as controller,
  count(*) filter (where r.received_at <> d.received_at) as received_at,
  count(*) filter (where r.state <> d.state) as state,
  count(*) filter (where r.acute <> d.acute) as acute,
  count(*) filter (where r.due <> d.due) as due,
  count(*) filter (where r.form <> case when not r.g_observations then '' else (
    select case count(*) when 0 then '' when 1 then min(w.form) else 'several' end
      from signals_what w where w.record_id = r.record_id) end) as form
  from door_right r join door_record d on d.id = r.record_id;
"""


def grants():
    for allowed, tables in WEB_MAY.items():
        yield f"grant {allowed} on {', '.join(tables)} to zicht_web"
    for allowed, tables in WORKER_MAY.items():
        yield f"grant {allowed} on {', '.join(tables)} to zicht_worker"
    yield "grant usage on sequence logbook_node_id_seq to zicht_worker"
    yield "grant usage on sequence mfa_authenticator_id_seq to zicht_web"
    # A function is executable by everyone unless said otherwise; triggers ask no leave.
    yield "revoke execute on all functions in schema public from public"
    # A table of one's own, even a temporary one, could stand in for a real one.
    yield "revoke create on schema public from public"
    yield "do $$ begin execute format('revoke temporary on database %I from public', current_database()); end $$"
    yield "grant execute on function zicht_in_force, zicht_sees_right, zicht_may_give, zicht_may_tell to zicht_web"


SQLITE = """
create trigger record_to_rights after update of received_at, state, acute, due on door_record begin
  update door_right set received_at = new.received_at, state = new.state, acute = new.acute, due = new.due
   where record_id = new.id;
end;
create trigger what_to_rights after insert on signals_what begin
  update door_right set form = (select case count(*) when 0 then '' when 1 then min(form) else 'several' end
    from signals_what where record_id = new.record_id) where record_id = new.record_id and g_observations;
end;
create trigger right_form after insert on door_right when new.g_observations begin
  update door_right set form = (select case count(*) when 0 then '' when 1 then min(form) else 'several' end
    from signals_what where record_id = new.record_id) where id = new.id;
end;
"""


def statements(vendor):
    if vendor == "sqlite":
        yield from (part + "end" for part in SQLITE.split("end;\n") if part.strip())
        for table in APPEND_ONLY:
            for event in ("update", "delete"):
                yield (
                    f"create trigger {table}_no_{event} before {event} on {table} begin"
                    " select raise(abort, 'the log is append-only'); end"
                )
        return
    yield ROLES
    yield FUNCTIONS
    yield VIEWS
    yield RIGHT_FUNCTIONS
    yield may_give()
    yield who_opened()
    yield may_tell()
    yield give_back()
    for table in APPEND_ONLY:
        yield (
            f"create trigger {table}_append_only before update or delete on {table}"
            " for each row execute function zicht_append_only()"
        )
    for table in PROTECTED:
        yield f"alter table {table} enable row level security"
    for build in (
        group_policies, spine_policies, room_policies, people_policies, log_policies, worker_policies, grants
    ):  # fmt: skip
        yield from build()


def build(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        for statement in statements(schema_editor.connection.vendor):
            cursor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [
        ("door", "0001_initial"),
        ("logbook", "0001_initial"),
        ("vault", "0001_initial"),
        ("parties", "0001_initial"),
        ("notices", "0001_initial"),
        ("signals", "0001_initial"),
        ("intake", "0001_initial"),
        ("cases", "0001_initial"),
        ("sharing", "0001_initial"),
        ("referrals", "0001_initial"),
        ("publishing", "0001_initial"),
        ("oversight", "0001_initial"),
        ("django_tasks_database", "0021_conditional_partial_index_ordering"),
        ("sessions", "0001_initial"),
        ("account", "0009_emailaddress_unique_primary_email"),
        ("mfa", "0003_authenticator_type_uniq"),
    ]
    operations = [migrations.RunPython(build, migrations.RunPython.noop)]
