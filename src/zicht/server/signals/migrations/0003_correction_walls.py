"""PostgreSQL: the second wall around corrections. A value goes only when its old content was kept just before.

Policies of fixed text, as in ``door/migrations/0002_walls.py``. What reaches further than who corrects may see (rights
of others, tokens in others' scopes) goes through functions of the owner, each with conditions of its own.
"""

from django.db import migrations

GROUPS = (
    "core", "observations", "identity", "contact", "narrative", "location", "status", "possible_perpetrators",
    "follow_up",
)  # fmt: skip
CORRECTED = {
    "signals_core": "core",
    "signals_person": "core",
    "signals_core_detail": "core",
    "signals_what": "observations",
    "signals_observation": "observations",
    "signals_observation_detail": "observations",
    "signals_identity": "identity",
    "signals_identity_detail": "identity",
    "signals_contact": "contact",
    "signals_contact_detail": "contact",
    "signals_narrative": "narrative",
    "signals_narrative_detail": "narrative",
    "signals_location": "location",
    "signals_location_detail": "location",
    "signals_status": "status",
    "signals_status_detail": "status",
    "signals_possible_perpetrators": "possible_perpetrators",
    "signals_follow_up_detail": "follow_up",
}
ORG = "(select nullif(current_setting('zicht.organisation', true), '')::uuid)"
ROLE = "(select current_setting('zicht.role', true))"
MEMBER = "(select current_setting('zicht.member', true))"
IN_FORCE = (
    f"r.organisation_id = {ORG}"
    " and zicht_in_force(r.role, r.member, r.team, r.purpose, r.valid_from, r.valid_until)"
)
OWNERS = "language plpgsql security definer set search_path = public, pg_temp as $$"


def right_on(column, group):
    return f"exists (select 1 from door_right r where r.record_id = {column} and {IN_FORCE} and r.g_{group})"


# Who registered a signal, and the desk of the reporting point; what each sees of it is another question.
MAY_CORRECT = f"""
create function zicht_may_correct(wanted uuid) returns boolean
 language sql stable security definer set search_path = public, pg_temp as $$
  select coalesce(exists (select 1 from door_record d where d.id = wanted and d.kind = 'signal'
    and ((d.controller_id = {ORG} and d.made_by::text = {MEMBER})
      or ({ROLE} = 'desk' and (select o.reporting_point from parties_organisation o where o.id = {ORG})))), false)
$$
"""


def now_kept(group, record):
    """That this member kept the old content of a group in this very transaction."""
    return (
        f"exists (select 1 from signals_{group}_before b where b.record_id = {record}"
        f" and b.at = now() and b.member::text = {MEMBER})"
    )


def corrects():
    kept = " or ".join(now_kept(group, "wanted") for group in GROUPS)
    return (
        "create function zicht_corrects(wanted uuid) returns boolean"
        " language sql stable security definer set search_path = public, pg_temp as $$"
        f" select zicht_may_correct(wanted) and ({kept}) $$"
    )


# Whose rights rest on facts that a correction changes: known to the act that corrects, and to no page.
RIGHTS = """
create function zicht_rights_to_settle(wanted uuid) returns setof door_right
 language sql stable security definer set search_path = public, pg_temp as $$
  select r.* from door_right r where r.record_id = wanted and zicht_corrects(wanted)
   and position(':' in r.agreement) > 0 and r.valid_from <= now() and r.valid_until > now()
$$
"""


# That a clause of an agreement gives this, by itself: to this receiver, in this role, for this purpose, these groups.
# It reads the clause's own lines; whether the conditions of the clause are met is for the act to judge.
def clause_gives():
    quote = "[\"'']"

    def says(key, value):
        return f"part ~ ('(^|\\n)\\s*{key}\\s*=\\s*{quote}' || {value} || '{quote}')"

    groups = " and ".join(f"(not given.g_{group} or part ~ '{quote}{group}{quote}')" for group in GROUPS)
    receiver = f"({says('to', 'receiver')} or (origin and {says('to', chr(39) + 'origin' + chr(39))}))"
    return f"""
create function zicht_clause_gives(agreed text, given door_right, receiver text, origin boolean) returns boolean
 language sql immutable as $$
  select exists (
    select 1 from regexp_split_to_table(agreed, '\\[\\[\\s*') as part
     where part ~ '^clause\\s*\\]\\]' and {says("id", "given.clause")} and {says("effect", "'may'")}
       and {says("mode", "'standing'")} and {says("role", "given.role")} and {says("purpose", "given.purpose")}
       and {receiver} and {groups})
$$
"""


