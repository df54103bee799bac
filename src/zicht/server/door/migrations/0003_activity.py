"""Processing activities that an organisation switched on, and what the second wall asks of them.

Possible perpetrators (principle 24): whatever a right says, their rows are there only while the controller's activity,
and the agreement that it rests on, are in force. Switching off acts at once, on rows that were kept before too.
"""

import uuid

import django.db.models.deletion
from django.db import migrations, models

ORG = "(select nullif(current_setting('zicht.organisation', true), '')::uuid)"
ROLE = "(select current_setting('zicht.role', true))"
MEMBER = "(select current_setting('zicht.member', true))"

# The record's controller has it on now. Owner's eyes: who reads another's record does not see that controller's rows.
ON = """
create function zicht_perpetrators_on(wanted uuid) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
  select exists (
    select 1 from door_record d
      join door_activity a on a.organisation_id = d.controller_id
      join door_agreement g on g.id = a.agreement_id
     where d.id = wanted and a.kind = 'possible_perpetrators'
       and a.valid_from <= now() and a.valid_until > now() and g.valid_from <= now() and g.valid_until > now())
$$
"""
# What it rests on is there: the FG's advice to this very organisation, an agreement in force.
GROUNDED = """
create function zicht_grounded(of_organisation uuid, resting_on uuid, advised uuid) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
  select exists (select 1 from oversight_advice o where o.id = advised and o.organisation_id = of_organisation)
     and exists (select 1 from door_agreement g
                  where g.id = resting_on and g.valid_from <= now() and g.valid_until > now())
$$
"""


def statements():
    yield ON
    yield GROUNDED
    yield "revoke all on function zicht_perpetrators_on(uuid), zicht_grounded(uuid, uuid, uuid) from public"
    yield "grant execute on function zicht_perpetrators_on(uuid), zicht_grounded(uuid, uuid, uuid) to zicht_web"
    yield "alter table door_activity enable row level security"
    yield "grant select, insert on door_activity to zicht_web"
    yield "grant update (valid_until, ended_at, ended_by) on door_activity to zicht_web"
    # As with agreements: between those who take part it is no secret, and it says nothing of a person.
    yield f"create policy select_door_activity on door_activity for select to zicht_web using ({ORG} is not null)"
    own = f"organisation_id = {ORG} and {ROLE} = 'privacy'"
    fresh = (
        f"{own} and switched_by::text = {MEMBER} and ended_at is null and ended_by is null"
        " and zicht_grounded(organisation_id, agreement_id, advice)"
    )
    yield f"create policy insert_door_activity on door_activity for insert to zicht_web with check ({fresh})"
    # Only to end it, once, in one's own name: never to make it last longer.
    ended = f"{own} and ended_by::text = {MEMBER} and ended_at is not null and valid_until <= now()"
    yield (
        "create policy update_door_activity on door_activity for update to zicht_web"
        f" using ({own} and ended_at is null) with check ({ended})"
    )
    on = "zicht_perpetrators_on(signals_possible_perpetrators.record_id)"
    yield (
        "create policy on_signals_possible_perpetrators on signals_possible_perpetrators as restrictive"
        f" for all to zicht_web using ({on}) with check ({on})"
    )


def build(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    with schema_editor.connection.cursor() as cursor:
        for statement in statements():
            cursor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("door", "0002_walls"), ("oversight", "0001_initial"), ("signals", "0001_initial")]
    operations = [
        migrations.CreateModel(
            name="Activity",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=40)),
                ("register", models.CharField(max_length=120)),
                ("dpia", models.CharField(max_length=120)),
                ("advice", models.UUIDField()),
                ("valid_from", models.DateTimeField()),
                ("valid_until", models.DateTimeField()),
                ("switched_by", models.UUIDField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_by", models.UUIDField(null=True)),
                (
                    "agreement",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="door.agreement"),
                ),
                (
                    "organisation",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="parties.organisation"),
                ),
            ],
            options={
                "db_table": "door_activity",
                "abstract": False,
                "base_manager_name": "objects",
                "default_manager_name": "objects",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ("possible_perpetrators",))), name="activity_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("register", ""), _negated=True), models.Q(("dpia", ""), _negated=True)
                        ),
                        name="activity_grounded",
                    ),
                ],
            },
        ),
        migrations.RunPython(build, migrations.RunPython.noop),
    ]
