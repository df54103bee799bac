"""Advice without a signal: its table, and who may count, note and erase.

PostgreSQL: of one's own organisation only, in fixed text as in ``door/migrations/0002_walls.py``; nobody changes a
row, and only what has been kept long enough can be erased.
"""

import uuid

import django.db.models.deletion
from django.db import migrations, models

TABLE = "intake_consultation"
ORG = "(select nullif(current_setting('zicht.organisation', true), '')::uuid)"
ROLE = "(select current_setting('zicht.role', true))"
SCOPE = "(select current_setting('zicht.scope', true))"
OWN = f"{TABLE}.organisation_id = {ORG}"
STAFF = f"{OWN} and {ROLE} in ('professional', 'desk', 'partner')"
WALL = (
    f"alter table {TABLE} enable row level security",
    f"create policy select_{TABLE} on {TABLE} for select to zicht_web using ({STAFF})",
    f"create policy insert_{TABLE} on {TABLE} for insert to zicht_web with check ({STAFF})",
    f"create policy delete_{TABLE} on {TABLE} for delete to zicht_web using ({STAFF} and kept_until < current_date)",
    f"create policy count_{TABLE} on {TABLE} for select to zicht_worker using ({SCOPE} = 'count' and {OWN})",
    f"grant select, insert, delete on {TABLE} to zicht_web",
)


def build(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        with schema_editor.connection.cursor() as cursor:
            for statement in WALL:
                cursor.execute(statement)


class Migration(migrations.Migration):

    dependencies = [
        ('intake', '0002_functions'),
        ('parties', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Consultation',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('on', models.DateField()),
                ('caller', models.PositiveSmallIntegerField()),
                ('theme', models.PositiveSmallIntegerField()),
                ('answer', models.PositiveSmallIntegerField()),
                ('kept_until', models.DateField()),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.organisation')),
            ],
            options={
                'db_table': 'intake_consultation',
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
                'indexes': [models.Index(fields=['organisation', 'on'], name='consultation_by_day')],
                'constraints': [models.CheckConstraint(condition=models.Q(('answer__range', (1, 99)), ('caller__range', (1, 99)), ('theme__range', (1, 99))), name='consultation_two_digits'), models.CheckConstraint(condition=models.Q(('kept_until__gt', models.F('on'))), name='consultation_ends')],
            },
        ),
        migrations.RunPython(build, migrations.RunPython.noop),
    ]
