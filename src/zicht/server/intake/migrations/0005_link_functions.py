"""PostgreSQL: the two acts of a one-off link as functions of the tables' owner (``zicht.server.intake.linked``).

Fixed here and not taken from what is given: whose signal it is, the channel, the capacity, the rights, every word of
the log. A wrong code, an ended and a used link get one answer.
"""

from typing import Any

from django.db import migrations

# Locked, so that of two sends at the same moment the second one finds the link used.
KNOWN = """
create function zicht_link(given jsonb, out hit intake_link, out sent boolean)
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  select * into hit from intake_link l
   where l.number = given->>'link_number' and l.tries_left > 0 for update;
  if hit.id is not null and hit.lookup <> given->>'link_lookup' then
    update intake_link set tries_left = tries_left - 1 where id = hit.id;
    hit := null;
  end if;
  sent := exists (select 1 from intake_receipt r where r.record_id = hit.record_id and r.nonce = given->>'nonce');
end $$;
"""

OPEN = """
create function intake_link_open(given jsonb) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  known record;
  link intake_link;
begin
  select * into known from zicht_link(given);
  link := known.hit;
  if link.id is null
     or not (known.sent or (link.used_at is null and link.withdrawn_at is null and link.expires_at > now())) then
    perform zicht_public_log('intake.link_open', 'denied', null, null, array[]::text[], 'link:unknown');
    return null;
  end if;
  perform zicht_public_log('intake.link_open', 'ok', null, null, array[]::text[],
    (select o.code from parties_organisation o where o.id = link.organisation_id) || '#eigen-registratie');
  return jsonb_build_object('capacity', link.capacity);
end $$;
"""

REPORT = """
create function intake_link_report(given jsonb) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  known record;
  link intake_link;
  point parties_organisation;
  signal uuid := (given->>'record')::uuid;
  of_signal jsonb := jsonb_build_object('record_id', given->>'record');
  moment timestamptz := now();
  danger boolean := (given->>'acute')::boolean;
  until timestamptz := now() + make_interval(secs => (given->>'weigh_seconds')::int);
begin
  select * into known from zicht_link(given);
  link := known.hit;
  if link.id is not null and known.sent then
    return jsonb_build_object('outcome', 'known');
  end if;
  if link.id is null or link.used_at is not null or link.withdrawn_at is not null or link.expires_at <= now() then
    perform zicht_public_log('intake.link_report', 'denied', null, null, array[]::text[], 'link:unknown');
    return jsonb_build_object('outcome', 'unknown');
  end if;
  select * into strict point from parties_organisation o where o.id = link.organisation_id;
  insert into door_record (id, kind, controller_id, body, activity, standard, made_by, retention_rule,
                           retention_trigger, retention_term, retention_category, hold, hold_reason,
                           received_at, state, acute, due)
  values (signal, 'signal', point.id, point.body, given->>'activity', given->>'standard', null,
          given->'retention'->>'rule', given->'retention'->>'trigger', given->'retention'->>'term',
          given->'retention'->>'category', false, '', moment, 'received', danger, until);
  insert into intake_receipt (record_id, nonce, lookup, wrapped, expires_at)
  values (signal, given->>'nonce', given->>'lookup', (given->>'receipt_wrapped')::bytea,
          moment + make_interval(secs => (given->>'receipt_seconds')::int));
  insert into door_right (id, record_id, controller, organisation_id, role, team, member, purpose,
                          g_core, g_observations, g_identity, g_contact, g_narrative, g_location, g_follow_up,
                          g_status, g_possible_perpetrators,
                          agreement, clause, given_by_id, valid_from, valid_until,
                          kind, received_at, state, acute, due, form)
  values (gen_random_uuid(), signal, point.id, point.id, 'desk', '*', '*', '*',
          true, true, true, true, true, true, true,
          false, false,
          point.code, 'eigen-registratie', point.id, moment, '9999-12-31T00:00:00Z',
          'signal', moment, 'received', danger, until, '');
  insert into vault_recordkey (record, under, wrapped) values (signal, given->>'under', (given->>'wrapped')::bytea);
  insert into signals_core
    select kept.* from jsonb_array_elements(given->'signals_core') one,
      jsonb_populate_record(null::signals_core, one || of_signal
        || jsonb_build_object('channel', 'link', 'capacity', link.capacity)) kept;
  insert into signals_what
    select kept.* from jsonb_array_elements(given->'signals_what') one,
      jsonb_populate_record(null::signals_what, one || of_signal) kept;
  insert into signals_observation
    select kept.* from jsonb_array_elements(given->'signals_observation') one,
      jsonb_populate_record(null::signals_observation, one || of_signal) kept;
  insert into signals_contact
    select kept.* from jsonb_array_elements(given->'signals_contact') one,
      jsonb_populate_record(null::signals_contact, one || of_signal) kept;
  insert into signals_narrative
    select kept.* from jsonb_array_elements(given->'signals_narrative') one,
      jsonb_populate_record(null::signals_narrative, one || of_signal) kept;
  update intake_link set used_at = moment, record_id = signal where id = link.id;
  perform zicht_public_log('intake.link_report', 'ok', signal, point.id,
    array['core', 'observations', 'contact']
      || case when jsonb_array_length(given->'signals_narrative') > 0 then array['narrative'] else array[]::text[] end,
    point.code || '#eigen-registratie');
  return jsonb_build_object('outcome', 'new');
end $$;
"""

ACTS = ("intake_link_open", "intake_link_report")


def build(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor != "postgresql":
        return
    with schema_editor.connection.cursor() as cursor:
        for statement in (KNOWN, OPEN, REPORT):
            cursor.execute(statement)
        cursor.execute("revoke execute on function zicht_link(jsonb) from public")
        for act in ACTS:
            cursor.execute(f"revoke execute on function {act}(jsonb) from public")
            cursor.execute(f"grant execute on function {act}(jsonb) to zicht_intake, zicht_web")


class Migration(migrations.Migration):
    dependencies = [("intake", "0004_link")]
    operations = [migrations.RunPython(build, migrations.RunPython.noop)]
