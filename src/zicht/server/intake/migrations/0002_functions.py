"""PostgreSQL: the three acts of the public side as functions of the tables' owner.

Whoever serves the public may execute these and nothing else; ``zicht.server.intake.functions`` says the same in
Python for SQLite, and the tests hold the two against each other. What could open or widen something (kind,
controller, state, rights, channel, every word of the log) is fixed here and not taken from what is given.
"""

from typing import Any

from django.db import migrations

# A log row and its leaf, made here so that the public side cannot write anything else into the log.
# The canonical form is zicht.server.logbook.entries.canonical under RFC 8785: every value is text, keys in order.
LOG = """
create function zicht_public_log(
  what text, result text, about uuid, owner uuid, seen text[], under_rule text
) returns void language plpgsql security definer set search_path = public, pg_temp as $$
declare
  entry uuid := gen_random_uuid();
  moment timestamptz := now();
  about_list text := case when about is null then '[]' else '["' || about || '"]' end;
  seen_list text := coalesce((select '["' || string_agg(g, '", "' order by g collate "C") || '"]' from unnest(seen) g), '[]');
  canonical text;
begin
  select '{' || string_agg(to_json(key)::text || ':' || to_json(value)::text, ',' order by key collate "C") || '}'
    into canonical
    from (values
      ('id', entry::text),
      ('at', to_char(moment at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US') || '+00:00'),
      ('actor', ''), ('organisation', ''), ('role', 'public'), ('origin', 'public'), ('purpose', 'weighing'),
      ('action', what), ('outcome', result), ('records', about_list), ('groups', seen_list),
      ('rule', under_rule), ('payload', '')
    ) as field(key, value);
  insert into logbook_row (id, at, role, origin, purpose, action, outcome, records, groups, rule, leaf_hash)
  values (entry, moment, 'public', 'public', 'weighing', what, result, about_list, seen_list, under_rule,
          sha256('\\x00'::bytea || convert_to(canonical, 'UTF8')));
  if about is not null then
    insert into logbook_subject (id, "row", record, controller, at) values (gen_random_uuid(), entry, about, owner, moment);
  end if;
  insert into logbook_unsealed ("row") values (entry);
end $$;
"""

REPORT = """
create function intake_report(given jsonb) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  point parties_organisation;
  signal uuid := (given->>'record')::uuid;
  of_signal jsonb := jsonb_build_object('record_id', given->>'record');
  moment timestamptz := now();
  danger boolean := (given->>'acute')::boolean;
  until timestamptz := now() + make_interval(secs => (given->>'weigh_seconds')::int);
begin
  begin
    select * into strict point from parties_organisation where reporting_point;
  exception when no_data_found or too_many_rows then
    return jsonb_build_object('outcome', 'no_reporting_point');
  end;
  -- First, so that of two sends at the same time one waits and then finds the other; the key to the record is deferred.
  insert into intake_receipt (record_id, nonce, lookup, wrapped, expires_at)
  values (signal, given->>'nonce', given->>'lookup', (given->>'receipt_wrapped')::bytea,
          moment + make_interval(secs => (given->>'receipt_seconds')::int))
  on conflict (nonce) do nothing;
  if not found then
    return jsonb_build_object('outcome', 'known');
  end if;
  insert into door_record (id, kind, controller_id, body, activity, standard, made_by, retention_rule,
                           retention_trigger, retention_term, retention_category, hold, hold_reason,
                           received_at, state, acute, due)
  values (signal, 'signal', point.id, point.body, given->>'activity', given->>'standard', null,
          given->'retention'->>'rule', given->'retention'->>'trigger', given->'retention'->>'term',
          given->'retention'->>'category', false, '', moment, 'received', danger, until);
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
      jsonb_populate_record(null::signals_core, one || of_signal || '{"channel": "public_form"}') kept;
  insert into signals_what
    select kept.* from jsonb_array_elements(given->'signals_what') one,
      jsonb_populate_record(null::signals_what, one || of_signal) kept;
  insert into signals_contact
    select kept.* from jsonb_array_elements(given->'signals_contact') one,
      jsonb_populate_record(null::signals_contact, one || of_signal) kept;
  insert into signals_narrative
    select kept.* from jsonb_array_elements(given->'signals_narrative') one,
      jsonb_populate_record(null::signals_narrative, one || of_signal) kept;
  perform zicht_public_log('intake.report', 'ok', signal, point.id,
    array['core', 'observations', 'contact']
      || case when jsonb_array_length(given->'signals_narrative') > 0 then array['narrative'] else array[]::text[] end,
    point.code || '#eigen-registratie');
  return jsonb_build_object('outcome', 'new');
end $$;
"""

