"""What PostgreSQL's tables give to whoever asks them directly: the second wall against the same table."""

from __future__ import annotations

from collections.abc import Iterator

from access.planted import Planted
from access.table import TABLE, Mark, Relation
from django.db import connection

from zicht.server.guard import tell_database

TABLES = {
    "signals_core": "core",
    "signals_person": "core",
    "signals_what": "observations",
    "signals_observation": "observations",
    "signals_identity": "identity",
    "signals_contact": "contact",
    "signals_narrative": "narrative",
    "signals_location": "location",
    "signals_status": "status",
    "signals_possible_perpetrators": "possible_perpetrators",
    "signals_core_detail": "core",
    "signals_observation_detail": "observations",
    "signals_follow_up_detail": "follow_up",
    "signals_identity_detail": "identity",
    "signals_contact_detail": "contact",
    "signals_narrative_detail": "narrative",
    "signals_location_detail": "location",
    "signals_status_detail": "status",
    "signals_follow_up": "follow_up",
    "signals_core_before": "core",
    "signals_observations_before": "observations",
    "signals_identity_before": "identity",
    "signals_contact_before": "contact",
    "signals_narrative_before": "narrative",
    "signals_location_before": "location",
    "signals_status_before": "status",
    "signals_possible_perpetrators_before": "possible_perpetrators",
    "signals_follow_up_before": "follow_up",
    "intake_message": "narrative",
    "referrals_step": "follow_up",
}
PURPOSES = {"partner": "care"}


def _tell(region, relation: Relation) -> None:
    if not relation.role:
        tell_database()
        return
    actor = region[relation.who]
    tell_database(
        organisation=str(actor.organisation),
        role=actor.role,
        member=str(actor.member),
        team=actor.team,
        purpose=PURPOSES.get(relation.role, "weighing"),
    )


def rows_seen(world: Planted, region, relation: Relation) -> set[Mark]:
    """The (record, field group) pairs of which a row comes back."""
    names = {ident: name for name, ident in world.ids.items()}
    _tell(region, relation)
    found = set()
    with connection.cursor() as cursor:
        for table, group in TABLES.items():
            cursor.execute(f"select record_id from {table}")
            found |= {(names.get(record, str(record)), group) for (record,) in cursor.fetchall()}
    tell_database()
    return found


def violations(world: Planted, region, relation: Relation) -> Iterator[str]:
    """Where the tables give something else than the table written by hand. Both directions."""
    wanted = TABLE.marks(TABLE.database.get(relation.name, ()))
    got = rows_seen(world, region, relation)
    yield from (f"database as {relation.name}: leaks {record}:{group}" for record, group in sorted(got - wanted))
    yield from (f"database as {relation.name}: hides {record}:{group}" for record, group in sorted(wanted - got))
