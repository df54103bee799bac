"""Registers of a million rows: the wall asks of each row by one index, and forms are copied once per statement.

Without statistics (a table that is being filled) PostgreSQL took the index of a list to find the rights on a record, and
walked everything that the organisation has; an index that begins with record and organisation is always the nearer one.
"""

import django.db.models.deletion
from django.db import migrations, models

POSTGRESQL = """
create or replace function zicht_form_to_rights() returns trigger
  language plpgsql security definer set search_path = public, pg_temp as $$
begin
  update door_right r set form = f.form from (
    select w.record_id, case count(*) when 1 then min(w.form) else 'several' end as form
      from signals_what w where w.record_id in (select a.record_id from added a) group by w.record_id) f
   where r.record_id = f.record_id and r.g_observations and r.form is distinct from f.form;
  return null;
end $$;
drop trigger what_to_rights on signals_what;
create trigger what_added after insert on signals_what
  referencing new table as added for each statement execute function zicht_form_to_rights();
create trigger what_changed after update on signals_what
  referencing new table as added for each statement execute function zicht_form_to_rights();
-- Who makes a signal says its form with the right, before the rows of the form stand there; where they do, they decide.
create or replace function zicht_form_on_right() returns trigger
  language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if new.g_observations then
    select case count(*) when 0 then new.form when 1 then min(w.form) else 'several' end into new.form
      from signals_what w where w.record_id = new.record_id;
  else
    new.form := '';
  end if;
  return new;
end $$;
"""
FORM = (
    "(select case count(*) when 1 then min(form) else 'several' end from signals_what where record_id = new.record_id)"
)
SQLITE = (
    "drop trigger what_to_rights",
    f"create trigger what_to_rights after insert on signals_what begin update door_right set form = {FORM}"
    f" where record_id = new.record_id and g_observations and form is not {FORM}; end",
    "drop trigger right_form",
    "create trigger right_form after insert on door_right"
    " when new.g_observations and exists (select 1 from signals_what where record_id = new.record_id)"
    f" begin update door_right set form = {FORM} where id = new.id; end",
    "create trigger right_no_form after insert on door_right when new.form <> '' and not new.g_observations"
    " begin update door_right set form = '' where id = new.id; end",
)


def change(apps, schema_editor):
    connection = schema_editor.connection
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, "door_right").items()
        old = [name for name, one in found if one["index"] and one["columns"] == ["record_id"] and not one["foreign_key"]]
        for name in old:
            cursor.execute(f'drop index "{name}"')
        cursor.execute("create index right_of_record on door_right (record_id, organisation_id)")
        for statement in SQLITE if connection.vendor == "sqlite" else (POSTGRESQL,):
            cursor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("door", "0003_activity")]
    # By hand: on SQLite Django would build the table anew, and its triggers would be gone.
    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunPython(change, migrations.RunPython.noop)],
            state_operations=[
                migrations.AlterField(
                    "right",
                    "record",
                    models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, to="door.record"),
                ),
                migrations.AddIndex(
                    "right", models.Index(fields=["record", "organisation"], name="right_of_record")
                ),
            ],
        )
    ]
