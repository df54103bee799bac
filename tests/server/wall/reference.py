"""What the second wall should let through, slow and obvious: one sentence per table, no SQL.

Written from the house's rules, not from the policies. ``rows`` are dictionaries as the database holds them.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Asker:
    """Who asks, as the door tells the database; "" is not told."""

    organisation: str = ""
    role: str = ""
    member: str = ""
    team: str = ""
    purpose: str = ""
    scope: str = ""

    def settings(self) -> dict[str, str]:
        return dict(vars(self))


@dataclass(frozen=True)
class World:
    """Every right and draft there is, what the log says about whom, organisations' codes, the moment, and the records
    whose controller has possible perpetrators switched on."""

    rights: Sequence[Row]
    drafts: Sequence[Row]
    subjects: Sequence[Row]
    codes: Mapping[str, str]
    now: datetime
    switched_on: frozenset[uuid.UUID] = frozenset()


def in_force(right: Row, asker: Asker, now: datetime) -> bool:
    """A right is this asker's now: every condition is any or theirs, and the moment lies within it."""
    return (
        str(right["organisation_id"]) == asker.organisation
        and right["role"] in ("*", asker.role)
        and right["member"] in ("*", asker.member)
        and right["team"] in ("*", asker.team)
        and right["purpose"] in ("*", asker.purpose)
        and right["valid_from"] <= now < right["valid_until"]
    )


def holds(asker: Asker, world: World, record: uuid.UUID, group: str = "") -> bool:
    """The asker has a right in force on this record, on this field group."""
    return any(
        right["record_id"] == record and in_force(right, asker, world.now) and (not group or right[f"g_{group}"])
        for right in world.rights
    )


def of_record(group: str = "", column: str = "record_id") -> Callable[[Row, Asker, World], bool]:
    """Seen by whoever holds a right on the record, on this field group."""
    return lambda row, asker, world: holds(asker, world, row[column], group)


def watches(asker: Asker) -> bool:
    return asker.role in ("privacy", "fg")


def signing_in(asker: Asker) -> bool:
    return asker.scope == "sign-in"


def own(row: Row, asker: Asker, column: str = "organisation_id") -> bool:
    return str(row[column]) == asker.organisation


def sees_record(row: Row, asker: Asker, world: World) -> bool:
    return holds(asker, world, row["id"]) or (watches(asker) and own(row, asker, "controller_id"))


def sees_right(row: Row, asker: Asker, world: World) -> bool:
    gave = own(row, asker, "given_by_id") and asker.role in ("desk", "privacy", "fg")
    return in_force(row, asker, world.now) or gave or (own(row, asker) and watches(asker))


def sees_grant(row: Row, asker: Asker, world: World) -> bool:
    return own(row, asker, "giver_id") or own(row, asker, "receiver_id")


def sees_entry(row: Row, asker: Asker, world: World) -> bool:
    about = any(s["row"] == row["id"] and own(s, asker, "controller") for s in world.subjects)
    return watches(asker) and (own(row, asker, "organisation") or about)


def sees_link(row: Row, asker: Asker, world: World) -> bool:
    """A link is its own desk's."""
    return own(row, asker) and asker.role == "desk"


def sees_talk(row: Row, asker: Asker, world: World) -> bool:
    """Talks are about nobody: whoever may note them may count those of their own organisation."""
    return own(row, asker) and asker.role in ("professional", "desk", "partner")


def addressed(row: Row, asker: Asker, world: World) -> bool:
    """A notice is for one member, as a member of one organisation."""
    return own(row, asker, "organisation") and str(row["member"]) == asker.member


def of_perpetrators(row: Row, asker: Asker, world: World) -> bool:
    """Seen by whoever holds a right on that group, while the record's controller has it switched on."""
    return row["record_id"] in world.switched_on and holds(asker, world, row["record_id"], "possible_perpetrators")


def own_draft(row: Row, asker: Asker, now: datetime) -> bool:
    """A draft is its member's alone, in the organisation it was written for, until it expires."""
    return own(row, asker, "organisation") and str(row["member"]) == asker.member and row["expires_at"] > now


def sees_key(row: Row, asker: Asker, world: World) -> bool:
    """The key of a record goes with any right on it; that of a draft with the draft."""
    of_draft = any(draft["id"] == row["record"] and own_draft(draft, asker, world.now) for draft in world.drafts)
    return of_draft or holds(asker, world, row["record"])


