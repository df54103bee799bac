"""A one-off link that was tried too often rests and opens again; what was kept long enough the worker erases.

Who knows the first eight digits of a link's code could end it for good with ten wrong codes, unseen. Now it is shut for
an hour at most after the tenth, every wrong code is counted where the desk sees it, and none counts while it is shut.
"""

from django.db import migrations, models

# fixed here, as all that is not taken from what is given; ``knowledge/data/links.toml`` says the same
TRIES, PAUSE = 10, "interval '60 minutes'"
TABLE = "intake_link"

KNOWN = f"""
create or replace function zicht_link(given jsonb, out hit intake_link, out sent boolean)
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  select * into hit from intake_link l where l.number = given->>'link_number' for update;
  if hit.tried_at + {PAUSE} <= now() then
    hit.tries_left := {TRIES};
  end if;
  if hit.id is not null and hit.tries_left = 0 then
    hit := null;
  elsif hit.id is not null and hit.lookup <> given->>'link_lookup' then
    update intake_link set tries_left = hit.tries_left - 1, tried_at = now(), wrong_tries = wrong_tries + 1
     where id = hit.id;
    hit := null;
  end if;
  sent := exists (select 1 from intake_receipt r where r.record_id = hit.record_id and r.nonce = given->>'nonce');
end $$;
"""
WALL = (
    KNOWN,
    f"grant select (tried_at, wrong_tries) on {TABLE} to zicht_web",
    # a new link was never tried: who makes it cannot say otherwise
    f"create policy untried_{TABLE} on {TABLE} as restrictive for insert to zicht_web"
    " with check (tried_at is null and wrong_tries = 0)",
    # What was kept long enough, of every organisation: for the worker, which learns the ids to log and nothing else.
    "create function zicht_erase_links() returns table (link uuid, of_organisation uuid)"
    " language sql security definer set search_path = public, pg_temp as $$"
    " delete from intake_link l where l.kept_until < current_date returning l.id, l.organisation_id $$",
    "revoke all on function zicht_erase_links() from public",
    "grant execute on function zicht_erase_links() to zicht_worker",
)


def build(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    with schema_editor.connection.cursor() as cursor:
        for statement in WALL:
            cursor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("intake", "0005_link_functions")]
    operations = [
        migrations.AddField("link", "tried_at", models.DateTimeField(null=True)),
        migrations.AddField("link", "wrong_tries", models.PositiveIntegerField(db_default=0)),
        migrations.RunPython(build, migrations.RunPython.noop),
    ]
