"""Asking the agreements about one signal: the same question before sending (a preview) and when sending."""

from __future__ import annotations

from zicht.server.door.fill import ROLES, Request
from zicht.server.door.models import SEVERAL
from zicht.server.door.view import NotVisible, Sight, View
from zicht.server.signals import models as signals
from zicht.server.signals.queries import STATES, core_row


def request_for(view: View, signal: Sight, *, to: str, role: str, purpose: str) -> Request:
    """The question to the agreements: may these groups of this signal go there, for this purpose?"""
    cores = view.rows(signals.Core, [signal])[signal.record]
    if not cores:
        raise NotVisible("no-core")
    core = core_row(cores[0])
    return Request(
        from_organisation=view.actor.organisation_code,
        to_organisation=to,
        role=role,
        purpose=purpose,
        mode="on_referral",
        field_groups=frozenset(signal.groups),
        form="" if signal.form in {"", SEVERAL, *STATES} else signal.form,
        age_class=core.who if core.who in ("adult", "minor") else "",
        danger={"yes": True, "no": False}.get(core.acute),
        municipality="" if core.where in STATES else core.where,
        by_role=view.actor.role if view.actor.role in ROLES else "",
    )
