"""PostgreSQL: the second wall round drafts. A draft is its member's alone, in the organisation it was written for.

Its key stands among the keys of records, so the policies there let a member come to the keys of drafts too: through
``drafts_draft``, whose own policies hold inside them. An id is a draft or a record and never both, else a draft made
under the id of somebody's record would open or destroy that record's key.
"""

from django.db import migrations

ORG = "(select nullif(current_setting('zicht.organisation', true), '')::uuid)"
MEMBER = "(select current_setting('zicht.member', true))"
OWN = f"drafts_draft.member::text = {MEMBER} and drafts_draft.organisation = {ORG}"
# Past its end it is nowhere, also before the worker came by.
LIVING = f"{OWN} and drafts_draft.expires_at > now()"
KEY = f"exists (select 1 from drafts_draft where drafts_draft.id = vault_recordkey.record and {LIVING})"

FUNCTIONS = (
    # No record and no key has this id: asked with the owner's eyes, for who asks may see neither.
    "create function zicht_may_draft(wanted uuid) returns boolean"
    " language sql stable security definer set search_path = public, pg_temp as $$"
    " select not exists (select 1 from door_record r where r.id = wanted)"
    " and not exists (select 1 from vault_recordkey k where k.record = wanted) $$",
    # Nobody who serves may delete a key; this deletes that of one's own draft, and no record's.
    "create function zicht_drop_draft(wanted uuid) returns boolean"
    " language plpgsql security definer set search_path = public, pg_temp as $$ begin"
    f" delete from drafts_draft where id = wanted and {OWN};"
    " if not found then return false; end if;"
    " delete from vault_recordkey k where k.record = wanted"
    " and not exists (select 1 from door_record r where r.id = wanted);"
    " return true; end $$",
    # What has expired, whoever's it is: for the worker, which learns the ids to log and nothing else.
    "create function zicht_expire_drafts() returns table (draft uuid, of_organisation uuid)"
    " language plpgsql security definer set search_path = public, pg_temp as $$ begin"
    " return query with gone as (delete from drafts_draft d where d.expires_at <= now() returning d.id, d.organisation),"
    " keys as (delete from vault_recordkey k using gone where k.record = gone.id"
    " and not exists (select 1 from door_record r where r.id = gone.id))"
    " select gone.id, gone.organisation from gone; end $$",
    "revoke all on function zicht_may_draft(uuid) from public",
    "revoke all on function zicht_drop_draft(uuid) from public",
    "revoke all on function zicht_expire_drafts() from public",
    "grant execute on function zicht_may_draft(uuid), zicht_drop_draft(uuid) to zicht_web",
    "grant execute on function zicht_expire_drafts() to zicht_worker",
)
WALL = (
    "alter table drafts_draft enable row level security",
    f"create policy select_drafts_draft on drafts_draft for select to zicht_web using ({LIVING})",
    "create policy insert_drafts_draft on drafts_draft for insert to zicht_web"
    f" with check ({LIVING} and zicht_may_draft(drafts_draft.id))",
    f"create policy update_drafts_draft on drafts_draft for update to zicht_web using ({LIVING}) with check ({LIVING})",
    f"create policy select_of_draft_vault_recordkey on vault_recordkey for select to zicht_web using ({KEY})",
    f"create policy insert_of_draft_vault_recordkey on vault_recordkey for insert to zicht_web with check ({KEY})",
    "grant select, insert on drafts_draft to zicht_web",
    # Whose it is and when it began never change.
    'grant update (version, "window", standard, saved_at, expires_at, sealed) on drafts_draft to zicht_web',
)


def build(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    with schema_editor.connection.cursor() as cursor:
        for statement in (*FUNCTIONS, *WALL):
            cursor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("drafts", "0001_initial"), ("door", "0002_walls")]
    operations = [migrations.RunPython(build, migrations.RunPython.noop)]
