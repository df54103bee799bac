"""Taking in another register's file: every row that is new, nothing twice, nothing overwritten.

A row is known again by a keyed hash of its number in its source, or of everything it says. Batches are committed one by
one, each with its log entry: what is broken off is taken up by doing the same again, for what was kept is known.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Model
from django.db.utils import InterfaceError, OperationalError
from django.utils import timezone

from zicht.errors import BrokenOff, Refused
from zicht.registers import BATCH, Batch, Placing, RegisterRow, RowKeys, SourceMapping, Standing, Stream, Survey, Totals
from zicht.server.door.bulk import Batch as Loading
from zicht.server.door.bulk import batch
from zicht.server.door.fill import Giver, Rules, agreements_in_force, giver, giver_for
from zicht.server.door.models import IndexToken, Record
from zicht.server.inserting import made
from zicht.server.parties.actor import Actor
from zicht.server.signals.actions.register import Incoming, batch_rows
from zicht.server.signals.ahead import read_ahead
from zicht.server.signals.purpose import SIZE, dropped
from zicht.server.signals.runs import Run, alone, digest_of
from zicht.server.vault.envelope import index_token
from zicht.server.vault.keyring import load

IDENTITY, CONTENT = "row-identity", "row-content"
AMSTERDAM = ZoneInfo("Europe/Amsterdam")
DEMO = "demo"
SHORT = 16
ACT = "signals.import"
Tell = Callable[[int, int], None]
"""Told after each batch: how many rows of how many were read."""


@dataclass(frozen=True, slots=True)
class KeptRows:
    """The rows of earlier files, as ``registers`` asks for them; only keyed hashes are compared."""

    scope: str

    def _found(self, kind: str, keys: Collection[bytes]) -> Mapping[bytes, int]:
        by_token = {row_token(self.scope, key): key for key in keys}
        kept = IndexToken.objects.filter(scope=self.scope, kind=kind, token__in=list(by_token))
        return Counter(by_token[token] for token in kept.values_list("token", flat=True))

    def identities(self, keys: Collection[bytes]) -> Mapping[bytes, int]:
        """How often rows with these numbers are kept."""
        return self._found(IDENTITY, keys) if keys else {}

    def contents(self, keys: Collection[bytes]) -> Mapping[bytes, int]:
        """How often rows that say this are kept."""
        return self._found(CONTENT, keys) if keys else {}


@lru_cache(maxsize=4 * 5000)
def row_token(scope: str, key: bytes) -> str:
    """The index entry of a row's key: asked for before the row is kept, and kept with it."""
    return index_token(load(settings.ZICHT.keys), scope, key.decode())


@dataclass(frozen=True, slots=True)
class Ground:
    """Under what a register is taken in. ``only``: for the purpose of size, the covariates agreed on; else None."""

    activity: str
    purpose: str = ""
    only: frozenset[str] | None = None

    def giver(self, by: Actor, now: datetime) -> Giver:
        """Who gives what on by itself under this ground."""
        return giver(by, now) if self.only is None else giver_for(by, now, self.activity, self.purpose)


def ground_for(by: Actor, activity: str, source: str, now: datetime) -> Ground:
    """Taking in a register is a disclosure: it needs an agreement in force that the organisation is a party to.

    What the user typed stays out of the log, which nobody can correct: there the source stands as a keyed hash, so
    that refusals of the same source can be told from those of another.
    """
    if activity == DEMO and settings.ZICHT.demo:
        return Ground(activity)
    for rules in agreements_in_force(now):
        if rules.id == activity and rules.has_party(by.organisation_code):
            return _for_size(by, rules, source, now) if set(rules.purposes) == {SIZE} else Ground(activity)
    raise _refused(by, activity, source)


def _for_size(by: Actor, rules: Rules, source: str, now: datetime) -> Ground:
    """An agreement about size alone: it must let this organisation give linking keys, and says which covariates."""
    linking = [one for one in giver_for(by, now, rules.id, SIZE).standing if one.linking_key]
    if not linking:
        raise _refused(by, rules.id, source)
    return Ground(rules.id, SIZE, frozenset().union(*(one.covariates for one in linking)))


def _refused(by: Actor, activity: str, source: str) -> Refused:
    known_by = index_token(load(settings.ZICHT.keys), str(by.organisation), f"source:{source}")
    return Refused("imports.no_ground", rule=f"no-ground:{known_by[:SHORT]}", activity=activity)


