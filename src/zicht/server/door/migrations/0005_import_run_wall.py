"""The wall around the runs in which registers are taken in: the organisation's own, written in one's own name."""

from importlib import import_module

from django.db import migrations

walls = import_module("zicht.server.door.migrations.0002_walls")
TABLE = "signals_import_run"
MAY = f"{walls.ROLE} in ('desk', 'admin', 'professional')"


def statements():
    own = f"{TABLE}.organisation = {walls.ORG} and {MAY}"
    yield f"alter table {TABLE} enable row level security"
    yield walls.policy(TABLE, "select", using=own)
    yield walls.policy(TABLE, "insert", check=f"{own} and {TABLE}.member::text = {walls.MEMBER}")
    # Another member may take up what was broken off, and write how far it is.
    yield walls.policy(TABLE, "update", using=own, check=own)
    yield f"grant select, insert on {TABLE} to zicht_web"
    yield f"grant update (state, done, kept, moved_at) on {TABLE} to zicht_web"


def build(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        with schema_editor.connection.cursor() as cursor:
            for statement in statements():
                cursor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("door", "0004_many_at_once"), ("signals", "0004_import_run")]
    operations = [migrations.RunPython(build, migrations.RunPython.noop)]
