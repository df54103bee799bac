"""A filled database behind the wall, and connections to it as each role: no Django, no door."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import postgres
import psycopg
from psycopg.rows import dict_row

DATABASE = "wall"
ROLES = ("zicht_web", "zicht_intake", "zicht_worker")
ADVICE = uuid.UUID(int=77)  # of the FG of the ggd
SETTINGS = ("scope", "organisation", "role", "team", "member", "purpose")


@dataclass(frozen=True)
class Walled:
    """Where it is, who lives there (by username), and the records by what they are."""

    socket: Path
    actors: Mapping[str, Any]
    records: Mapping[str, uuid.UUID]

    def connect(self, user: str, **more: Any) -> psycopg.Connection[Any]:
        return psycopg.connect(host=str(self.socket), dbname=DATABASE, user=user, **more)

    def as_actor(self, connection: psycopg.Connection[Any], username: str, purpose: str = "weighing") -> None:
        """Say what the door says for this member, for the transaction that is open."""
        actor = self.actors[username]
        tell(connection, organisation=str(actor.organisation), role=actor.role, member=str(actor.member),
             team=actor.team, purpose=purpose)  # fmt: skip

    def rows(self, table: str) -> list[dict[str, Any]]:
        """Every row of a table, as the superuser sees it."""
        with self.connect("postgres", row_factory=dict_row) as connection:
            return connection.execute(f'select * from "{table}"').fetchall()


def tell(connection: psycopg.Connection[Any], **who: str) -> None:
    """Set every setting that the policies read; those not named are emptied."""
    parts = ", ".join("set_config(%s, %s, true)" for _ in SETTINGS)
    connection.execute(f"select {parts}", [v for name in SETTINGS for v in (f"zicht.{name}", who.get(name, ""))])


@contextmanager
def django_on(name: str, user: str) -> Iterator[None]:
    """Have Django use another database as another role for a while; the caller has unblocked it."""
    from django.db import connection

    connection.close()
    before = {key: connection.settings_dict[key] for key in ("NAME", "USER")}
    connection.settings_dict.update(NAME=name, USER=user)
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(before)


def build(socket: Path) -> Walled:
    """Make the database with its owner, fill it through the door as the web role, keep it."""
    from django.core.management import call_command
    from worlds import set_up_region

    postgres.make_database(socket, DATABASE)
    with django_on(DATABASE, "zicht_owner"):
        call_command("migrate", verbosity=0)
        set_up_region()
        _accounts()
    with django_on(DATABASE, "zicht_web"):
        actors, records = _fill()
    found = Walled(socket, actors, records)
    _what_no_act_makes_yet(found)
    return found


def _accounts() -> None:
    from django.utils import timezone

    from zicht.server.organisations.actions.setup import open_account

    for username in ("ggd.1", "politie.1"):
        open_account(username=username, now=timezone.now())


def _fill() -> tuple[dict[str, Any], dict[str, uuid.UUID]]:
    from worlds import PEOPLE, Region, draft, talk

    from zicht.server.cases.actions.answer import answer_reporter
    from zicht.server.cases.actions.weigh import weigh
    from zicht.server.cases.queries import queue
    from zicht.server.drafts.actions.keep import Standing, save
    from zicht.server.intake.actions.consult import note_consultation
    from zicht.server.intake.actions.links import LinkDraft, make_link
    from zicht.server.intake.actions.report import report
    from zicht.server.organisations.actions.linking import link_account
    from zicht.server.organisations.outside import LINK, Arrival
    from zicht.server.oversight.actions.advise import advise
    from zicht.server.publishing.actions.make import ask
    from zicht.server.referrals.actions.refer import accept, refer
    from zicht.server.signals.actions.register import register_signal
    from zicht.server.signals.queries import open_signal

    region = Region()
    actors = {username: region[username] for username, _, _ in PEOPLE}
    ggd = _corrected(actors["ggd.1"])
    police = register_signal(draft=draft(place="Nergensweg 2"), by=actors["politie.1"])
    desk = actors["desk.1"]
    case = weigh(signal=ggd, end="case", reason="Meer dan een aanwijzing", by=desk)
    assert case
    referral = refer(case=case, to="zorgcoordinatie", purpose="care", by=desk)
    accept(referral=referral, by=actors["zorg.1"])
    report(draft=draft(observations=(), persons=(), place=""), nonce="0" * 32)
    (public,) = (row.record for row in queue(desk).rows if row.record not in (ggd, police))
    answer_reporter(signal=public, text="Dank u, wij lezen het.", by=desk)
    for username in ("desk.1", "ggd.1"):
        note_consultation(given=talk(), consultation_id=uuid.uuid4(), by=actors[username])
    make_link(given=LinkDraft("education", "School De Proef", 7), nonce="1" * 32, by=desk)
    drafts = {"draft": "ggd.1", "over": "ggd.1", "police_draft": "politie.1"}
    kept = {name: uuid.uuid4() for name in drafts}
    for name, username in drafts.items():
        save(draft=kept[name], content={"x": name}, on=Standing(), window="w", by=actors[username])
    advise(subject="Toegang", text="Kort houden.", by=actors["fg.1"])
    ask(year=2025, by=actors["beleid.1"])
    for username in ("ggd.1", "politie.1"):
        member = actors[username]
        link_account(arrival=Arrival(username, False, LINK, str(member.member), ""), by=member)
    told = register_signal(draft=draft(place="Nergensweg 3"), by=actors["woon.1"])
    open_signal(actors["woon.1"], told)
    weigh(signal=told, end="no_sign", reason="Een verhuizing", by=desk)
    made = {"told": told, "ggd": ggd, "police": police, "public": public, "case": case, "referral": referral}
    return actors, kept | made


def _corrected(by: Any) -> uuid.UUID:
    """A signal that was corrected in every field group, so that each has a past."""
    from worlds import draft

    from zicht.knowledge.signal import UNKNOWN
    from zicht.server.signals.actions.correct import Reason, correct
    from zicht.server.signals.actions.register import register_signal
    from zicht.server.signals.queries import open_signal

    first = draft(
        what=UNKNOWN, where=UNKNOWN, place="", narrative="", contact_details="", observations=(), persons=(), details=()
    )
    signal = register_signal(draft=first, by=by)
    seen = open_signal(by, signal).version
    correct(signal=signal, draft=draft(), seen=seen, reason=Reason("more_known"), by=by)
    return signal


def _what_no_act_makes_yet(walled: Walled) -> None:
    """Possible perpetrators of two organisations, of which one has them switched on (its FG is not in this world)."""
    ggd = {"own": walled.actors["ggd.privacy"].organisation, "by": walled.actors["ggd.privacy"].member}
    with walled.connect("postgres") as connection:
        connection.execute(
            "insert into oversight_advice (id, organisation_id, given_by, given_by_name, at, subject, text)"
            f" values ('{ADVICE}', %(own)s, %(by)s, 'x', now(), 'x', 'x')", ggd,
        )  # fmt: skip
        connection.execute(
            "insert into door_activity (id, organisation_id, kind, register, dpia, agreement_id, advice, valid_from,"
            " valid_until, switched_by) select gen_random_uuid(), %(own)s, 'possible_perpetrators', 'x', 'x', id,"
            f" '{ADVICE}', now() - interval '1 day', '9999-12-31', %(by)s"
            " from door_agreement where code = 'meldpunt-vechtstreek'", ggd,
        )  # fmt: skip
        connection.execute(
            "insert into signals_possible_perpetrators (record_id, sealed) values (%s, '\\x01'), (%s, '\\x01')",
            [walled.records["ggd"], walled.records["police"]],
        )
        connection.execute(
            "insert into signals_possible_perpetrators_before (id, record_id, correction, number, at, organisation,"
            " member, name, why, standard, sealed) select gen_random_uuid(), r.id, gen_random_uuid(), 1, now(),"
            " %s, %s, 'x', 'other', '1', '' from door_record r where r.id in (%s, %s)",
            [ggd["own"], ggd["by"], walled.records["ggd"], walled.records["police"]],
        )
        over = "update drafts_draft set expires_at = now() - interval '1 second' where id = %s"
        connection.execute(over, [walled.records["over"]])
