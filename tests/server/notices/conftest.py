"""Someone registers a signal, people open it, and the desk finds no sign of trafficking."""

import pytest
from server.door.hands import _powerful_session, as_owner, as_role, log
from worlds import draft

__all__ = ["_powerful_session", "as_owner", "as_role", "log"]


@pytest.fixture
def signal(region):
    from zicht.server.signals.actions.register import register_signal

    return register_signal(draft=draft(), by=region["ggd.1"])


@pytest.fixture
def told_about(region):
    """``told_about("ggd.1")`` makes one more signal that this member registers, opens and is told about."""
    from zicht.server.cases.actions.weigh import weigh
    from zicht.server.signals.actions.register import register_signal
    from zicht.server.signals.queries import open_signal

    def make(who):
        record = register_signal(draft=draft(), by=region[who])
        open_signal(region[who], record)
        weigh(signal=record, end="no_sign", reason="Een verhuizing", by=region["desk.1"])
        return record

    return make


@pytest.fixture
def addressed(as_owner):
    """Who is told about a record, whatever anyone may see: (member, organisation) with the code."""
    from zicht.server.notices.models import Notice

    def read(record):
        with as_owner():
            rows = Notice.objects.filter(record=record).values_list("member", "organisation", "code")
            return sorted(rows, key=repr)

    return read