# Ends rights that rest on an agreement. Gives under a clause of an agreement in force, in the controller's name; or, of
# a grant, a part of what was ended a moment ago. The columns that lists go by are the record's, whatever is given.
def settle():
    part = " and ".join(f"(not given.g_{group} or o.g_{group})" for group in GROUPS)
    columns = "id, record_id, controller, organisation_id, role, team, member, purpose, " + ", ".join(
        f"g_{group}" for group in GROUPS
    )
    columns += (
        ', agreement, clause, "grant", given_by_id, valid_from, valid_until, kind, received_at, state, acute, due, form'
    )
    values = "given.id, d.id, d.controller_id, given.organisation_id, given.role, '*', '*', given.purpose, " + ", ".join(
        f"given.g_{group}" for group in GROUPS
    )
    values += (
        ', given.agreement, given.clause, given."grant", given.given_by_id, now(), given.valid_until, d.kind,'
        " d.received_at, d.state, d.acute, d.due, ''"
    )
    return f"""
create function zicht_settle(wanted uuid, ended uuid[], giving jsonb) returns void {OWNERS}
declare
  given door_right;
  d door_record;
begin
  if not zicht_corrects(wanted) then raise exception 'nothing of this record is corrected now'; end if;
  select * into d from door_record where id = wanted;
  update door_right set valid_until = now() where id = any (ended) and record_id = wanted
     and position(':' in agreement) > 0 and valid_until > now();
  for given in select * from jsonb_populate_recordset(null::door_right, giving) loop
    if given."grant" is null then
      if given.given_by_id <> d.controller_id or not exists (
        select 1 from door_agreement a join parties_organisation o on o.id = given.organisation_id
         where a.code || ':' || a.version = given.agreement and a.valid_from <= now() and a.valid_until > now()
           and zicht_clause_gives(a.text, given, o.code, o.id = d.controller_id))
      then raise exception 'no clause in force gives this'; end if;
    elsif not exists (
      select 1 from door_right o where o.record_id = wanted and o."grant" = given."grant" and o.valid_until = now()
         and o.id = any (ended) and o.organisation_id = given.organisation_id and o.role = given.role
         and o.purpose = given.purpose and o.given_by_id = given.given_by_id and o.agreement = given.agreement
         and {part})
    then raise exception 'a grant can only become less'; end if;
    insert into door_right ({columns}) values ({values});
  end loop;
end $$
"""


# The exact values that a signal could be found by, in whatever scope; never by which row of a file it came in.
FORGET = f"""
create function zicht_forget_tokens(wanted uuid, kinds text[]) returns void {OWNERS}
begin
  if not zicht_corrects(wanted) then raise exception 'nothing of this record is corrected now'; end if;
  delete from door_indextoken where record_id = wanted and kind = any (kinds)
     and kind not in ('row-identity', 'row-content');
end $$
"""
FUNCTIONS = (
    "zicht_clause_gives(text, door_right, text, boolean)",
    "zicht_may_correct(uuid)",
    "zicht_corrects(uuid)",
    "zicht_rights_to_settle(uuid)",
    "zicht_settle(uuid, uuid[], jsonb)",
    "zicht_forget_tokens(uuid, text[])",
)


def history_policies():
    for group in GROUPS:
        table = f"signals_{group}_before"
        sees = right_on(f"{table}.record_id", group)
        own = f"{table}.organisation = {ORG} and {table}.member::text = {MEMBER} and {table}.at = now()"
        yield f"alter table {table} enable row level security"
        yield f"create policy select_{table} on {table} for select to zicht_web using ({sees})"
        adds = f"{sees} and {own} and zicht_may_correct({table}.record_id)"
        yield f"create policy insert_{table} on {table} for insert to zicht_web with check ({adds})"
        yield f"grant select, insert on {table} to zicht_web"
    # The past of possible perpetrators is there, as they are themselves, only while the controller has that on.
    past = "signals_possible_perpetrators_before"
    on = f"zicht_perpetrators_on({past}.record_id)"
    yield f"create policy on_{past} on {past} as restrictive for all to zicht_web using ({on}) with check ({on})"


def value_policies():
    for table, group in CORRECTED.items():
        column = f"{table}.record_id"
        goes = f"{right_on(column, group)} and {now_kept(group, column)} and zicht_may_correct({column})"
        yield f"create policy delete_{table} on {table} for delete to zicht_web using ({goes})"
        yield f"grant delete on {table} to zicht_web"


def statements():
    yield MAY_CORRECT
    yield corrects()
    yield RIGHTS
    yield clause_gives()
    yield settle()
    yield FORGET
    for function in FUNCTIONS:
        yield f"revoke all on function {function} from public"
    for function in FUNCTIONS[1:]:
        yield f"grant execute on function {function} to zicht_web"
    yield from history_policies()
    yield from value_policies()


def build(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    with schema_editor.connection.cursor() as cursor:
        for statement in statements():
            cursor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [
        ("signals", "0002_corrections"),
        ("door", "0003_activity"),
    ]
    operations = [migrations.RunPython(build, migrations.RunPython.noop)]