FOUND = """
create function zicht_receipt(wanted text, what text, out signal uuid, out wrapped bytea, out owner uuid, out code text)
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  select r.record_id, r.wrapped, d.controller_id, o.code into signal, wrapped, owner, code
    from intake_receipt r
    join door_record d on d.id = r.record_id
    join parties_organisation o on o.id = d.controller_id
   where r.lookup = wanted and r.expires_at > now() and d.erased_at is null
     for update of r;
  if signal is null then
    perform zicht_public_log(what, 'denied', null, null, array[]::text[], 'receipt:unknown');
  end if;
end $$;
"""

LOOK = """
create function intake_look(given jsonb) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  receipt record;
  said jsonb;
begin
  select * into receipt from zicht_receipt(given->>'lookup', 'intake.look');
  if receipt.signal is null then
    return null;
  end if;
  select coalesce(jsonb_agg(jsonb_build_object('id', m.id, 'direction', m.direction, 'at', m.at,
                                               'sealed', m.sealed::text) order by m.at, m.id), '[]')
    into said from intake_message m where m.record_id = receipt.signal;
  perform zicht_public_log('intake.look', 'ok', receipt.signal, receipt.owner, array['narrative'],
                           receipt.code || '#eigen-registratie');
  return jsonb_build_object('record', receipt.signal, 'wrapped', receipt.wrapped::text, 'messages', said);
end $$;
"""

REPLY = """
create function intake_reply(given jsonb) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  receipt record;
begin
  select * into receipt from zicht_receipt(given->>'lookup', 'intake.reply');
  if receipt.signal is null then
    return jsonb_build_object('outcome', 'unknown');
  end if;
  if exists (select 1 from intake_message m where m.record_id = receipt.signal and m.id = (given->>'id')::uuid) then
    return jsonb_build_object('outcome', 'known');
  end if;
  if (select count(*) filter (where m.direction = 'to_reporter') <= count(*) filter (where m.direction = 'from_reporter')
        from intake_message m where m.record_id = receipt.signal) then
    return jsonb_build_object('outcome', 'not_now');
  end if;
  insert into intake_message (id, record_id, direction, at, sealed)
  values ((given->>'id')::uuid, receipt.signal, 'from_reporter', clock_timestamp(), (given->>'sealed')::bytea);
  perform zicht_public_log('intake.reply', 'ok', receipt.signal, receipt.owner, array['narrative'],
                           receipt.code || '#eigen-registratie');
  return jsonb_build_object('outcome', 'new');
end $$;
"""

ACTS = ("intake_report", "intake_look", "intake_reply")


def build(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor != "postgresql":
        return
    with schema_editor.connection.cursor() as cursor:
        for statement in (LOG, REPORT, FOUND, LOOK, REPLY):
            cursor.execute(statement)
        for helper in ("zicht_public_log(text, text, uuid, uuid, text[], text)", "zicht_receipt(text, text)"):
            cursor.execute(f"revoke execute on function {helper} from public")
        for act in ACTS:
            # bytes leave as text in hex, whatever the server is set to
            cursor.execute(f"alter function {act}(jsonb) set bytea_output = 'hex'")
            cursor.execute(f"revoke execute on function {act}(jsonb) from public")
            cursor.execute(f"grant execute on function {act}(jsonb) to zicht_intake, zicht_web")


class Migration(migrations.Migration):
    dependencies = [("intake", "0001_initial"), ("door", "0002_walls")]
    operations = [migrations.RunPython(build, migrations.RunPython.noop)]
