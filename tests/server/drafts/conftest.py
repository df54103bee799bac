"""A draft of ggd.1's, other roles of the database, and a database where things really happen."""

import uuid

import pytest
from server.door.elsewhere import _elsewhere, elsewhere, people
from server.door.hands import _powerful_session, as_owner, as_role, log

__all__ = ["_elsewhere", "_powerful_session", "as_owner", "as_role", "elsewhere", "log", "people"]
CONTENT = {"pagina": "new", "antwoorden": {"toelichting": ["ALLEEN HIER"], "acuut": ["onbekend"]}}


@pytest.fixture
def kept(region):
    """``kept()`` is the id of a draft that ggd.1 just kept; others by name."""
    from zicht.server.drafts.actions.keep import Standing, save

    def keep(who="ggd.1", content=CONTENT, draft=None):
        draft = draft or uuid.uuid4()
        save(draft=draft, content=content, on=Standing(), window="here", by=region[who])
        return draft

    return keep


@pytest.fixture
def over(as_owner):
    """The time of a draft is over, and no worker came by."""
    from datetime import timedelta

    from django.utils import timezone

    from zicht.server.drafts.models import Draft

    def end(draft):
        with as_owner():
            Draft.objects.filter(id=draft).update(expires_at=timezone.now() - timedelta(days=1))

    return end


@pytest.fixture
def keys(as_owner):
    """How many keys stand under an id."""
    from zicht.server.vault.models import RecordKey

    def count(draft):
        with as_owner():
            return RecordKey.objects.filter(record=draft).count()

    return count
