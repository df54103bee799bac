"""Taking in another register's file: every row that is new, nothing twice, nothing overwritten.

A row is known again by a keyed hash of its number in its source, or of everything it says.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection
from django.db.models import Model
from django.utils import timezone

from zicht.errors import Refused
from zicht.registers import Reading, RegisterRow, SourceMapping, read, row_keys
from zicht.server.door.bulk import Batch, batch
from zicht.server.door.fill import Giver, agreements_in_force, giver
from zicht.server.door.models import IndexToken, Record
from zicht.server.parties.actor import Actor
from zicht.server.signals.actions.register import Incoming, batch_rows
from zicht.server.vault.envelope import index_token
from zicht.server.vault.keyring import load

IDENTITY, CONTENT = "row-identity", "row-content"
ASKED_AT_ONCE = 5000
AMSTERDAM = ZoneInfo("Europe/Amsterdam")
DEMO = "demo"
SHORT = 16


@dataclass(frozen=True, slots=True)
class KeptRows:
    """The rows of earlier files, as ``registers`` asks for them; only keyed hashes are compared."""

    scope: str

    def _found(self, kind: str, keys: Collection[bytes]) -> Mapping[bytes, int]:
        ring = load(settings.ZICHT.keys)
        by_token = {index_token(ring, self.scope, key.decode()): key for key in keys}
        tokens = list(by_token)
        found: Counter[bytes] = Counter()
        for start in range(0, len(tokens), ASKED_AT_ONCE):
            asked = tokens[start : start + ASKED_AT_ONCE]
            kept = IndexToken.objects.filter(scope=self.scope, kind=kind, token__in=asked)
            found.update(by_token[token] for token in kept.values_list("token", flat=True))
        return found

    def identities(self, keys: Collection[bytes]) -> Mapping[bytes, int]:
        """How often rows with these numbers are kept."""
        return self._found(IDENTITY, keys)

    def contents(self, keys: Collection[bytes]) -> Mapping[bytes, int]:
        """How often rows that say this are kept."""
        return self._found(CONTENT, keys)


def _refuse_without_ground(by: Actor, activity: str, source: str, now: datetime) -> None:
    """Taking in a register is a disclosure: it needs an agreement in force that the organisation is a party to.

    What the user typed stays out of the log, which nobody can correct: there the source stands as a keyed hash, so
    that refusals of the same source can be told from those of another.
    """
    if activity == DEMO and settings.ZICHT.demo:
        return
    if any(rules.id == activity and rules.has_party(by.organisation_code) for rules in agreements_in_force(now)):
        return
    known_by = index_token(load(settings.ZICHT.keys), str(by.organisation), f"source:{source}")
    raise Refused("imports.no_ground", rule=f"no-ground:{known_by[:SHORT]}", activity=activity)


def _one_at_a_time(by: Actor) -> None:
    """Two people who take in the same file at once must not both find its rows new. SQLite has one writer anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_xact_lock(hashtext(%s))", [f"import:{by.organisation}"])


def _moment(row: RegisterRow, now: datetime) -> datetime:
    return datetime.combine(row.received, time(12), AMSTERDAM) if row.received else now


def _tokens(row: RegisterRow, record: Record, scope: str) -> Iterator[Model]:
    keys, ring = row_keys(row), load(settings.ZICHT.keys)
    for kind, key in ((IDENTITY, keys.identity), (CONTENT, keys.content)):
        if key:
            yield IndexToken(record=record, scope=scope, kind=kind, token=index_token(ring, scope, key.decode()))


def _rows(loading: Batch, by: Giver, row: RegisterRow, activity: str) -> Iterator[Model]:
    incoming = Incoming(row.draft, by.actor, _moment(row, loading.now), "import", None, activity)
    for kept in batch_rows(loading, by, incoming):
        yield kept
        if isinstance(kept, Record):
            yield from _tokens(row, kept, str(by.actor.organisation))


def take_in(*, data: bytes, mapping: SourceMapping, by: Actor, activity: str) -> Reading:
    """Read a file and keep its valid new rows, all in one transaction; the reading tells what came of each row.

    ``activity`` is the agreement (or, in the demo, ``demo``) under which this source may be taken in.
    """
    with batch("signals.import", by=by) as loading:
        _refuse_without_ground(by, activity, mapping.source, loading.now)
        _one_at_a_time(by)
        today = timezone.localtime(loading.now).date()
        who = giver(by, loading.now)
        kept = KeptRows(str(by.organisation))
        reading = read(data, mapping, today, kept, perpetrators_on=who.perpetrators_on)
        new = [row for row in reading.rows if row.standing == "new"]
        loading.keep(kept for row in new for kept in _rows(loading, who, row, activity))
        return reading