SEEN: dict[str, Callable[[Row, Asker, World], bool]] = {
    "signals_core": of_record("core"),
    "signals_person": of_record("core"),
    "signals_what": of_record("observations"),
    "signals_observation": of_record("observations"),
    "signals_identity": of_record("identity"),
    "signals_contact": of_record("contact"),
    "signals_narrative": of_record("narrative"),
    "signals_location": of_record("location"),
    "signals_status": of_record("status"),
    "signals_possible_perpetrators": of_perpetrators,
    "signals_follow_up": of_record("follow_up"),
    "signals_core_detail": of_record("core"),
    "signals_observation_detail": of_record("observations"),
    "signals_follow_up_detail": of_record("follow_up"),
    "signals_identity_detail": of_record("identity"),
    "signals_contact_detail": of_record("contact"),
    "signals_narrative_detail": of_record("narrative"),
    "signals_location_detail": of_record("location"),
    "signals_status_detail": of_record("status"),
    "signals_core_before": of_record("core"),
    "signals_observations_before": of_record("observations"),
    "signals_identity_before": of_record("identity"),
    "signals_contact_before": of_record("contact"),
    "signals_narrative_before": of_record("narrative"),
    "signals_location_before": of_record("location"),
    "signals_status_before": of_record("status"),
    "signals_possible_perpetrators_before": of_perpetrators,
    "signals_follow_up_before": of_record("follow_up"),
    "referrals_referral": of_record("core"),
    "referrals_step": of_record("follow_up"),
    "notices_notice": addressed,
    "cases_case_signal": of_record("core", "case_id"),
    "intake_message": of_record("narrative"),
    "intake_receipt": of_record("core"),
    "intake_consultation": sees_talk,
    "intake_link": sees_link,
    "vault_recordkey": sees_key,
    "drafts_draft": lambda row, asker, world: own_draft(row, asker, world.now),
    "door_record": sees_record,
    "door_right": sees_right,
    "door_indextoken": lambda row, asker, world: row["scope"] == asker.organisation != "",
    "door_activity": lambda row, asker, world: asker.organisation != "",
    "door_agreement": lambda row, asker, world: asker.organisation != "",
    "sharing_grant": sees_grant,
    "publishing_picture": lambda row, asker, world: own(row, asker) and asker.role == "policy",
    "oversight_advice": lambda row, asker, world: own(row, asker) and watches(asker),
    "parties_member": lambda row, asker, world: signing_in(asker) or own(row, asker),
    "parties_apikey": lambda row, asker, world: signing_in(asker) or str(row["member_id"]) == asker.member,
    "parties_outsideaccount": lambda row, asker, world: signing_in(asker) or str(row["member_id"]) == asker.member,
    "mfa_authenticator": lambda row, asker, world: signing_in(asker),
    "logbook_row": sees_entry,
    "logbook_subject": lambda row, asker, world: watches(asker) and own(row, asker, "controller"),
}


def counts(asker: Asker, world: World, record: uuid.UUID, group: str) -> bool:
    """A desk of the asker's organisation, any member and team of it, has this group of the record now."""
    return asker.scope == "count" and any(
        right["record_id"] == record and right[f"g_{group}"] and desk_holds(right, asker, world)
        for right in world.rights
    )


def desk_holds(right: Row, asker: Asker, world: World) -> bool:
    return (
        own(right, asker)
        and right["role"] in ("*", "desk")
        and (right["member"], right["team"]) == ("*", "*")
        and right["valid_from"] <= world.now < right["valid_until"]
    )


def counts_token(row: Row, asker: Asker, world: World) -> bool:
    scope = f"{asker.purpose}:{world.codes.get(asker.organisation)}"
    return row["kind"] == "person" and row["scope"] == scope and counts(asker, world, row["record_id"], "core")


# What the worker sees besides what the one it works for would see.
WORKER_SEES_TOO: dict[str, Callable[[Row, Asker, World], bool]] = {
    "signals_core": lambda row, asker, world: counts(asker, world, row["record_id"], "core"),
    "signals_what": lambda row, asker, world: counts(asker, world, row["record_id"], "observations"),
    "signals_follow_up": lambda row, asker, world: counts(asker, world, row["record_id"], "follow_up"),
    "door_record": lambda row, asker, world: counts(asker, world, row["id"], "core"),
    "door_right": lambda row, asker, world: asker.scope == "count" and desk_holds(row, asker, world),
    "door_indextoken": counts_token,
    "publishing_picture": lambda row, asker, world: asker.scope == "task" and own(row, asker),
    "intake_consultation": lambda row, asker, world: asker.scope == "count" and own(row, asker),
    "logbook_row": lambda row, asker, world: True,
    "logbook_subject": lambda row, asker, world: True,
}


def seen(table: str, row: Row, asker: Asker, world: World, *, worker: bool = False) -> bool:
    """Whether a row of a table is shown to this asker."""
    more = WORKER_SEES_TOO.get(table) if worker else None
    return SEEN[table](row, asker, world) or (more is not None and more(row, asker, world))


def may_give(right: Row, asker: Asker, world: World, record: Row) -> bool:
    """Who may keep this new right: whoever made the record, as its controller; else a desk, to another
    organisation, of groups that it holds itself."""
    if not own(right, asker, "given_by_id"):
        return False
    if own(record, asker, "controller_id") and str(record["made_by"]) == asker.member:
        return True
    groups = [name[2:] for name, held in right.items() if name.startswith("g_") and held]
    held = all(holds(asker, world, right["record_id"], group) for group in groups)
    return asker.role == "desk" and not own(right, asker) and holds(asker, world, right["record_id"]) and held
