"""One's own earlier signals on the same address, person or thing: found by keyed index, never by reading others'."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db.models import Q

from zicht.knowledge.signal import SignalDraft
from zicht.server.door.models import IndexToken
from zicht.server.door.view import visible
from zicht.server.parties.actor import Actor
from zicht.server.signals.queries import SignalRow, cut, list_rows, newest_first
from zicht.server.signals.rows import PERSONS_INDEXED, index_values
from zicht.server.vault.envelope import index_token
from zicht.server.vault.keyring import load

MOST = 5


def own_earlier(draft: SignalDraft, *, by: Actor, besides: uuid.UUID) -> tuple[SignalRow, ...]:
    """The newest signals of this member that share an exact value with a draft; ``besides`` is the draft's own id.

    Only keys of the member's own organisation are compared, and only what the member registered is told. A draft
    without such a value asks nothing.
    """
    values = list(index_values(draft))
    if not values:
        return ()
    ring, scope = load(settings.ZICHT.keys), str(by.organisation)
    same = Q()
    for kind, value in values:
        # the same person may have had another role before
        kinds = PERSONS_INDEXED if kind in PERSONS_INDEXED else {kind}
        same |= Q(kind__in=kinds, token=index_token(ring, scope, value))
    with visible(by, "signals.earlier") as view:
        found = IndexToken.objects.filter(same, scope=scope).exclude(record_id=besides)
        rights = view.personal(kind="signal", record_id__in=found.values("record_id"))
        shown, _ = cut(newest_first(view, rights, "", MOST), MOST)
        return list_rows(view, shown)
