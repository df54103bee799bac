"""One-off links: their table, and what the desk may do with it.

PostgreSQL: the desk of the organisation that made it sees a link but not what opens it; makes one in its own name;
takes one back that was not used; erases what has been kept long enough. What the holder of a link does goes through
the functions of ``0005_link_functions``.
"""

import uuid

import django.db.models.deletion
from django.db import migrations, models

TABLE = "intake_link"
ORG = "(select nullif(current_setting('zicht.organisation', true), '')::uuid)"
ROLE = "(select current_setting('zicht.role', true))"
MEMBER = "(select current_setting('zicht.member', true))"
DESK = f"{TABLE}.organisation_id = {ORG} and {ROLE} = 'desk'"
NEW = (
    f"{DESK} and {TABLE}.made_by::text = {MEMBER} and expires_at > now() and used_at is null and record_id is null"
    " and withdrawn_at is null and tries_left > 0"
)
SEEN = (
    "id, organisation_id, capacity, tries_left, made_by, made_by_name, made_at, expires_at, kept_until, withdrawn_at,"
    " withdrawn_by, used_at, record_id, name_under, name_wrapped, name_sealed"
)
WALL = (
    f"alter table {TABLE} enable row level security",
    f"create policy select_{TABLE} on {TABLE} for select to zicht_web using ({DESK})",
    f"create policy insert_{TABLE} on {TABLE} for insert to zicht_web with check ({NEW})",
    f"create policy update_{TABLE} on {TABLE} for update to zicht_web using ({DESK} and used_at is null and withdrawn_at"
    f" is null) with check ({DESK} and withdrawn_at is not null and withdrawn_by::text = {MEMBER})",
    f"create policy delete_{TABLE} on {TABLE} for delete to zicht_web using ({DESK} and kept_until < current_date)",
    f"grant select ({SEEN}), insert, update (withdrawn_at, withdrawn_by), delete on {TABLE} to zicht_web",
)


def build(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        with schema_editor.connection.cursor() as cursor:
            for statement in WALL:
                cursor.execute(statement)


class Migration(migrations.Migration):

    dependencies = [
        ('door', '0002_walls'),
        ('intake', '0003_consultation'),
        ('parties', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Link',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('capacity', models.CharField(max_length=20)),
                ('number', models.CharField(max_length=8, unique=True)),
                ('lookup', models.CharField(max_length=64)),
                ('tries_left', models.PositiveSmallIntegerField()),
                ('made_by', models.UUIDField()),
                ('made_by_name', models.CharField(max_length=120)),
                ('made_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('kept_until', models.DateField()),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('withdrawn_by', models.UUIDField(null=True)),
                ('used_at', models.DateTimeField(null=True)),
                ('name_under', models.CharField(blank=True, max_length=40)),
                ('name_wrapped', models.BinaryField(null=True)),
                ('name_sealed', models.BinaryField(null=True)),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.organisation')),
                ('record', models.OneToOneField(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='door.record')),
            ],
            options={
                'db_table': 'intake_link',
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
                'indexes': [models.Index(fields=['organisation', '-made_at'], name='link_by_organisation')],
                'constraints': [models.CheckConstraint(condition=models.Q(('withdrawn_at__isnull', True), ('used_at__isnull', True), _connector='OR'), name='link_ends_once'), models.CheckConstraint(condition=models.Q(('record__isnull', True), ('used_at__isnull', False), _connector='OR'), name='link_signal_is_use')],
            },
        ),
        migrations.RunPython(build, migrations.RunPython.noop),
    ]