def _moment(row: RegisterRow, now: datetime) -> datetime:
    return datetime.combine(row.received, time(12), AMSTERDAM) if row.received else now


def _rows(loading: Loading, by: Giver, row: RegisterRow, keys: RowKeys, ground: Ground) -> Iterator[Model]:
    scope = str(by.actor.organisation)
    moment = _moment(row, loading.now)
    incoming = Incoming(row.draft, by.actor, moment, "import", None, ground.activity, ground.only)
    for kept in batch_rows(loading, by, incoming):
        yield kept
        if isinstance(kept, Record):
            for kind, key in ((IDENTITY, keys.identity), (CONTENT, keys.content)):
                if key:
                    yield made(IndexToken, record_id=kept.id, scope=scope, kind=kind, token=row_token(scope, key))


@dataclass(frozen=True, slots=True)
class _Taking:
    """One file on its way in."""

    by: Actor
    ground: Ground
    mapping: SourceMapping
    placing: Placing
    run: Run

    def keep(self, some: Batch) -> Counter[Standing]:
        """Keep the new rows of one batch in a transaction of its own, with one log entry that names their records."""
        with batch(ACT, by=self.by, purpose=self.ground.purpose, together=True) as loading:
            ground = ground_for(self.by, self.ground.activity, self.mapping.source, loading.now)  # it may have ended
            standings = self.placing.place(some.rows)
            new = [kept for kept, standing in zip(some.rows, standings, strict=True) if standing == "new"]
            signals = [kept for kept in new if not kept[0].part]  # of a signal of several rows the first has it all
            who = ground.giver(self.by, loading.now)
            loading.keep(row for one, keys in signals for row in _rows(loading, who, one, keys, ground))
            self.run.moved(some.read, len(new), loading.now)
        return Counter(standings)


def _untold(done: int, rows: int) -> None:
    """Nobody waits to hear how far it is."""


def take_in(
    *,
    data: bytes | Path,
    mapping: SourceMapping,
    by: Actor,
    activity: str,
    tell: Tell = _untold,
    at_once: int = BATCH,
) -> Totals:
    """Read a file (its bytes or its path) and keep its valid new rows; the totals tell what came of it.

    ``activity`` is the agreement (or, in the demo, ``demo``) under which this source may be taken in. Batches are
    committed one by one, ``at_once`` rows of the file each: when the database goes away ``BrokenOff`` says so, and the
    same call again goes on.
    """
    try:
        return _read_and_taken(data, mapping, by, activity, tell, at_once)
    except (OperationalError, InterfaceError) as error:
        raise BrokenOff("imports.broken_off") from error


def _read_and_taken(
    data: bytes | Path, mapping: SourceMapping, by: Actor, activity: str, tell: Tell, at_once: int
) -> Totals:
    with batch(ACT, by=by) as opening:
        ground = ground_for(by, activity, mapping.source, opening.now)
        today = timezone.localtime(opening.now).date()
        # For size nothing of a possible perpetrator is kept, whatever the file says of them.
        perpetrators_on = ground.only is not None or giver(by, opening.now).perpetrators_on
    stream = Stream(data, mapping, today, perpetrators_on=perpetrators_on)
    survey = stream.survey()
    if isinstance(survey, Totals):
        return survey
    with alone(by):
        return _taken(stream, survey, data, by, ground, tell, at_once)


def _taken(
    stream: Stream, survey: Survey, data: bytes | Path, by: Actor, ground: Ground, tell: Tell, at_once: int
) -> Totals:
    source = row_token(str(by.organisation), f"source:{stream.mapping.source}".encode())
    with batch(ACT, by=by, purpose=ground.purpose, together=True) as opening:
        run = Run.opened(by, source, digest_of(data), ground.activity, survey.rows, opening.now)
    placing = Placing(KeptRows(str(by.organisation)), survey.repeated)
    taking = _Taking(by, ground, stream.mapping, placing, run)
    standings: Counter[Standing] = Counter()
    with read_ahead(stream.batches(survey, at_once)) as batches:
        for some in batches:
            standings.update(taking.keep(some))
            tell(some.read, survey.rows)
    with batch(ACT, by=by, purpose=ground.purpose, together=True) as closing:
        run.ended(closing.now)
    left_out = () if ground.only is None else dropped(stream.mapping, ground.only)
    return replace(stream.totals(standings), resumed=run.kept_before, dropped=left_out)
